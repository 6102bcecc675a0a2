"""Cases for everybody: made so much alike that none can be told from at least four others.

What somebody may know of a case is where, about what and when. Each of a month's
cases is told as finely as at least `fewest` can be told alike; those that are left
are told less finely, step by step; and what is alike with too few at the coarsest
step is not told at all.
"""

import enum
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

FEWEST_ALIKE = 5  # never fewer, whatever the policy value says


class Fineness(enum.StrEnum):
    """How finely a case is told, from the finest on."""

    GRID_DAY = "grid_day"  # the grid, the matter and the day
    GRID_MONTH = "grid_month"  # the grid, the matter and the month
    COMMUNITY_MATTER = "community_matter"  # the community, the matter and the month
    COMMUNITY_CATEGORY = "community_category"  # the community, the category and the month
    STREET_CATEGORY = "street_category"  # the subdistrict, the category and the month
    DISTRICT_CATEGORY = "district_category"  # the district, the category and the month


class Known(NamedTuple):
    """What somebody may know of a case."""

    grid: str  # 15 digits, of which 12 are the community's, 9 the street's, 6 the district's
    matter: str
    category: str
    day: date
    is_private: bool


class Told(NamedTuple):
    """What is told of it: one combination, which at least `fewest` cases have."""

    area: str
    matter: str  # or the category alone
    when: str  # a day or a month
    fineness: Fineness


STEPS = tuple(Fineness)
FOR_PRIVATE = STEPS.index(Fineness.STREET_CATEGORY)  # a private matter is never told more finely
_DIGITS = (15, 15, 12, 12, 9, 6)
_WITH_MATTER = STEPS.index(Fineness.COMMUNITY_CATEGORY)


def told_alike(cases: Sequence[Known], fewest: int) -> list[Told | None]:
    """Return what is told of each case of one month, or None where it is not told.

    Every combination that is returned is returned at least `fewest` times, and
    never fewer than five times. The order of the cases makes no difference.

    >>> lamp = Known("330108002021001", "B219", "B", date(2026, 9, 21), False)
    >>> told_alike([lamp] * 5, 5)[0].when, told_alike([lamp] * 4, 5)[0]
    ('2026-09-21', None)
    """
    told: list[Told | None] = [None] * len(cases)
    left: Sequence[int] = range(len(cases))
    for n in range(len(STEPS)):
        keys = {i: _at(n, cases[i]) for i in left if n >= FOR_PRIVATE or not cases[i].is_private}
        alike = Counter(keys.values())
        enough = {key for key, many in alike.items() if many >= max(fewest, FEWEST_ALIKE)}
        made = {key: Told(*key, STEPS[n]) for key in enough}
        for i, key in keys.items():
            told[i] = made.get(key)
        left = [i for i in left if told[i] is None]
    return told


def _at(n: int, case: Known) -> tuple[str, str, str]:
    """Return the combination of a case at a step; areas and days of all steps differ in length."""
    when = case.day.isoformat()
    return (
        case.grid[: _DIGITS[n]],
        case.matter if n < _WITH_MATTER else case.category,
        when if n == 0 else when[:7],
    )
