"""Quarters of a year: a rating looks at four, and is frozen when the last can be trusted."""

import re
from datetime import date, timedelta

from portal.policy.rules import Policy

QUARTERS_RATED = 4
MONTHS = 3
KEY = re.compile(r"(20\d\d)Q([1-4])")  # such as 2026Q3


def quarter_of(day: date) -> date:
    """Return the first day of a day's quarter.

    >>> quarter_of(date(2026, 5, 31)).isoformat()
    '2026-04-01'
    """
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def quarter_before(quarter: date, back: int = 1) -> date:
    """Return the first day of the quarter that lies so many quarters before.

    >>> quarter_before(date(2026, 1, 1), 3).isoformat()
    '2025-04-01'
    """
    months = quarter.year * 12 + quarter.month - 1 - back * MONTHS
    return date(months // 12, months % 12 + 1, 1)


def quarter_after(quarter: date) -> date:
    """Return the first day of the next quarter."""
    return quarter_before(quarter, -1)


def rated_from(quarter: date) -> date:
    """Return the first day of the four quarters that a rating of this quarter looks at."""
    return quarter_before(quarter, QUARTERS_RATED - 1)


def freezes_on(quarter: date, policy: Policy) -> date:
    """Return the first day to freeze a quarter: its last facts can be sampled no more."""
    return quarter_after(quarter) + timedelta(days=policy.hold_days)


def last_day(quarter: date) -> date:
    """Return the last day of a quarter."""
    return quarter_after(quarter) - timedelta(days=1)


def quarters_before(quarter: date, count: int) -> list[date]:
    """Return a quarter and those before it, the latest first."""
    found = [quarter]
    while len(found) < count:
        found.append(quarter_of(found[-1] - timedelta(days=1)))
    return found


def number_of(quarter: date) -> int:
    """Return which quarter of its year it is, 1 to 4."""
    return (quarter.month + 2) // 3


def key_of(quarter: date) -> str:
    """Return a quarter as it is written in addresses and numbers.

    >>> key_of(date(2026, 7, 1))
    '2026Q3'
    """
    return f"{quarter.year}Q{number_of(quarter)}"


def quarter_called(key: str) -> date | None:
    """Return the quarter that is written so, or None.

    >>> quarter_called("2026Q3"), quarter_called("2026Q5")
    (datetime.date(2026, 7, 1), None)
    """
    found = KEY.fullmatch(key)
    return date(int(found[1]), 3 * int(found[2]) - 2, 1) if found else None
