"""Dates that were computed without the holidays of their year, once those are known."""

from datetime import date, datetime

from portal import clock, i18n
from portal.cases.actions.history import move, redate
from portal.cases.actions.telling import tell_reporter, tell_unit
from portal.cases.models import Case, ExpediteOrder
from portal.cases.queries import reply_by, triage_from, verify_by
from portal.cases.rules import CaseStatus, Step
from portal.cases.rules.together import OVER, latest
from portal.errors import N_
from portal.policy.queries import policy_on
from portal.policy.rules import WorkCalendar

DISPATCH_BY = N_("To be dispatched by %(day)s, no longer by %(before)s.")
LOOK_BY = N_("To be looked at by %(day)s, no longer by %(before)s.")


def settle_dates(case: Case, *, now: datetime, calendar: WorkCalendar) -> None:
    """Compute anew whatever date of a case is known better now, and write it down.

    People are told if the day moves by which an open case is to be resolved. A
    case that is resolved already is judged anew: in time, or late.
    """
    before = case.due_on
    _settle_due(case, now, calendar)
    notes = [note for settle in (_settle_triage, _settle_look) if (note := settle(case, calendar))]
    move(case, Step.REDATE, by=None, now=now, note="\n".join(notes))
    if case.due_on != before and case.status not in OVER:
        tell_unit(case, "redated", now=now)
        tell_reporter(case, "redated", now=now)


def settle_order(order: ExpediteOrder, *, calendar: WorkCalendar) -> None:
    """Compute anew by when an order is answered.

    A day that somebody named stays, unless it turns out that nobody works on it.
    """
    given, named = clock.day_of(order.at), order.reply_by
    by_itself = order.by_id is None
    order.reply_by = reply_by(given, calendar) if by_itself else calendar.on_or_after(named)
    order.is_provisional = calendar.is_provisional(order.reply_by)


def _settle_due(case: Case, now: datetime, calendar: WorkCalendar) -> None:
    """Compute the due date anew; a whole is due no sooner than its last part."""
    if not case.is_due_provisional or case.due_on is None or calendar.is_provisional(case.due_on):
        return
    if case.parts:
        case.due_on = latest([case.due_on, *(part.due_on for part in case.parts)])
        case.is_due_provisional = any(part.is_due_provisional for part in case.parts)
    else:
        redate(case, now=now, calendar=calendar)
    if case.resolved_at and case.due_on:
        case.was_in_time = clock.day_of(case.resolved_at) <= case.due_on
        case.is_overdue = case.is_overdue and not case.was_in_time


def _settle_triage(case: Case, calendar: WorkCalendar) -> str:
    """Compute the day of triage anew; return what to note, if it moves."""
    before = case.triage_due_on
    waits = case.status is CaseStatus.REPORTED and case.is_triage_provisional
    if not waits or calendar.is_provisional(before):
        return ""
    started = triage_from(case)
    case.triage_due_on = calendar.add(started, policy_on(started).triage_days)
    case.is_triage_provisional = calendar.is_provisional(case.triage_due_on)
    return _moved(DISPATCH_BY, before, case.triage_due_on)


def _settle_look(case: Case, calendar: WorkCalendar) -> str:
    """Compute the day of the grid worker's look anew; return what to note, if it moves."""
    before = case.verify_due_on
    waits = case.status is CaseStatus.RESOLVED and case.is_verify_provisional
    if not (waits and before and case.resolved_at and case.outcome):
        return ""
    if calendar.is_provisional(before):
        return ""
    look_on = verify_by(case, case.outcome, clock.day_of(case.resolved_at), calendar) or before
    case.verify_due_on = look_on
    case.is_verify_provisional = calendar.is_provisional(look_on)
    return _moved(LOOK_BY, before, look_on)


def _moved(sentence: str, before: date, after: date) -> str:
    """Return the note for staff, in the portal's first language as all that is stored."""
    if before == after:
        return ""
    with i18n.speaking(i18n.LANGUAGES[0]):
        return str(i18n._(sentence)) % {"day": i18n.day(after), "before": i18n.day(before)}
