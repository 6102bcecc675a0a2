"""What is asked of boards."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.boards.models import Board
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
