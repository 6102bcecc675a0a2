"""Boards are found: by their printed code, by area, by grid."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.orm import joinedload

from portal.boards.models import Board
from portal.boards.rules import HangsAt
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid
from portal.grids.queries import lies_in


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
