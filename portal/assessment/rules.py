"""What is true of figures: how counts become shares, and when there are too few to show one."""

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.policy.rules import Policy
from portal.supervision.rules import wilson


@dataclass(frozen=True)
class Counts:
    """What was counted in one or more grids and months; areas are sums, never averages of rates."""

    reported: int = 0
    resolved: int = 0
    on_time: int = 0
    asked: int = 0
    answered: int = 0
    satisfied: int = 0
    stars: int = 0
    said: int = 0
    solved: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both together."""
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def roll_up(by_grid: Mapping[str, Counts]) -> dict[str, Counts]:
    """Return the counts of each grid, community, street and district by code: sums of counts.

    Codes nest, three digits a level from the district's six on.

    >>> sums = roll_up({"330108002021001": Counts(2), "330108003005001": Counts(3)})
    >>> sums["330108"].reported, sums["330108002"].reported
    (5, 2)
    """
    sums: dict[str, Counts] = {}
    for code, counts in by_grid.items():
        for digits in range(6, len(code) + 1, 3):
            sums[code[:digits]] = sums.get(code[:digits], Counts()) + counts
    return sums


def percent(part: int, whole: int, policy: Policy) -> Decimal | None:
    """Return `part` of `whole` in percent to one decimal, or None where there are too few.

    Below ten answers a rate says more about chance than about work: the
    counts are shown and the rate is not. An empty whole is no figure, never 0 %.
    """
    if whole == 0 or whole < policy.fewest_to_rate:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def interval(part: int, whole: int, policy: Policy) -> tuple[Decimal, Decimal] | None:
    """Return the 95 % Wilson interval of `part` in `whole` in percent, or None if too few.

    >>> from portal.policy.rules import DRAFT
    >>> low, high = interval(18, 20, DRAFT)
    >>> str(low), str(high)
    ('69.9', '97.2')
    """
    if percent(part, whole, policy) is None:
        return None
    low, high = wilson(part, whole)
    return _in_percent(low), _in_percent(high)


def mean_stars(counts: Counts, policy: Policy) -> Decimal | None:
    """Return the mean of the stars given to one decimal, or None where there are too few."""
    if counts.answered == 0 or counts.answered < policy.fewest_to_rate:
        return None
    return (Decimal(counts.stars) / counts.answered).quantize(Decimal("0.1"), ROUND_HALF_UP)


def published(counts: Counts, policy: Policy) -> dict[str, int | str]:
    """Return a grid's counts as open data gives them: few answers are only said to be few.

    A handler who knows whose two cases were closed could tell from two
    answers who gave how many stars. So where fewer than five answered, what
    they answered is "<5", and so is a part of it, even a nought. Reports and
    resolutions name nobody, and are given as they are.
    """
    given: dict[str, int | str] = dict(asdict(counts))
    for whole, parts in (("answered", ("satisfied", "stars")), ("said", ("solved",))):
        if 0 < getattr(counts, whole) < policy.fewest_to_publish:
            given.update(dict.fromkeys((whole, *parts), f"<{policy.fewest_to_publish}"))
    return given


def _in_percent(share: float) -> Decimal:
    return Decimal(100 * share).quantize(Decimal("0.1"), ROUND_HALF_UP)
