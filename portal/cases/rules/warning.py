"""Early warning: when a matter or a grid sees clearly more reports than it usually does."""

import math
from dataclasses import dataclass

from portal.policy.rules import Policy


@dataclass(frozen=True)
class Watched:
    """What was reported lately, and in the weeks before."""

    lately: int
    before: int
    days_before: int


@dataclass(frozen=True)
class Judged:
    """How many are usual in so many days, how many chance alone still explains, and the verdict."""

    usual: float
    most: int
    is_hot: bool


def judge_watched(watched: Watched, policy: Policy) -> Judged:
    """Say whether the last days saw more than chance explains of a thing's own usual.

    Never on too few reports, for one more than none is no news.
    """
    days = max(watched.days_before, 1)
    usual = watched.before * policy.warning_days / days
    most = upper_bound(usual, policy.warning_odds)
    is_hot = watched.lately >= policy.warning_least and watched.lately > most
    return Judged(usual, most, is_hot)


def could_be_hot(watched: Watched, policy: Policy) -> bool:
    """Say whether it is worth judging: there are enough, and more than usual at all."""
    is_more = watched.lately * watched.days_before > watched.before * policy.warning_days
    return watched.lately >= policy.warning_least and is_more


def upper_bound(mean: float, odds: int) -> int:
    """Return the number that chance exceeds less than once in `odds` times.

    Reports that come independently of each other, so many on average, follow
    Poisson's law; this is its quantile.

    >>> upper_bound(0, 1000), upper_bound(1, 1000), upper_bound(4, 1000), upper_bound(4, 20)
    (0, 5, 11, 8)
    """
    if mean <= 0:
        return 0
    beyond = 1 / odds
    number = max(0, math.floor(mean - 12 * math.sqrt(mean)))  # what lies below is next to nothing
    share = term = _chance_of(number, mean)
    while 1 - share >= beyond:
        number += 1
        term *= mean / number
        share += term
    return number


def _chance_of(number: int, mean: float) -> float:
    """Return the chance of exactly so many, in logarithms, for a large mean would vanish."""
    return math.exp(number * math.log(mean) - mean - math.lgamma(number + 1))
