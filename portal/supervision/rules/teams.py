"""What is true of teams: who may look where, and for how long."""

from collections.abc import Collection
from datetime import date

MONTHS_IN_A_ROW = 2  # in one street; then somebody else goes there


def month_before(month: date, back: int = 1) -> date:
    """Return the first day of an earlier month.

    >>> month_before(date(2026, 1, 15), 2)
    datetime.date(2025, 11, 1)
    """
    number = month.year * 12 + month.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)


def may_go(was_there: Collection[date], on: date) -> bool:
    """Say whether an inspector may be sent into a street, by the months of earlier visits there.

    Not for a third month in a row: whoever comes for long becomes a neighbour.

    >>> may_go([date(2026, 7, 3), date(2026, 8, 9)], date(2026, 9, 1))
    False
    >>> may_go([date(2026, 6, 3), date(2026, 8, 9)], date(2026, 9, 1))
    True
    """
    months = {day.replace(day=1) for day in was_there}
    return not all(month_before(on, back) in months for back in range(1, MONTHS_IN_A_ROW + 1))


def touches(conflict: str, area_code: str) -> bool:
    """Say whether somebody with a conflict in one area may not look into another.

    >>> touches("330108002", "330108002001"), touches("330108002001", "330108003")
    (True, False)
    """
    return area_code.startswith(conflict)
