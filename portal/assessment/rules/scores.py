"""How a score comes about: points for each indicator by its weight, a grade, and a place."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.assessment.rules.results import Figure, Grade
from portal.policy.rules import Policy

LEAST_WEIGHT = 50  # of 100: with less of it known there is no score


@dataclass(frozen=True)
class Term:
    """What one indicator brings into a score: its weight, and how good it is in percent."""

    weight: int
    share: Decimal
    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, figure: Figure, weight: int, *, less_is_better: bool) -> "Term | None":
        """Return the term of a figure, turned round where less is better; None without a share."""
        if figure.share is None or figure.low is None or figure.high is None:
            return None
        if less_is_better:
            return cls(weight, 100 - figure.share, 100 - figure.high, 100 - figure.low)
        return cls(weight, figure.share, figure.low, figure.high)

    @classmethod
    def of_proof(cls, figure: Figure, weight: int, *, cost: int) -> "Term | None":
        """Return the term of what is proven, not estimated: each percent costs so many.

        It has no limits, and one found among few costs all: whoever cheats a little is found a
        little, and must not gain by it. None where nobody looked.
        """
        if not figure.whole:
            return None
        share = max(Decimal(0), 100 - cost * Decimal(100) * figure.part / figure.whole)
        return cls(weight, share, share, share)


@dataclass(frozen=True)
class Score:
    """The points of each indicator, their sum, and its 95 percent limits."""

    parts: Mapping[str, Decimal]
    score: Decimal
    low: Decimal
    high: Decimal


def score_of(terms: Mapping[str, Term]) -> Score | None:
    """Return the score of some indicators; None where they have less than half of the weight.

    What has no figure leaves its weight to the others, in proportion. The parts have two
    decimals, and the score is their sum to one: so anyone can add it up again. Its limits are
    recovered from those of the figures (Zou and Donner 2008), as if these strayed independently.

    >>> term = Term(60, Decimal("90.0"), Decimal("80.0"), Decimal("95.0"))
    >>> str(score_of({"on_time_rate": term}).score)
    '90.0'
    """
    weight = sum(term.weight for term in terms.values())
    if weight < LEAST_WEIGHT:
        return None
    parts = {name: _points(term.share, term, weight) for name, term in terms.items()}
    down = _together((term.share - term.low) * term.weight / weight for term in terms.values())
    up = _together((term.high - term.share) * term.weight / weight for term in terms.values())
    total = sum(parts.values(), Decimal())
    return Score(
        parts=parts,
        score=_tenth(total),
        low=max(Decimal(0), _tenth(total - down)),
        high=min(Decimal(100), _tenth(total + up)),
    )


def grade_of(score: Decimal, policy: Policy) -> Grade:
    """Return the grade of a score.

    >>> from portal.policy.rules import DRAFT
    >>> grade_of(Decimal("89.9"), DRAFT).value, grade_of(Decimal("90.0"), DRAFT).value
    ('B', 'A')
    """
    reached = sum(score >= points for points in policy.grade_points)
    return tuple(Grade)[4 - reached]


def places(limits: Sequence[tuple[Decimal, Decimal]]) -> list[tuple[int, int, int]]:
    """Return the place of each score among all: from, to, of how many.

    Whose limits overlap are tied. One is behind those that are surely better (even their lower
    limit is above its upper one), and before those that are surely worse.

    >>> places([(Decimal(80), Decimal(90)), (Decimal(70), Decimal(85)), (Decimal(10), Decimal(20))])
    [(1, 2, 3), (1, 2, 3), (3, 3, 3)]
    """
    count = len(limits)
    lows, highs = sorted(low for low, _ in limits), sorted(high for _, high in limits)
    return [
        (1 + count - bisect_right(lows, high), count - bisect_left(highs, low), count)
        for low, high in limits
    ]


def _points(share: Decimal, term: Term, weight: int) -> Decimal:
    return (share * term.weight / weight).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _together(halves: Iterable[Decimal]) -> Decimal:
    return sum((half * half for half in halves), Decimal()).sqrt()


def _tenth(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)
