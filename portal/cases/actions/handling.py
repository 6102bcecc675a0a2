"""Triage and handling: dispatch, decline, take in hand, transfer, return, hand up."""

from datetime import datetime

from portal import clock
from portal.accounts.models import Person, Unit
from portal.cases.actions.history import move, start_clock, start_triage
from portal.cases.actions.telling import tell_dispatchers, tell_reporter, tell_unit
from portal.cases.models import Case
from portal.cases.queries import suggested_unit
from portal.cases.rules import (
    DeclineReason,
    Step,
    Validity,
    level_above,
    may_receive,
    may_serve,
    respond_by,
    restarts_clock,
    starts_clock,
)
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.rules import Policy, WorkCalendar


def dispatch(
    case: Case,
    *,
    level: int,
    unit: Unit,
    note: str,
    by: Person,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
    to: Person | None = None,
) -> None:
    """Accept a case and hand it to a unit at a level (分流交办), or to one of its people.

    Its clock starts. A case that came back late as "not ours" keeps the date it had, unless it
    goes up a level: that starts the level's own clock. So does the time for the
    first answer.
    """
    if not may_receive(level, unit.kind):
        raise NotAcceptable(N_("That unit does not take cases of this level. Choose another one."))
    is_new_clock = starts_clock(case.due_on, case.level, level)
    case.level, case.unit, case.is_held = level, unit, False
    case.assigned_to = to
    if case.reported_by_id != by.id:
        case.validity = Validity.VALID
    if is_new_clock:
        start_clock(case, now=now, policy=policy, calendar=calendar)
    if case.first_response_at is None and (is_new_clock or case.response_due_at is None):
        case.response_due_at = respond_by(now, case.matter.first_response_hours)
    move(case, Step.DISPATCH, by=by, now=now, note=note)
    tell_unit(case, "dispatched", now=now)
    tell_reporter(case, "dispatched", now=now)


def decline(case: Case, *, reason: DeclineReason, words: str, by: Person, now: datetime) -> None:
    """Decline a report with a reason that its reporter can read, and where to turn instead."""
    if not words:
        raise NotAcceptable(N_("Say why, and where to turn instead: the reporter reads this."))
    case.decline_reason, case.validity = reason, Validity.INVALID
    case.closed_at, case.closed_by = now, Step.DECLINE
    move(case, Step.DECLINE, by=by, now=now, words=words)
    tell_reporter(case, "declined", now=now, words=words)


def take(case: Case, *, words: str, by: Person, now: datetime) -> None:
    """Take a case in hand; the reporter sees it, so it meets the first-response clock.

    They are written to if there is something to read.
    """
    case.first_response_at = case.first_response_at or now
    move(case, Step.TAKE, by=by, now=now, words=words)
    if words:
        tell_reporter(case, "taken", now=now, words=words)


def transfer(case: Case, *, unit: Unit, words: str, by: Person, now: datetime) -> None:
    """Hand a case to another unit on the same level; the due date stays."""
    if unit.id == case.unit_id:
        raise NotAcceptable(N_("It is with that unit already. Choose another one."))
    if not may_serve(case.level or 1, unit.kind):
        raise NotAcceptable(
            N_("A transfer stays on its level. Return the case if it belongs on another one.")
        )
    if not words:
        raise NotAcceptable(N_("Say why it goes to another unit: the reporter reads this."))
    case.unit, case.assigned_to = unit, None
    case.first_response_at = case.first_response_at or now
    move(case, Step.TRANSFER, by=by, now=now, words=words)
    tell_unit(case, "dispatched", now=now)
    tell_reporter(case, "transferred", now=now, words=words)


def return_to_triage(
    case: Case, *, words: str, by: Person, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    """Give a case back as "not ours"; only within one working day does its clock restart.

    Whoever dispatches has the time of a new report for it.
    """
    if not words:
        raise NotAcceptable(N_("Say why it is not yours and whose it is."))
    if case.dispatched_at and restarts_clock(
        clock.day_of(case.dispatched_at), clock.day_of(now), policy, calendar
    ):
        case.due_on, case.is_due_provisional = None, False
    case.unit = case.assigned_to = None
    start_triage(case, now=now, policy=policy, calendar=calendar)
    move(case, Step.RETURN, by=by, now=now, words=words)
    tell_dispatchers(case, "returned", now=now)


def hand_up(
    case: Case, *, words: str, by: Person, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    """Hand a case to the level above, which this one cannot solve; that level's clock starts."""
    level = level_above(case.level or 1)
    unit = suggested_unit(case.matter, level, case.grid)
    if level == case.level:
        raise NotAllowedNow(N_("There is no level above this one. Ask for a meeting instead."))
    if unit is None:
        raise NotAllowedNow(N_("No unit is set up at the level above. Ask the command room."))
    if not words:
        raise NotAcceptable(N_("Say why it goes up: the reporter reads this."))
    case.level, case.unit, case.assigned_to = level, unit, None
    case.first_response_at = case.first_response_at or now
    start_clock(case, now=now, policy=policy, calendar=calendar)
    move(case, Step.HAND_UP, by=by, now=now, words=words)
    tell_unit(case, "handed_up", now=now)
    tell_reporter(case, "handed_up", now=now, words=words)
