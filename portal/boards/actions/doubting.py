"""Residents doubt a code: those who can go and look are told, and say what they found."""

from datetime import date, datetime

from sqlalchemy import select

from portal import clock, messages
from portal.accounts.models import Person
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.boards.models import Board, SuspectCode
from portal.boards.queries import open_doubt
from portal.boards.rules import SuspectSign
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.grids.rules import DISTRICT

CODE_SUSPECTED = "code_suspected"  # a notice about a board: it names the board by its number


def suspect(board: Board, sign: SuspectSign, *, now: datetime) -> SuspectCode:
    """Note that somebody doubts a board's code, and tell those who can go and look.

    Who says the same before somebody has looked is counted with the first, and
    nobody is told twice.
    """
    db.session.execute(select(Board.id).where(Board.id == board.id).with_for_update())
    known = open_doubt(board)
    if known:
        known.times, known.last_at, known.sign = known.times + 1, now, sign
        return known
    doubt = SuspectCode(board=board, sign=sign, first_at=now, last_at=now)
    db.session.add(doubt)
    db.session.flush()
    for person in _who_can_look(board, clock.day_of(now)):
        messages.notify(person.id, CODE_SUSPECTED, case_number=board.number, now=now)
    return doubt


def settle_doubt(doubt: SuspectCode, words: str, *, by: Person, now: datetime) -> None:
    """Close a doubt with what was found."""
    if doubt.closed_at:
        raise NotAllowedNow(N_("Somebody has closed this already. Reload the list."))
    doubt.closed_at, doubt.closed_by_id, doubt.words = now, by.id, words
    db.session.flush()


def _who_can_look(board: Board, today: date) -> list[Person]:
    """Return the community of a board's grid and the command centre, each person once."""
    people = holders(Role.COMMUNITY_CLERK, board.grid.community.code, today)
    people += holders(Role.DISPATCHER, DISTRICT, today)
    return list({person.id: person for person in people}.values())
