"""What is true of rewards: points for a fact, stars for a volunteer, what the next star needs."""

import enum
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from portal.policy.rules import Policy
from portal.supervision.rules import wilson

TRAINED_FROM = 4  # stars from which training must be in date
MOST_REPORTS = 10_000  # beyond this a gate is out of reach, and the need is said as this number


@dataclass(frozen=True)
class NextStar:
    """What still lacks for the next star; nothing lacks where a field is 0 or False."""

    star: int
    points: int
    valid_reports: int  # in a row, from now on, until the gate of the valid share is reached
    gate_percent: int
    has_fake: bool  # so many were found: one has to leave the year first
    needs_training: bool


def wilson_lower(part: int, whole: int) -> float:
    """Return the lower end of the 95 % Wilson interval of `part` in `whole`.

    Few facts prove little: 9 of 10 do not beat 95 of 100. Where nothing has
    been judged nothing is proved, and the bound is 0.

    >>> round(wilson_lower(9, 10), 3), round(wilson_lower(95, 100), 3), wilson_lower(0, 0)
    (0.596, 0.888, 0.0)
    """
    return wilson(part, whole).low if whole else 0.0


def points_for_report(level: int, *, is_valid: bool, is_first: bool, policy: Policy) -> int:
    """Return the points of one report: its level's, if it was judged valid and was the first.

    One payment for one fact: whoever joins an earlier report earns nothing by
    it. Half a point is rounded up.
    """
    if not (is_valid and is_first):
        return 0
    return (policy.report_points * policy.level_factors[level - 1] + 50) // 100


def star_for(
    points: int, valid: int, judged: int, *, fakes: int, is_trained: bool, policy: Policy
) -> int:
    """Return the stars (0-5) of four quarters: every star up to it must be earned.

    A star takes its points and its gate, the lower bound of the valid share; no
    more made-up facts in the year than it bears, from four on training in date.
    """
    proved = wilson_lower(valid, judged)
    stars = 0
    for star, (needed, gate) in enumerate(_steps(policy), start=1):
        is_barred = (star >= TRAINED_FROM and not is_trained) or fakes > policy.star_fakes[star - 1]
        if points < needed or proved * 100 < gate or is_barred:
            break
        stars = star
    return stars


def next_star_needs(
    points: int, valid: int, judged: int, *, fakes: int, is_trained: bool, policy: Policy
) -> NextStar | None:
    """Return what lacks for the star above the present one, or None where there is none above."""
    present = star_for(points, valid, judged, fakes=fakes, is_trained=is_trained, policy=policy)
    steps = _steps(policy)
    if present == len(steps):
        return None
    star, (needed, gate) = present + 1, steps[present]
    return NextStar(
        star=star,
        points=max(0, needed - points),
        valid_reports=_valid_reports_to(gate, valid, judged),
        gate_percent=gate,
        has_fake=fakes > policy.star_fakes[present],
        needs_training=not is_trained and star >= TRAINED_FROM,
    )


def _steps(policy: Policy) -> list[tuple[int, int]]:
    return list(zip(policy.star_points, policy.star_gates, strict=True))


def _valid_reports_to(gate: int, valid: int, judged: int) -> int:
    """Return how many valid reports in a row lift the lower bound to the gate."""

    def percent(more: int) -> int:
        return int(wilson_lower(valid + more, judged + more) * 100)

    return bisect_left(range(MOST_REPORTS), gate, key=percent)


class Band(enum.StrEnum):
    """In which part of a community somebody stands, without names or ranks."""

    FRONT = "front"  # the best quarter
    MIDDLE = "middle"
    REST = "rest"  # the last quarter


FEWEST_IN_A_BAND = 8  # among fewer a band would point at people


def band_of(points: int, all_points: Sequence[int]) -> Band | None:
    """Return in which part of all somebody with these points stands; equals stand together.

    >>> band_of(90, [10, 20, 30, 40, 50, 60, 70, 90]).value, band_of(10, [10] * 3)
    ('front', None)
    """
    if len(all_points) < FEWEST_IN_A_BAND:
        return None
    better = sum(other > points for other in all_points)
    worse = sum(other < points for other in all_points)
    quarter = len(all_points) // 4
    if better < quarter:
        return Band.FRONT
    return Band.REST if worse < quarter else Band.MIDDLE


def way_to_next(points: int, stars: int, policy: Policy) -> int:
    """Return how far the points are on the way to the next star, 0-100; 100 at the last star.

    >>> from portal.policy.rules import DRAFT
    >>> way_to_next(90, 1, DRAFT), way_to_next(-40, 0, DRAFT), way_to_next(900, 5, DRAFT)
    (50, 0, 100)
    """
    if stars == len(policy.star_points):
        return 100
    below = policy.star_points[stars - 1] if stars else 0
    span = policy.star_points[stars] - below
    return max(0, min(100, (points - below) * 100 // span))
