"""Cases for everybody: made so much alike that none can be told from at least four others.

What somebody may know of a case is where, about what and when. Each of a month's
cases is told as finely as at least `fewest` can be told alike; those that are left
are told less finely, step by step; and what is alike with too few at the coarsest
step is not told at all.
"""

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, partial
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
    told = told_of_each(Counter(cases), fewest)
    return [told[case] for case in cases]


def enough_alike(fewest: int) -> int:
    """Return how many cases must be told alike, whatever the policy value says."""
    return max(fewest, FEWEST_ALIKE)


def told_by_day(grid: str, matter: str, day: date) -> Told:
    """Return what is told of a case where enough are of one grid, matter and day."""
    return Told(grid, matter, day.isoformat(), STEPS[0])


def told_of_each(
    many: Mapping[Known, int], fewest: int, *, first: Fineness = STEPS[0]
) -> dict[Known, Told | None]:
    """Return what `told_alike` says of each sort of case, given how many there are of each.

    What a step leaves goes on in bundles: what the next steps cannot tell apart is one.
    Whoever counted the days already begins with a later step, with what they left.
    """
    left, enough = Counter(many), enough_alike(fewest)
    month = min((case.day for case in many), default=date.min).replace(day=1)
    steps: list[tuple[dict[Known, Told], dict[Known, Known]]] = []
    for n in range(STEPS.index(first), len(STEPS)):
        found = _found(n, left, enough)
        bundle_of = cache(partial(_bundle, min(n + 1, len(STEPS) - 1), month))
        onward = {
            case: bundle_of(case.grid, case.matter, case.category, case.is_private)
            for case in left
            if case not in found
        }
        steps.append((found, onward))
        left, before = Counter(), left
        for case, bundle in onward.items():
            left[bundle] += before[case]
    told: dict[Known, Told | None] = {}
    for found, onward in reversed(steps):
        told = {**{case: told.get(bundle) for case, bundle in onward.items()}, **found}
    return told


def _found(n: int, left: Mapping[Known, int], enough: int) -> dict[Known, Told]:
    """Return what a step tells: the bundles whose combination enough cases have."""
    combined = {
        case: (case.grid, case.matter, case.day.isoformat()[: 10 if n == 0 else 7])
        for case in left
        if n >= FOR_PRIVATE or not case.is_private
    }
    alike: Counter[tuple[str, str, str]] = Counter()
    for case, combination in combined.items():
        alike[combination] += left[case]
    made = {one: Told(*one, STEPS[n]) for one, times in alike.items() if times >= enough}
    return {case: made[one] for case, one in combined.items() if one in made}


def _bundle(n: int, month: date, grid: str, matter: str, category: str, is_private: bool) -> Known:
    """Return a case as a step after the first sees it, less all that this step does not tell."""
    about = matter if n < _WITH_MATTER else category
    return Known(grid[: _DIGITS[n]], about, category, month, is_private)
