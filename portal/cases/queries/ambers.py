"""Which clocks are red or amber, as conditions: what `rules.light` says, asked of many rows."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, false, or_

from portal import clock
from portal.cases.models import Case
from portal.cases.rules import IN_WORK, CaseStatus, amber_until, is_triage_amber
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import Policy, WorkCalendar

FARTHEST = 400  # days back: a clock that was started sooner is amber at any rate


def is_late(today: date) -> ColumnElement[bool]:
    """Return the condition that the clock which runs on a case is red."""
    in_work = and_(Case.status.in_(IN_WORK), Case.due_on < today)
    return or_(in_work, and_(Case.status == CaseStatus.REPORTED, Case.triage_due_on < today))


def is_amber(today: date) -> ColumnElement[bool]:
    """Return the condition that the clock which runs on a case is amber.

    A clock is amber if it has at least so many working days in all as make
    those that are left few: for each due date of the next days that is a day
    on which it was started at the latest, and with pauses a sum of days.
    """
    policy, calendar = policy_on(today), work_calendar()
    ambers: list[ColumnElement[bool]] = []
    day, last = today, amber_until(today, policy, calendar)
    while day <= last:
        ambers += _ambers_due(day, today, policy, calendar)
        day += timedelta(days=1)
    return or_(false(), *ambers)


def _ambers_due(
    due: date, today: date, policy: Policy, calendar: WorkCalendar
) -> list[ColumnElement[bool]]:
    """Return the conditions of the amber cases that are due on one day: in triage, in work."""
    left = calendar.between(today, due)
    whole = fewest_days(left, policy.amber_percent)
    in_triage = and_(Case.status == CaseStatus.REPORTED, Case.triage_due_on == due)
    ambers = [in_triage] if is_triage_amber(left, policy) else []
    if whole is None:
        return ambers
    before = clock.end_of(_latest_start(due, whole, calendar))
    is_long = or_(
        and_(Case.paused_days == 0, Case.dispatched_at < before),
        and_(Case.paused_days > 0, Case.clock_days + Case.extended_days >= whole),
    )
    return [*ambers, and_(Case.status.in_(IN_WORK), Case.due_on == due, is_long)]


def fewest_days(left: int, amber_percent: int) -> int | None:
    """Return how many working days a clock has at least, if it is amber with so many left.

    None if no clock is. With 80 %, one day left is amber on a clock of five.

    >>> fewest_days(0, 80), fewest_days(1, 80), fewest_days(2, 80), fewest_days(1, 100)
    (0, 5, 10, None)
    """
    if not left:
        return 0
    return -(-left * 100 // (100 - amber_percent)) if amber_percent < 100 else None


def _latest_start(due: date, whole: int, calendar: WorkCalendar) -> date:
    """Return the last day on which a clock of so many working days or more was started."""
    day = due
    for _ in range(FARTHEST):
        if not whole:
            return day
        whole -= calendar.is_working(day)
        day -= timedelta(days=1)
    return day
