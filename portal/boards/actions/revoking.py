"""Codes are revoked: withdrawn, lost or suspicious. Never used again, they still lead on."""

from datetime import datetime

from portal.accounts.models import Person
from portal.boards.actions.making import new_board
from portal.boards.models import Board
from portal.boards.queries import open_reports_of
from portal.boards.rules import Revocation
from portal.db import db
from portal.errors import N_, NotAllowedNow


def revoke(board: Board, *, why: Revocation, note: str, by: Person, now: datetime) -> Board | None:
    """Take a code out of use and return the board that takes its place; none if the grid ended.

    The new board is to hang where the old one did. The old code's page says
    that it is no longer valid and leads to the new one for as long as there
    are boards.
    """
    if board.revoked_at:
        raise NotAllowedNow(N_("This code was revoked already."))
    board.revoked_at, board.revoked_why, board.revoked_note = now, why, note
    board.revoked_by = by
    for report in open_reports_of(board):
        report.settled_at = now
    db.session.flush()
    if board.grid.ended_on:
        return None
    new = new_board(board.grid, now=now)
    new.hangs_at, new.place, new.lon, new.lat = board.hangs_at, board.place, board.lon, board.lat
    board.replaced_by = new
    return new
