"""The one way in which a case moves: its status, its history and its changed figures together."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm.attributes import flag_modified

from portal import clock
from portal.accounts.models import Person
from portal.cases.actions.entries import write_down
from portal.cases.actions.wholes import follow_parts, hold_whole
from portal.cases.models import Case, CaseEvent, CaseRequest
from portal.cases.queries import due_with
from portal.cases.rules import LETS_GO, MOVES, Moves, Outcome, Step, after
from portal.cases.rules.together import NOT_OF_A_PART
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.files import Kept
from portal.policy.rules import Policy, WorkCalendar

__all__ = [
    "move",
    "put_clock_back",
    "redate",
    "start_clock",
    "start_triage",
    "write_down",
]


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
    `case.unit` first where the step hands over. What a part does, its whole follows.
    """
    if case.part_of_id:
        _refuse_of_a_part(step)
        hold_whole(case)
    case.status = after(case.status, step, moves)
    flag_modified(case, "status")  # a step that leaves it where it stands is news to others too
    if step in LETS_GO:
        _withdraw_request(case, now)
    event = write_down(
        case, step, by=by, now=now, words=words, note=note, outcome=outcome, photos=photos
    )
    if case.part_of_id:
        follow_parts(case, by=by, now=now)
    return event


def start_triage(case: Case, *, now: datetime, policy: Policy, calendar: WorkCalendar) -> None:
    """Start the days in which somebody is to dispatch a case."""
    case.triage_due_on = calendar.add(clock.day_of(now), policy.triage_days)
    case.is_triage_provisional = calendar.is_provisional(case.triage_due_on)


def start_clock(case: Case, *, now: datetime, policy: Policy, calendar: WorkCalendar) -> None:
    """Start the clock of a case's level afresh, and say by which policy."""
    case.dispatched_at = now
    case.clock_days = policy.days_to_resolve(case.level or 1)
    case.paused_days = case.extended_days = 0
    case.policy_version = policy.version
    case.is_overdue = False
    redate(case, now=now, calendar=calendar)


def put_clock_back(
    case: Case, started: CaseEvent, due: date, *, now: datetime, calendar: WorkCalendar
) -> None:
    """Give a case the clock that it had before a dispatch which is taken back: same day, same date.

    The days of pauses and of an extension that were in it are now days of the clock itself.
    """
    case.dispatched_at = started.at
    case.clock_days = calendar.between(clock.day_of(started.at), due)
    case.paused_days = case.extended_days = 0
    redate(case, now=now, calendar=calendar)


def redate(case: Case, *, now: datetime, calendar: WorkCalendar) -> None:
    """Compute the due date as the sum that it is; nothing else sets one.

    Call it before the step that is the reason, so that the step's row in the
    history holds the new date. A date that lies ahead again can pass again.
    """
    case.due_on = due_with(case, calendar)
    case.is_due_provisional = calendar.is_provisional(case.due_on)
    if case.due_on >= clock.day_of(now):
        case.is_overdue = False


def _refuse_of_a_part(step: Step) -> None:
    if step in NOT_OF_A_PART:
        raise NotAllowedNow(
            N_("This is a part of a case. That step is taken with the whole, or not at all.")
        )


def _withdraw_request(case: Case, now: datetime) -> None:
    """Take back what the unit asked for: it no longer has the case, or needs nothing more."""
    waiting = (CaseRequest.case_id == case.id, CaseRequest.decided_at.is_(None))
    db.session.execute(update(CaseRequest).where(*waiting).values(decided_at=now))
