"""Whether two inspectors see the same: Cohen's kappa of what was looked at twice."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from math import sqrt

from portal.supervision.rules.estimates import CONFIDENCE, deviate

FAIR, GOOD = 0.4, 0.75  # below the one by chance as much as by sight; above the other good (Fleiss)


@dataclass(frozen=True)
class Agreement:
    """How often two looks agreed, how often they would by chance, and what is left of it."""

    pairs: int
    agreed: float
    by_chance: float
    kappa: float | None  # none where both always say the same one word: then it says nothing
    low: float | None = None
    high: float | None = None


def agreement(
    pairs: Collection[tuple[str, str]], confidence: float = CONFIDENCE
) -> Agreement | None:
    """Return how far the first and the second look agree; None without any pair.

    >>> agreement([("ok", "ok"), ("bad", "bad"), ("ok", "bad"), ("ok", "ok")]).kappa
    0.5
    """
    n = len(pairs)
    if not n:
        return None
    firsts, seconds = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    agreed = sum(a == b for a, b in pairs) / n
    by_chance = sum(firsts[word] * seconds[word] for word in firsts) / n**2
    if by_chance == 1:
        return Agreement(n, agreed, by_chance, None)
    kappa = (agreed - by_chance) / (1 - by_chance)
    strays = deviate(confidence) * sqrt(_variance(pairs, kappa))
    return Agreement(
        n, agreed, by_chance, kappa, max(-1.0, kappa - strays), min(1.0, kappa + strays)
    )


def _variance(pairs: Collection[tuple[str, str]], kappa: float) -> float:
    """Return kappa's variance in large samples (Fleiss, Cohen and Everitt 1969)."""
    n = len(pairs)
    firsts, seconds = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    shares = {cell: times / n for cell, times in Counter(pairs).items()}
    by_chance = sum(firsts[word] * seconds[word] for word in firsts) / n**2
    same = sum(
        share * (1 - (firsts[a] + seconds[a]) / n * (1 - kappa)) ** 2
        for (a, b), share in shares.items()
        if a == b
    )
    apart = (1 - kappa) ** 2 * sum(
        share * ((seconds[a] + firsts[b]) / n) ** 2 for (a, b), share in shares.items() if a != b
    )
    rest = (kappa - by_chance * (1 - kappa)) ** 2
    return max(0.0, same + apart - rest) / (n * (1 - by_chance) ** 2)
