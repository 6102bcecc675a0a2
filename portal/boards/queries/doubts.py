"""What residents doubt of boards' codes."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.boards.models import Board, SuspectCode
from portal.boards.queries.finding import ids_in
from portal.db import db
from portal.grids.models import Grid

DOUBTS = 30  # on one page


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
        .where(SuspectCode.board_id.in_(ids_in(area_codes)))
        .where(state.is_(None) if is_open else state.is_not(None))
        .options(joinedload(SuspectCode.board).joinedload(Board.grid).joinedload(Grid.community))
        .options(joinedload(SuspectCode.closed_by))
        .order_by(SuspectCode.id.desc())
    )
    if before is not None:
        rows = rows.where(SuspectCode.id < before)
    return db.session.scalars(rows.limit(DOUBTS + 1)).all()
