"""Boards are made: one for each grid, and one for each building entrance where one is wanted."""

import secrets
from datetime import datetime

from portal.boards.models import Board
from portal.boards.queries import board_numbers_of, grids_without_board, known_board_codes
from portal.boards.rules import HangsAt, new_code, number_of
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.grids.models import Grid

MOST_OF_A_GRID = 200  # entrances and old codes of one grid; more is a slip


def ensure_boards(area_code: str, *, now: datetime) -> list[Board]:
    """Make a board for each working grid of an area that has none; return those made."""
    taken = known_board_codes()
    return [_made(grid, taken, now=now) for grid in grids_without_board(area_code)]


def add_entrance(grid: Grid, *, place: str, now: datetime) -> Board:
    """Make a board that is to hang at a building entrance of a grid."""
    board = new_board(grid, now=now)
    board.hangs_at, board.place = HangsAt.ENTRANCE, place
    return board


def new_board(grid: Grid, *, now: datetime) -> Board:
    """Make a board of a grid with a code and a number that were never given before."""
    return _made(grid, known_board_codes(), now=now)


def _made(grid: Grid, taken: set[str], *, now: datetime) -> Board:
    code = _unused_code(taken)
    taken.add(code)
    board = Board(code=code, grid=grid, number=_unused_number(grid), made_at=now)
    board.hangs_at, board.place, board.revision = HangsAt.MOST_VISIBLE, "", 1
    db.session.add(board)
    db.session.flush()
    return board


def _unused_code(taken: set[str]) -> str:
    while (code := new_code(secrets.token_bytes(8))) in taken:
        pass
    return code


def _unused_number(grid: Grid) -> str:
    taken = board_numbers_of(grid)
    for nth in range(1, MOST_OF_A_GRID + 1):
        if (number := number_of(grid.code, nth)) not in taken:
            return number
    raise NotAllowedNow(
        N_("This grid has had %(most)d boards already. Ask your administrator."),
        most=MOST_OF_A_GRID,
    )
