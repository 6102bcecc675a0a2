"""What is asked of boards."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from portal.boards.models import Board, BoardDay, BoardHour, BoardMonth, SuspectCode
from portal.boards.rules import is_code
from portal.clock import start_of
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid
from portal.grids.queries import grid_by_code, lies_in
from portal.grids.rules.clues import number_typed

QUIET_AFTER = timedelta(days=30)  # without a scan: whether a board still hangs should be looked at
DOUBTS = 30  # on one page


def board_by_code(code: str) -> Board:
    """Return the board with this printed code, in whatever case it was typed."""
    board = db.session.scalar(
        select(Board)
        .where(Board.code == code.upper())
        .options(joinedload(Board.grid).joinedload(Grid.community))
    )
    if board is None:
        raise NotFound(N_("No board has this code. Check the letters under the square code."))
    return board


def probably_board(code: str) -> Board | None:
    """Return the board with this code, or None: the code may be anything."""
    return db.session.scalar(select(Board).where(Board.code == code))


def boards_in(area_code: str) -> Sequence[Board]:
    """Return the boards of all working grids in an area, in order of their grids."""
    inside = (
        select(Board)
        .join(Board.grid)
        .where(lies_in(Grid.code, area_code), Grid.ended_on.is_(None))
        .options(joinedload(Board.grid).joinedload(Grid.community))
        .order_by(Grid.code, Board.id)
    )
    return db.session.scalars(inside).all()


def grids_without_board(area_code: str) -> Sequence[Grid]:
    """Return the working grids of an area for which no board was ever made, in order."""
    bare = (
        select(Grid)
        .outerjoin(Board, Board.grid_id == Grid.id)
        .where(lies_in(Grid.code, area_code), Grid.ended_on.is_(None))
        .where(Board.id.is_(None))
        .order_by(Grid.code)
    )
    return db.session.scalars(bare).all()


def known_board_codes() -> set[str]:
    """Return every code that was ever given out: none is given twice."""
    return set(db.session.scalars(select(Board.code)))


def ids_of_codes(codes: Collection[str]) -> dict[str, int]:
    """Return the boards with these codes by code; unknown codes are left out."""
    found = db.session.execute(select(Board.code, Board.id).where(Board.code.in_(sorted(codes))))
    return {row[0]: row[1] for row in found}


def board_called(typed: str) -> Board | None:
    """Return the board whose number, code, or grid's code was typed, or None."""
    words, digits = typed.strip().upper(), number_typed(typed)
    number = "-".join(digits[n : n + 3] for n in (0, 3, 6)) + digits[9:] if digits else words
    called = select(Board).where(Board.number.in_([number, words])).limit(1)
    if is_code(words):
        called = select(Board).where(Board.code == words)
    if board := db.session.scalar(called):
        return board
    grid = grid_by_code(digits) if digits else None
    return next(iter(newest_boards([grid])), None) if grid else None


def newest_boards(grids: Iterable[Grid]) -> list[Board]:
    """Return one board of each grid that has one, the newest, in the order of the grids."""
    of_grid = {grid.id: grid for grid in grids}
    made = select(Board).where(Board.grid_id.in_(of_grid)).order_by(Board.id)
    newest = {board.grid_id: board for board in db.session.scalars(made)}
    return [newest[grid_id] for grid_id in of_grid if grid_id in newest]


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
        .where(BoardMonth.board_id.in_(_ids_in([area_code])), BoardMonth.month == month)
        .group_by(Board.grid_id, BoardMonth.from_phone)
    )
    return _added(rows)


def scans_by_month(area_code: str, first: date, last: date) -> dict[date, Scans]:
    """Return the scans of an area by month, both ends included."""
    rows = db.session.execute(
        select(BoardMonth.month, BoardMonth.from_phone, func.sum(BoardMonth.count))
        .where(BoardMonth.board_id.in_(_ids_in([area_code])))
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

    Of working grids, and only boards that were made before that.
    """
    since = today - QUIET_AFTER
    scanned = exists().where(BoardDay.board_id == Board.id, BoardDay.day > since)
    quiet = (
        select(Board)
        .join(Board.grid)
        .where(lies_in(Grid.code, area_code), Grid.ended_on.is_(None))
        .where(Board.made_at < start_of(since), ~scanned)
    )
    shown = quiet.options(joinedload(Board.grid).joinedload(Grid.community))
    count = db.session.scalar(quiet.with_only_columns(func.count(Board.id))) or 0
    return list(db.session.scalars(shown.order_by(Grid.code, Board.id).limit(most))), count


def board_in_reach(code: str, area_codes: Collection[str]) -> Board:
    """Return a board that hangs in one of these areas; what lies elsewhere does not exist."""
    board = board_by_code(code)
    if not board.grid.code.startswith(tuple(area_codes)):
        raise NotFound(N_("No such board, or it is not yours to see. Choose one from the list."))
    return board


def open_doubt(board: Board) -> SuspectCode | None:
    """Return what is doubted of a board's code and was not looked at yet."""
    doubted = select(SuspectCode).where(SuspectCode.board_id == board.id)
    return db.session.scalar(doubted.where(SuspectCode.closed_at.is_(None)))


def doubts_in(
    area_codes: Collection[str], *, is_open: bool, before: int | None = None
) -> Sequence[SuspectCode]:
    """Return a page of doubted codes and the first of the next page, the newest first."""
    state = SuspectCode.closed_at
    rows = (
        select(SuspectCode)
        .where(SuspectCode.board_id.in_(_ids_in(area_codes)))
        .where(state.is_(None) if is_open else state.is_not(None))
        .options(joinedload(SuspectCode.board).joinedload(Board.grid).joinedload(Grid.community))
        .options(joinedload(SuspectCode.closed_by))
        .order_by(SuspectCode.id.desc())
    )
    if before is not None:
        rows = rows.where(SuspectCode.id < before)
    return db.session.scalars(rows.limit(DOUBTS + 1)).all()


def _ids_in(area_codes: Collection[str]) -> Select[int]:
    """Return the ids of the boards in these areas: by them a large table's own key is sought."""
    inside = or_(false(), *(lies_in(Grid.code, code) for code in area_codes))
    return select(Board.id).join(Grid, Grid.id == Board.grid_id).where(inside)


def _added(rows: Iterable[Any]) -> dict[Any, Scans]:
    found: dict[Any, Scans] = {}
    for key, from_phone, count in rows:
        one = Scans(phones=int(count)) if from_phone else Scans(others=int(count))
        found[key] = found.get(key, Scans()) + one
    return found
