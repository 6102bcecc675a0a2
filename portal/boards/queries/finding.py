"""Boards are found: by their printed code, by area, by grid."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select
from sqlalchemy.orm import joinedload

from portal.boards.models import Board
from portal.boards.rules import HangsAt, is_code
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid
from portal.grids.queries import grid_by_code, lies_in
from portal.grids.rules.clues import number_typed


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


def boards_in(area_code: str) -> Sequence[Board]:
    """Return the valid boards of all working grids in an area, in order of their grids.

    The one at a grid's most visible place comes last, so that it is the one to
    show where a grid shows a single one.
    """
    is_main = case((Board.hangs_at == HangsAt.MOST_VISIBLE, 1), else_=0)
    inside = (
        select(Board)
        .join(Board.grid)
        .where(lies_in(Grid.code, area_code), Grid.ended_on.is_(None), is_valid())
        .options(joinedload(Board.grid).joinedload(Grid.community))
        .order_by(Grid.code, is_main, Board.id)
    )
    return db.session.scalars(inside).all()


def board_of(grid: Grid) -> Board | None:
    """Return the valid board to show of a grid: the newest at its most visible place, if any."""
    is_main = case((Board.hangs_at == HangsAt.MOST_VISIBLE, 0), else_=1)
    ours = select(Board).where(Board.grid_id == grid.id, is_valid())
    return db.session.scalar(ours.order_by(is_main, Board.id.desc()).limit(1))


def board_instead_of(board: Board) -> Board | None:
    """Return the valid board to which a revoked one leads: its own successor, or its grid's."""
    after = board
    while after.replaced_by:
        after = after.replaced_by
    return after if after.revoked_at is None else board_of(board.grid)


def grids_without_board(area_code: str) -> Sequence[Grid]:
    """Return the working grids of an area that have no valid board of their own, in order."""
    is_theirs = and_(Board.grid_id == Grid.id, Board.hangs_at == HangsAt.MOST_VISIBLE, is_valid())
    bare = (
        select(Grid)
        .outerjoin(Board, is_theirs)
        .where(lies_in(Grid.code, area_code), Grid.ended_on.is_(None))
        .where(Board.id.is_(None))
        .order_by(Grid.code)
    )
    return db.session.scalars(bare).all()


def known_board_codes() -> set[str]:
    """Return every code that was ever given out: none is given twice."""
    return set(db.session.scalars(select(Board.code)))


def board_numbers_of(grid: Grid) -> set[str]:
    """Return the numbers of all boards that a grid ever had."""
    return set(db.session.scalars(select(Board.number).where(Board.grid_id == grid.id)))


def is_valid() -> ColumnElement[bool]:
    """Return the condition that a board's code is valid."""
    return Board.revoked_at.is_(None)


def probably_board(code: str) -> Board | None:
    """Return the board with this code, or None: the code may be anything."""
    return db.session.scalar(select(Board).where(Board.code == code))


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
    """Return the board to show of each grid that has a valid one, in the order of the grids."""
    of_grid = {grid.id: grid for grid in grids}
    is_main = case((Board.hangs_at == HangsAt.MOST_VISIBLE, 1), else_=0)
    made = select(Board).where(Board.grid_id.in_(of_grid), is_valid()).order_by(is_main, Board.id)
    newest = {board.grid_id: board for board in db.session.scalars(made)}
    return [newest[grid_id] for grid_id in of_grid if grid_id in newest]


def ids_in(area_codes: Collection[str]) -> Select[int]:
    """Return the ids of the boards in these areas: by them a large table's own key is sought."""
    inside = or_(false(), *(lies_in(Grid.code, code) for code in area_codes))
    return select(Board.id).join(Grid, Grid.id == Board.grid_id).where(inside)
