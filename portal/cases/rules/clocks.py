"""The clocks of a case: triage, first response, levels, pauses, extensions, and their lights."""

import enum
from datetime import date, datetime, timedelta

from portal.policy.rules import Policy, WorkCalendar

LONGEST_DAYS = 15  # an extension included


class Light(enum.StrEnum):
    """How a clock stands; always shown with its word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def due_on(
    level: int, started_on: date, policy: Policy, calendar: WorkCalendar, *, added_days: int = 0
) -> date:
    """Return the last day on which a case of this level is still in time.

    The day of dispatch does not count; the first working day after it is day
    one. A level-2 case dispatched on the Friday before a plain weekend, with
    three working days to resolve it, is due on Wednesday, until 24:00. Days
    added by pauses and extensions only sum up, so their order cannot matter.
    """
    return calendar.add(started_on, policy.days_to_resolve(level) + added_days)


def starts_clock(due: date | None, level_before: int | None, level: int) -> bool:
    """Say whether a dispatch starts the clock: the first, after an early return, or going up."""
    return due is None or level > (level_before or 0)


def promised_on(level: int, reported_on: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the day that a reporter is promised: the level's clock after a full triage clock."""
    triaged_on = calendar.add(reported_on, policy.triage_days)
    return due_on(level, triaged_on, policy, calendar)


def restarts_clock(
    dispatched_on: date, returned_on: date, policy: Policy, cal: WorkCalendar
) -> bool:
    """Say whether a return as "not ours" came soon enough for the next unit to start afresh."""
    return cal.between(dispatched_on, returned_on) <= policy.return_days


def light(started_on: date, due: date, today: date, policy: Policy, cal: WorkCalendar) -> Light:
    """Return red past the due date, amber from 80 % of the working days on, else green."""
    if today > due:
        return Light.RED
    whole = cal.between(started_on, due)
    used = cal.between(started_on, today)
    return Light.AMBER if used * 100 >= whole * policy.amber_percent else Light.GREEN


def days_late(due: date, day: date, cal: WorkCalendar) -> int:
    """Return the working days by which `day` is past `due`; none on the weekend after it."""
    return max(0, cal.between(due, day))


def amber_until(today: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the last due date that can be amber today: even the longest clock is, this near."""
    left = -(-LONGEST_DAYS * (100 - policy.amber_percent) // 100)
    return calendar.add(today, left)


def respond_by(dispatched_at: datetime, hours: int | None) -> datetime | None:
    """Return when the unit must have answered first: hours that never stop, if any are set."""
    return dispatched_at + timedelta(hours=hours) if hours else None
