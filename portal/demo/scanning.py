"""Scans of the boards in the last months, and two codes that residents doubted."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from portal import clock
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.boards.actions import settle_doubt, suspect
from portal.boards.models import Board, BoardDay, BoardHour, BoardMonth
from portal.boards.rules import SuspectSign
from portal.db import db
from portal.demo.chance import Chance, Lot
from portal.grids.models import Grid
from portal.grids.rules import DISTRICT

DAYS = 120  # since when the portal counts scans
MOST_A_DAY = 4
QUIET = 0.04  # of the boards: nobody has scanned them lately
PHONES = 0.94
HOURS = Lot({hour: 1.0 + 2.0 * (hour in (8, 12, 17, 18, 19)) for hour in range(7, 22)})
FOUND = "小区广告贴纸盖住了二维码，已撕掉，扫码核对无误。"


def make_scans(chance: Chance, shown: Grid, now: datetime) -> None:
    """Tell how often each board was scanned until yesterday: hours, days and months agree."""
    today = clock.day_of(now)
    hours = Counter[tuple[int, date, int, bool]]()
    for board_id, grid_id in _boards_of_then(now):
        busy = 2.4 if grid_id == shown.id else chance.uniform(0.2, 1.6)
        until = DAYS - 40 if grid_id != shown.id and chance.happens(QUIET) else DAYS
        for n in range(until):
            day = today - timedelta(days=DAYS - n)
            for _ in range(min(MOST_A_DAY, round(chance.expovariate(1 / busy)))):
                hours[board_id, day, HOURS.draw(chance), chance.happens(PHONES)] += 1
    days, months = Counter[Any](), Counter[Any]()
    for (board_id, day, _hour, from_phone), count in hours.items():
        days[board_id, day, from_phone] += count
        months[board_id, day.replace(day=1), from_phone] += count
    _keep(BoardHour, ("board_id", "day", "hour", "from_phone"), hours)
    _keep(BoardDay, ("board_id", "day", "from_phone"), days)
    _keep(BoardMonth, ("board_id", "month", "from_phone"), months)


def _boards_of_then(now: datetime) -> Sequence[Any]:
    """Return the boards that hung all the time, with their grids."""
    made = Board.made_at < now - timedelta(days=DAYS)
    hung = select(Board.id, Board.grid_id).where(made, Board.revoked_at.is_(None))
    return db.session.execute(hung.order_by(Board.id)).all()


def make_doubts(shown: Grid, now: datetime) -> None:
    """Let residents doubt two codes of the shown community: one was looked at, one was not."""
    beside = select(Board).join(Board.grid).where(Grid.community_id == shown.community_id)
    beside = beside.where(Board.revoked_at.is_(None))
    boards = db.session.scalars(beside.order_by(Grid.code, Board.id)).all()
    clerk = next(iter(holders(Role.DISPATCHER, DISTRICT, clock.day_of(now))), None)
    if clerk is None:
        return
    looked_at = suspect(boards[-1], SuspectSign.PASTED_OVER, now=now - timedelta(days=9))
    settle_doubt(looked_at, FOUND, by=clerk, now=now - timedelta(days=8))
    for ago in (20, 3):
        suspect(boards[0], SuspectSign.OTHER_SITE, now=now - timedelta(hours=ago))


def _keep(model: Any, key: tuple[str, ...], counts: Counter[Any]) -> None:
    rows = [
        dict(zip(key, given, strict=True)) | {"count": count} for given, count in counts.items()
    ]
    db.session.execute(insert(model), rows)
