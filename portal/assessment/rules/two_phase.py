"""How much is effectively solved, where of some closed cases only a sample was looked at.

Two phases: every due case says whether somebody confirmed it, and of those closed without
anybody's word a random sample says how many are as they should be (W. G. Cochran, Sampling
Techniques, chapter 12; here stratified, with finite population correction).
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from math import hypot

from portal.assessment.rules.subjects import Stratum
from portal.supervision.rules import Estimate, Looked, around, effective_rate, stratified


@dataclass(frozen=True)
class Effective:
    """Three numbers as parts of one: what is confirmed, estimated, and at most; and the limits.

    Confirmed is also what a sample let pass; at most is all closed but what it did not let pass.
    """

    confirmed: int
    floor: Fraction
    share: Fraction
    ceiling: Fraction
    low: float
    high: float
    is_unsampled: bool  # some are unconfirmed, and nobody looked at any of them


def effective(strata: Collection[Stratum]) -> Effective:
    """Return how much of the due and valid cases is effectively solved; some must be due.

    A stratum that nobody looked at counts only with what is confirmed of it: the upper limit alone
    holds what may be solved there besides. The limits also hold that few cases stray by chance.

    >>> found = effective([Stratum(100, confirmed=50, unconfirmed=40, looked=10, passed=9)])
    >>> float(found.floor), float(found.share), float(found.ceiling)
    (0.59, 0.86, 0.89)
    """
    due = sum(one.due_valid for one in strata)
    told = sum(one.confirmed for one in strata)
    passed = sum(one.passed for one in strata)
    failed = sum(one.looked - one.passed for one in strata)
    unseen = sum(one.unconfirmed for one in strata if not one.looked)
    passing = stratified([_seen(one) for one in strata if one.looked])
    covered = passing.covered if passing else 0
    share = (told + sum(map(_passing, strata), Fraction())) / due
    sampled = effective_rate(due, told, covered, passing)
    low, high = _limits(float(share), due, sampled, unseen / due)
    return Effective(
        confirmed=told + passed,
        floor=Fraction(told + passed, due),
        share=share,
        ceiling=Fraction(told + covered + unseen - failed, due),
        low=low,
        high=high,
        is_unsampled=passing is None and unseen > 0,
    )


def _seen(one: Stratum) -> Looked:
    return Looked(one.unconfirmed, one.looked, one.passed)


def _passing(one: Stratum) -> Fraction:
    """Return how many of a stratum's unconfirmed cases its sample lets pass."""
    return Fraction(one.unconfirmed * one.passed, one.looked) if one.looked else Fraction()


def _limits(share: float, due: int, sampled: Estimate | None, unseen: float) -> tuple[float, float]:
    """Return the limits: the chance in so few cases, and that of the sample, as two sides of one.

    Each side is recovered from the limits of its parts (G. Y. Zou and A. Donner, Statistics in
    Medicine 27, 2008, 1693-1702): so with all confirmed it is Wilson's, as of every other share.
    """
    by_chance = around(share, due)
    low, high = (sampled.low, sampled.high) if sampled else (share, share)
    down = hypot(share - by_chance.low, share - low)
    up = hypot(by_chance.high - share, high + unseen - share)
    return max(0.0, share - down), min(1.0, share + up)
