"""How often boards are scanned, and which ones nobody scans."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from portal.boards.models import Board, BoardDay, BoardHour, BoardMonth
from portal.boards.queries.finding import ids_in, is_valid
from portal.clock import start_of
from portal.db import db
from portal.grids.models import Grid
from portal.grids.queries import lies_in

QUIET_AFTER = timedelta(days=30)  # without a scan: whether a board still hangs should be looked at


@dataclass(frozen=True)
class Scans:
    """How often pages were opened from boards."""

    phones: int = 0
    others: int = 0

    @property
    def all(self) -> int:
        """Return both together."""
        return self.phones + self.others

    def __add__(self, more: "Scans") -> "Scans":
        return Scans(self.phones + more.phones, self.others + more.others)


def scans_by_grid(area_code: str, month: date) -> dict[int, Scans]:
    """Return the scans of a month by grid; a grid without any is left out."""
    rows = db.session.execute(
        select(Board.grid_id, BoardMonth.from_phone, func.sum(BoardMonth.count))
        .join(Board, Board.id == BoardMonth.board_id)
        .where(BoardMonth.board_id.in_(ids_in([area_code])), BoardMonth.month == month)
        .group_by(Board.grid_id, BoardMonth.from_phone)
    )
    return _added(rows)


def scans_by_month(area_code: str, first: date, last: date) -> dict[date, Scans]:
    """Return the scans of an area by month, both ends included."""
    rows = db.session.execute(
        select(BoardMonth.month, BoardMonth.from_phone, func.sum(BoardMonth.count))
        .where(BoardMonth.board_id.in_(ids_in([area_code])))
        .where(BoardMonth.month.between(first, last))
        .group_by(BoardMonth.month, BoardMonth.from_phone)
    )
    return _added(rows)


def scans_by_day(board: Board, first: date, last: date) -> dict[date, Scans]:
    """Return the scans of one board by day, both ends included."""
    rows = db.session.execute(
        select(BoardDay.day, BoardDay.from_phone, BoardDay.count).where(
            BoardDay.board_id == board.id, BoardDay.day.between(first, last)
        )
    )
    return _added(rows)


def scans_by_hour(board: Board, first: date, last: date) -> dict[int, Scans]:
    """Return the scans of one board by the hour of the day, summed over days."""
    rows = db.session.execute(
        select(BoardHour.hour, BoardHour.from_phone, func.sum(BoardHour.count))
        .where(BoardHour.board_id == board.id, BoardHour.day.between(first, last))
        .group_by(BoardHour.hour, BoardHour.from_phone)
    )
    return _added(rows)


def quiet_boards(area_code: str, today: date, most: int) -> tuple[list[Board], int]:
    """Return boards that nobody has scanned for 30 days, the first of them, and how many.

    Of working grids, and only valid boards that have hung for so long: what does not hang is on
    a list of its own.
    """
    since = today - QUIET_AFTER
    scanned = exists().where(BoardDay.board_id == Board.id, BoardDay.day > since)
    quiet = (
        select(Board)
        .join(Board.grid)
        .where(lies_in(Grid.code, area_code), Grid.ended_on.is_(None))
        .where(Board.posted_at < start_of(since), is_valid(), ~scanned)
    )
    shown = quiet.options(joinedload(Board.grid).joinedload(Grid.community))
    count = db.session.scalar(quiet.with_only_columns(func.count(Board.id))) or 0
    return list(db.session.scalars(shown.order_by(Grid.code, Board.id).limit(most))), count


def _added(rows: Iterable[Any]) -> dict[Any, Scans]:
    found: dict[Any, Scans] = {}
    for key, from_phone, count in rows:
        one = Scans(phones=int(count)) if from_phone else Scans(others=int(count))
        found[key] = found.get(key, Scans()) + one
    return found
