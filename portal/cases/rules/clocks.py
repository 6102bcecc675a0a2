"""The clocks of a case: triage, first response, levels, pauses, extensions, and their lights.

A due date is a pure sum: the day the clock was started, and the working days
of its level, of its pauses and of its extension. So their order cannot matter.
"""

import enum
from datetime import date, datetime, timedelta

from portal.policy.rules import Policy, WorkCalendar


class Light(enum.StrEnum):
    """How a clock stands; always shown with its word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def due_on(level: int, started_on: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the last day on which a case of this level is still in time.

    The day of dispatch does not count; the first working day after it is day
    one. A level-2 case dispatched on the Friday before a plain weekend, with
    three working days to resolve it, is due on Wednesday, until 24:00.
    """
    return due_by_sum(started_on, policy.days_to_resolve(level), calendar)


def due_by_sum(
    started_on: date,
    clock_days: int,
    calendar: WorkCalendar,
    *,
    paused_days: int = 0,
    extended_days: int = 0,
) -> date:
    """Return the due date: start, the days the clock was started with, pauses and extension."""
    return calendar.add(started_on, clock_days + paused_days + extended_days)


def days_of_pause(paused_on: date, goes_on: date, last_day: date, calendar: WorkCalendar) -> int:
    """Return the working days that a pause adds: after its first day, up to the one it ends on.

    It never lasts beyond the last day that was approved, however late
    somebody presses the button or the job comes by.
    """
    return max(0, calendar.between(paused_on, min(goes_on, last_day)))


def most_more_days(level: int, clock_days: int, extended_days: int, policy: Policy) -> int:
    """Return the working days by which a clock can be extended: once, up to the level's longest.

    A clock that was extended once has no more.
    """
    return 0 if extended_days else max(0, policy.longest_days[level - 1] - clock_days)


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


def light(
    started_on: date, due: date, today: date, policy: Policy, cal: WorkCalendar, *, paused: int = 0
) -> Light:
    """Return red past the due date, amber from 80 % of the working days on, else green.

    Working days for which the clock stood still are no part of the time.
    """
    if today > due:
        return Light.RED
    whole = cal.between(started_on, due) - paused
    used = cal.between(started_on, today) - paused
    return Light.AMBER if used * 100 >= whole * policy.amber_percent else Light.GREEN


def triage_light(due: date, today: date, policy: Policy, cal: WorkCalendar) -> Light:
    """Return how the triage clock stands: it always has the policy's days, whenever it began."""
    if today > due:
        return Light.RED
    return Light.AMBER if is_triage_amber(cal.between(today, due), policy) else Light.GREEN


def is_triage_amber(days_left: int, policy: Policy) -> bool:
    """Say whether so many working days left of the triage clock are few."""
    used = policy.triage_days - days_left
    return used * 100 >= policy.triage_days * policy.amber_percent


def days_late(due: date, day: date, cal: WorkCalendar) -> int:
    """Return the working days by which `day` is past `due`; none on the weekend after it."""
    return max(0, cal.between(due, day))


def amber_until(today: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the last due date that can be amber today: even the longest clock is, this near."""
    longest = max(*policy.longest_days, *policy.level_days)
    left = -(-longest * (100 - policy.amber_percent) // 100)
    return calendar.add(today, left)


def answer_light(started_at: datetime, due_at: datetime, now: datetime, policy: Policy) -> Light:
    """Return how the hours for a first answer stand: they run day and night, pauses or not."""
    if now > due_at:
        return Light.RED
    used, whole = now - started_at, due_at - started_at
    return Light.AMBER if used * 100 >= whole * policy.amber_percent else Light.GREEN


def respond_by(dispatched_at: datetime, hours: int | None) -> datetime | None:
    """Return when the unit must have answered first: hours that never stop, if any are set."""
    return dispatched_at + timedelta(hours=hours) if hours else None
