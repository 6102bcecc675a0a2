"""How much goes unreported: what inspectors found blind, against what had been reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, sqrt
from typing import NamedTuple

from portal.errors import N_, NotAcceptable
from portal.supervision.rules.estimates import CONFIDENCE, Estimate, around, deviate


class Place(NamedTuple):
    """A place that was visited blind: how many problems were found, how many nobody reported."""

    found: int
    unmatched: int


class Places(NamedTuple):
    """One stratum of places: how many it has, and those that were visited."""

    population: int
    visited: Sequence[Place]


@dataclass(frozen=True)
class TwoLists:
    """How many problems there are in all, by two lists; a lower bound, never the whole truth.

    Both lists miss what is hard to see, so they agree more often than two lists would that
    had nothing to do with each other, and the estimate is too small.
    """

    reported: int
    found: int
    on_both: int
    total: float
    low: float
    high: float

    @property
    def unreported(self) -> float:
        """Return how many were not reported, by this estimate."""
        return self.total - self.reported

    @property
    def unreported_low(self) -> float:
        """Return the lower end of what was not reported."""
        return self.low - self.reported

    @property
    def unreported_high(self) -> float:
        """Return the upper end of what was not reported."""
        return self.high - self.reported


def two_lists(reported: int, found: int, on_both: int, confidence: float = CONFIDENCE) -> TwoLists:
    """Return Chapman's estimate of all problems, from what is on one list, the other, and both.

    The interval is the one on the odds of being seen by neither (Sadinle 2009): it never falls
    below the problems that are known, and stays finite where the lists share nothing.

    >>> round(two_lists(120, 40, 30).total, 1)
    159.0
    """
    if not 0 <= on_both <= min(reported, found):
        raise NotAcceptable(N_("More problems cannot be on both lists than are on one."))
    known = reported + found - on_both
    total = (reported + 1) * (found + 1) / (on_both + 1) - 1
    both, first, second = on_both + 0.5, reported - on_both + 0.5, found - on_both + 0.5
    neither = first * second / both
    strays = deviate(confidence) * sqrt(1 / both + 1 / first + 1 / second + both / (first * second))
    low = known - 0.5 + neither * exp(-strays)
    high = known - 0.5 + neither * exp(strays)
    return TwoLists(
        reported, found, on_both, total, max(float(known), min(low, total)), max(high, total)
    )


def unmatched_rate(strata: Mapping[str, Places], confidence: float = CONFIDENCE) -> Estimate | None:
    """Return the share of found problems that nobody had reported; None where none were found.

    Places were drawn, not problems: a place with many counts with all of them, and problems of
    one place stand or fall together. So this is a ratio, with the variance of its places.
    `looked` counts the problems that were found.
    """
    seen = [one for one in strata.values() if one.visited]
    found = sum(one.found for places in seen for one in places.visited)
    if not found:
        return None
    whole = sum(_blown_up(places, [one.found for one in places.visited]) for places in seen)
    open_ones = sum(_blown_up(places, [one.unmatched for one in places.visited]) for places in seen)
    share = open_ones / whole
    doubt = sum(_doubt(places, share) for places in seen) / whole**2
    size = min(share * (1 - share) / doubt, found) if doubt > 0 else float(found)
    if all(len(places.visited) == places.population for places in strata.values()):
        size = inf  # every place was visited: nothing is left to doubt
    population = sum(places.population for places in strata.values())
    covered = sum(places.population for places in seen)
    return Estimate(share, *around(share, size, confidence), found, population, covered)


def _blown_up(places: Places, counts: Sequence[int]) -> float:
    return places.population * sum(counts) / len(counts)


def _doubt(places: Places, share: float) -> float:
    """Return a stratum's part of the variance of a ratio's numerator, once it is put straight."""
    n = len(places.visited)
    strays = [one.unmatched - share * one.found for one in places.visited]
    middle = sum(strays) / n
    spread = sum((stray - middle) ** 2 for stray in strays) / max(1, n - 1)
    return places.population**2 * (1 - n / places.population) * spread / n
