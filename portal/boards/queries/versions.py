"""What was printed of boards, and which are to be compared with the registry next."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload, undefer

from portal.boards.models import Board, BoardVersion
from portal.boards.queries.finding import is_valid
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid


def versions_of(board: Board) -> Sequence[BoardVersion]:
    """Return what was printed of a board, the newest first."""
    printed = select(BoardVersion).where(BoardVersion.board_id == board.id)
    printed = printed.options(joinedload(BoardVersion.printed_by))
    return db.session.scalars(printed.order_by(BoardVersion.revision.desc())).all()


def version_of(board: Board, revision: int) -> BoardVersion:
    """Return a board as it was printed under this revision."""
    version = db.session.scalar(
        select(BoardVersion)
        .where(BoardVersion.board_id == board.id, BoardVersion.revision == min(revision, 2**31 - 1))
        .options(undefer(BoardVersion.content))
    )
    if version is None:
        raise NotFound(N_("This board was never printed under that revision."))
    return version


def latest_versions(boards: Sequence[Board]) -> Mapping[int, BoardVersion]:
    """Return what was printed last of these boards, by board; those never printed are left out."""
    is_latest = and_(BoardVersion.board_id == Board.id, BoardVersion.revision == Board.revision)
    printed = (
        select(BoardVersion)
        .join(Board, is_latest)
        .where(BoardVersion.board_id.in_([board.id for board in boards]))
        .options(undefer(BoardVersion.content))
    )
    return {version.board_id: version for version in db.session.scalars(printed)}


def boards_to_compare(before: datetime, most: int) -> Sequence[Board]:
    """Return the printed boards whose last comparison with the registry is longest ago."""
    due = (
        select(Board)
        .join(Board.grid)
        .where(Board.compared_at < before, is_valid())
        .where(Grid.ended_on.is_(None))
        .options(joinedload(Board.grid).joinedload(Grid.community))
        .order_by(Board.compared_at, Board.id)
        .limit(most)
    )
    return db.session.scalars(due).all()
