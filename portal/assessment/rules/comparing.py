"""What is true of two figures: how far they lie apart, and whether chance alone might do that."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.assessment.rules.results import Figure, State


@dataclass(frozen=True)
class Comparison:
    """How far a figure lies above an earlier one, in percentage points, with 95 % limits."""

    difference: Decimal
    low: Decimal
    high: Decimal

    @property
    def is_beyond_chance(self) -> bool:
        """Say whether the limits leave no room for "no difference"."""
        return self.low > 0 or self.high < 0


def compared(figure: Figure, earlier: Figure) -> Comparison | None:
    """Return how far a figure lies above an earlier one; None where either is not a rate.

    Newcombe's interval for the difference of two independent shares (R. G. Newcombe,
    Statistics in Medicine 17, 1998, 873-890, method 10), taken from the limits of the two
    figures as they are published: so anyone can work it out again, and it holds for estimates
    with limits of their own too (G. Y. Zou and A. Donner, Statistics in Medicine 27, 2008,
    1693-1702).

    >>> now, then = (
    ...     Figure(0, 0, State.RATED, *map(Decimal, text.split()))
    ...     for text in ("80.0 71.1 86.7", "60.0 50.2 69.1")
    ... )
    >>> found = compared(now, then)
    >>> str(found.difference), str(found.low), str(found.high), found.is_beyond_chance
    ('20.0', '7.3', '31.9', True)
    """
    new, old = _limits(figure), _limits(earlier)
    if new is None or old is None:
        return None
    (low, share, high), (old_low, old_share, old_high) = new, old
    difference = share - old_share
    down = ((share - low) ** 2 + (old_high - old_share) ** 2).sqrt()
    up = ((high - share) ** 2 + (old_share - old_low) ** 2).sqrt()
    return Comparison(difference, _rounded(difference - down), _rounded(difference + up))


def _limits(figure: Figure) -> tuple[Decimal, Decimal, Decimal] | None:
    if figure.state is not State.RATED:
        return None
    if figure.low is None or figure.share is None or figure.high is None:
        return None
    return figure.low, figure.share, figure.high


def _rounded(points: Decimal) -> Decimal:
    return points.quantize(Decimal("0.1"), ROUND_HALF_UP)
