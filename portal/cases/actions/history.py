"""The one way in which a case moves: its status, its history and its changed figures together."""

from collections.abc import Sequence
from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.cases.models import Case, CaseEvent, ChangedMonth, Photo
from portal.cases.rules import MOVES, Moves, Outcome, Step, after, due_on
from portal.db import count_up, db
from portal.files import Kept
from portal.policy.rules import Policy, WorkCalendar


def move(
    case: Case,
    step: Step,
    *,
    by: Person | None,
    now: datetime,
    words: str = "",
    note: str = "",
    outcome: Outcome | None = None,
    photos: Sequence[Kept] = (),
    moves: Moves = MOVES,
) -> CaseEvent:
    """Take a step that the case's status allows and write it down; nothing else sets a status.

    Whoever is in hand before the step stands beside whoever is after it: set
    `case.unit` first where the step hands over.
    """
    case.status = after(case.status, step, moves)
    return write_down(
        case, step, by=by, now=now, words=words, note=note, outcome=outcome, photos=photos
    )


def write_down(
    case: Case,
    step: Step,
    *,
    by: Person | None,
    now: datetime,
    words: str = "",
    note: str = "",
    outcome: Outcome | None = None,
    photos: Sequence[Kept] = (),
) -> CaseEvent:
    """Add one row to the history as the case now stands, and mark this month's figures changed."""
    event = CaseEvent(
        case=case,
        step=step,
        status=case.status,
        at=now,
        by=by,
        unit=case.unit,
        level=case.level,
        words=words,
        note=note,
        outcome=outcome,
        due_on=case.due_on,
    )
    event.photos = [
        Photo(case=case, key=kept.key, width=kept.width, height=kept.height) for kept in photos
    ]
    db.session.add(event)
    db.session.flush()
    changed(case.grid_id, clock.month_of(now))
    return event


def changed(grid_id: int, month: date) -> None:
    """Mark a grid's month for recounting.

    The mark is held until the commit: mark earlier months first, as everyone
    does, so that two never wait for each other crosswise.
    """
    count_up(ChangedMonth, "marks", grid_id=grid_id, month=month)


def start_clock(case: Case, *, now: datetime, policy: Policy, calendar: WorkCalendar) -> None:
    """Give a case the due date of its level, and say by which policy it was computed."""
    today = clock.day_of(now)
    case.dispatched_at = now
    case.due_on = due_on(case.level or 1, today, policy, calendar)
    case.is_due_provisional = calendar.is_provisional(case.due_on)
    case.policy_version = policy.version
    case.is_overdue = False
