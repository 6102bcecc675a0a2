"""What a sample says about the whole: a share, and how far it may stray.

A rate is always said with its interval. A single share has Wilson's; a stratified one the same
with the sample size that a simple draw would have needed to be as close (its effective size),
so that it never leaves 0 to 100 percent and says something even where nothing bad was found.
`docs/sampling.md` shows how often each holds what it promises.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist
from typing import NamedTuple

from portal.errors import N_, NotAcceptable

CONFIDENCE = 0.95


class Interval(NamedTuple):
    """From where to where a share lies, as parts of one."""

    low: float
    high: float


class Looked(NamedTuple):
    """One stratum: how many it has, how many were looked at, and how many of those count."""

    population: int
    looked: int
    counted: int


@dataclass(frozen=True)
class Estimate:
    """A share of the whole with its interval, and what it stands on.

    `covered` is the population of the strata in which anything was looked at: where it is less
    than the population, the estimate says nothing about the rest.
    """

    share: float
    low: float
    high: float
    looked: int
    population: int
    covered: int

    def of_the_others(self) -> "Estimate":
        """Return the estimate of all that does not count: of failing, where this is of passing."""
        turned = (1 - self.share, 1 - self.high, 1 - self.low)
        return Estimate(*turned, self.looked, self.population, self.covered)


def deviate(confidence: float) -> float:
    """Return how many standard deviations hold so much of the middle: 1.96 for 95 percent."""
    if not 0 < confidence < 1:
        raise NotAcceptable(N_("Margin, confidence and share lie between 0 and 100 percent."))
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(part: int, whole: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the Wilson interval of a share that was simply drawn.

    >>> [round(end, 3) for end in wilson(95, 100)]
    [0.888, 0.978]
    """
    if not 0 <= part <= whole or whole == 0:
        raise NotAcceptable(N_("A part of nothing, or more than the whole, is no share."))
    return around(part / whole, whole, confidence)


def stratified(strata: Collection[Looked], confidence: float = CONFIDENCE) -> Estimate | None:
    """Return the share of all strata together, each by its weight; None where nobody looked.

    What was over-sampled is weighted back, for a stratum counts by its population. A stratum
    that was looked at as a whole adds no doubt (finite population correction).
    """
    for one in strata:
        if not 0 <= one.counted <= one.looked <= one.population:
            raise NotAcceptable(N_("A stratum cannot have more looked at than it has."))
    seen = [one for one in strata if one.looked]
    if not seen:
        return None
    covered = sum(one.population for one in seen)
    share = sum(one.population * (one.counted / one.looked) for one in seen) / covered
    ends = around(share, effective_size(seen), confidence)
    looked = sum(one.looked for one in seen)
    population = sum(one.population for one in strata)
    return Estimate(share, *ends, looked, population, covered)


def variance(strata: Collection[Looked]) -> float:
    """Return the textbook variance of a stratified share: two looks at least in each stratum.

    The sum of W² (1 - n/N) p (1 - p) / (n - 1), W being a stratum's part of the population.
    """
    return sum(_part(one, strata) * _spread(one.counted / one.looked) for one in strata)


def effective_size(strata: Collection[Looked]) -> float:
    """Return how large a simple draw would be that is as close; endless where all was seen.

    Two looks that agree by chance would say that their stratum does not vary at all. So each
    stratum's share is first pulled towards the whole by one imagined look.
    """
    covered = sum(one.population for one in strata)
    share = sum(one.population * (one.counted / one.looked) for one in strata) / covered
    doubt = sum(_part(one, strata) * _spread(_pulled(one, share)) for one in strata)
    if doubt > 0:
        return _spread(share) / doubt
    flat = sum(_part(one, strata) for one in strata)
    return 1 / flat if flat else inf


def _pulled(one: Looked, share: float) -> float:
    return (one.counted + share) / (one.looked + 1)


def _spread(share: float) -> float:
    return share * (1 - share)


def _part(one: Looked, strata: Collection[Looked]) -> float:
    """Return what a stratum adds to the variance for each unit of its own spread."""
    weight = one.population / sum(each.population for each in strata)
    unseen = 1 - one.looked / one.population
    return weight**2 * unseen / max(1, one.looked - 1)


def around(share: float, size: float, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's interval of a share that is as good as one of a simple draw of this size."""
    if size == inf:
        return Interval(share, share)
    z = deviate(confidence)
    square = z * z / size
    centre = (share + square / 2) / (1 + square)
    half = z * sqrt(_spread(share) / size + square / (4 * size)) / (1 + square)
    return Interval(max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))
