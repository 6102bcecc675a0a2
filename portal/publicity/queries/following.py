"""Who follows a grid by mail: found by their secret link, or because news is due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.boards.models import Board
from portal.db import db
from portal.errors import N_, NoLonger, NotFound
from portal.grids.models import Grid
from portal.publicity.models import Follower
from portal.publicity.rules import link_expires_at


def follower_by_token(token: str, now: datetime) -> Follower:
    """Return whose link this is; one that was not confirmed in time is over."""
    wanted = select(Follower).where(Follower.token == token).options(joinedload(Follower.grid))
    follower = db.session.scalar(wanted)
    if follower is None:
        raise NotFound(N_("This link is not known. If you left, your address is erased already."))
    if follower.confirmed_at is None and link_expires_at(follower.asked_at) <= now:
        raise NoLonger(N_("This link was good for two days. Follow the grid again for a new one."))
    return follower


def follower_of(grid: Grid, address: str) -> Follower | None:
    """Return the row of an address at a grid."""
    return db.session.scalar(
        select(Follower).where(Follower.grid_id == grid.id, Follower.address == address)
    )


def unconfirmed_of(address: str, now: datetime) -> int:
    """Return how many mails asked an address in the last day that nobody has confirmed."""
    rows = select(func.count(Follower.id)).where(
        Follower.address == address,
        Follower.confirmed_at.is_(None),
        Follower.asked_at > now - timedelta(days=1),
    )
    return db.session.scalar(rows) or 0


def due_followers(now: datetime, most: int) -> Sequence[Follower]:
    """Return whose news is due, held, without those just being changed."""
    rows = (
        select(Follower)
        .where(Follower.due_at.is_not(None), Follower.due_at <= now)
        .order_by(Follower.due_at, Follower.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(rows).all()


def unconfirmed_before(moment: datetime, most: int) -> Sequence[Follower]:
    """Return whose address was asked for before a moment and never confirmed."""
    rows = (
        select(Follower)
        .where(Follower.due_at.is_(None), Follower.asked_at < moment)
        .order_by(Follower.asked_at, Follower.id)
        .limit(most)
    )
    return db.session.scalars(rows).all()


def board_of(grid: Grid) -> Board | None:
    """Return the newest board of a grid: its page is where the grid is shown."""
    rows = select(Board).where(Board.grid_id == grid.id).order_by(Board.id.desc())
    return db.session.scalar(rows.limit(1))
