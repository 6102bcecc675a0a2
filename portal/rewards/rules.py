"""What is true of rewards: points for a fact, stars for a volunteer, what the next star needs."""

from bisect import bisect_left
from dataclasses import dataclass
from math import sqrt

from portal.policy.rules import Policy

Z = 1.96  # 95 % of a normal distribution lies within this many deviations
NO_FAKE_FROM = 3  # stars from which one fake in the year is too many
TRAINED_FROM = 4  # stars from which training must be in date
MOST_REPORTS = 10_000  # beyond this a gate is out of reach, and the need is said as this number


@dataclass(frozen=True)
class NextStar:
    """What still lacks for the next star; nothing lacks where a field is 0 or False."""

    star: int
    points: int
    valid_reports: int  # in a row, from now on, until the gate of the valid share is reached
    gate_percent: int
    has_fake: bool  # a found fake has to leave the year first
    needs_training: bool


def wilson_lower(part: int, whole: int) -> float:
    """Return the lower end of the 95 % Wilson interval of `part` in `whole`.

    Few facts prove little: 9 of 10 do not beat 95 of 100. Where nothing has
    been judged nothing is proved, and the bound is 0.

    >>> round(wilson_lower(9, 10), 3), round(wilson_lower(95, 100), 3), wilson_lower(0, 0)
    (0.596, 0.888, 0.0)
    """
    if part == 0:
        return 0.0
    share = part / whole
    centre = share + Z**2 / (2 * whole)
    half = Z * sqrt(share * (1 - share) / whole + Z**2 / (4 * whole**2))
    return (centre - half) / (1 + Z**2 / whole)


def points_for_report(level: int, *, is_valid: bool, is_first: bool, policy: Policy) -> int:
    """Return the points of one report: its level's, if it was judged valid and was the first.

    One payment for one fact: whoever joins an earlier report earns nothing by
    it. Half a point is rounded up.
    """
    if not (is_valid and is_first):
        return 0
    return (policy.report_points * policy.level_factors[level - 1] + 50) // 100


def star_for(
    points: int, valid: int, judged: int, *, had_fake: bool, is_trained: bool, policy: Policy
) -> int:
    """Return the stars (0-5) of four quarters: every star up to it must be earned.

    A star takes its points and its gate, the lower bound of the valid share;
    from three stars on no fake in the year, from four on training in date.
    """
    proved = wilson_lower(valid, judged)
    stars = 0
    for star, (needed, gate) in enumerate(_steps(policy), start=1):
        is_barred = (star >= NO_FAKE_FROM and had_fake) or (star >= TRAINED_FROM and not is_trained)
        if points < needed or proved * 100 < gate or is_barred:
            break
        stars = star
    return stars


def next_star_needs(
    points: int, valid: int, judged: int, *, had_fake: bool, is_trained: bool, policy: Policy
) -> NextStar | None:
    """Return what lacks for the star above the present one, or None where there is none above."""
    present = star_for(
        points, valid, judged, had_fake=had_fake, is_trained=is_trained, policy=policy
    )
    steps = _steps(policy)
    if present == len(steps):
        return None
    star, (needed, gate) = present + 1, steps[present]
    return NextStar(
        star=star,
        points=max(0, needed - points),
        valid_reports=_valid_reports_to(gate, valid, judged),
        gate_percent=gate,
        has_fake=had_fake and star >= NO_FAKE_FROM,
        needs_training=not is_trained and star >= TRAINED_FROM,
    )


def _steps(policy: Policy) -> list[tuple[int, int]]:
    return list(zip(policy.star_points, policy.star_gates, strict=True))


def _valid_reports_to(gate: int, valid: int, judged: int) -> int:
    """Return how many valid reports in a row lift the lower bound to the gate."""

    def percent(more: int) -> int:
        return int(wilson_lower(valid + more, judged + more) * 100)

    return bisect_left(range(MOST_REPORTS), gate, key=percent)
