"""Dates that a case would get: by when a worker looks, an order is answered, a clock runs out."""

from datetime import date

from portal import clock
from portal.cases.models import Case
from portal.cases.rules import (
    CaseStatus,
    Outcome,
    Step,
    days_of_pause,
    due_by_sum,
    is_seen_on_the_spot,
)
from portal.policy.queries import policy_on
from portal.policy.rules import WorkCalendar


def clock_days_of(case: Case) -> int:
    """Return the working days that a case's clock was started with.

    A case of before these were kept has those of its level on that day.
    """
    if case.clock_days is not None:
        return case.clock_days
    started = clock.day_of(case.dispatched_at or case.reported_at)
    return policy_on(started).days_to_resolve(case.level or 1)


def due_with(case: Case, calendar: WorkCalendar, *, paused: int = 0, extended: int = 0) -> date:
    """Return the due date of a case as it stands, or with some more days of pause or extension."""
    return due_by_sum(
        clock.day_of(case.dispatched_at or case.reported_at),
        clock_days_of(case),
        calendar,
        paused_days=case.paused_days + paused,
        extended_days=case.extended_days + extended,
    )


def due_after_pause(case: Case, paused_on: date, last_day: date, calendar: WorkCalendar) -> date:
    """Return the date that a case would have if a pause lasted to its last day."""
    added = days_of_pause(paused_on, last_day, last_day, calendar)
    return due_with(case, calendar, paused=added)


def triage_from(case: Case) -> date:
    """Return the day from which the days of triage count: taking a step back wins no new ones."""
    started, was = case.reported_at, None
    for event in case.events:
        comes = event.status is CaseStatus.REPORTED and was is not CaseStatus.REPORTED
        if comes and event.step is not Step.RECALL:
            started = event.at
        was = event.status
    return clock.day_of(started)


def verify_by(case: Case, outcome: Outcome, today: date, calendar: WorkCalendar) -> date | None:
    """Return by when the grid's worker looks, if there is something to look at."""
    if not is_seen_on_the_spot(outcome, case.matter.evidence):
        return None
    return calendar.add(today, policy_on(today).verify_days)


def reply_by(today: date, calendar: WorkCalendar) -> date:
    """Return by when an order given today is answered, unless it names another day."""
    return calendar.add(today, policy_on(today).order_days)
