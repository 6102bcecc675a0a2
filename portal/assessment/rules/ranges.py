"""What a chart draws of a figure: a share and the ends of its range, as parts of one."""

from dataclasses import dataclass
from decimal import Decimal

from portal.assessment.rules.results import Figure, Result, State


@dataclass(frozen=True)
class Range:
    """A share and the ends between which it lies, from 0 to 1."""

    share: float
    low: float
    high: float

    @classmethod
    def of_percent(cls, share: Decimal, low: Decimal, high: Decimal) -> "Range":
        """Return the range of a share in percent."""
        return cls(float(share) / 100, float(low) / 100, float(high) / 100)


def range_of(figure: Figure | None) -> Range | None:
    """Return what is drawn of a figure; None where it is counts only, or nothing.

    Where nobody looked at what was unconfirmed, the share lies between the confirmed ones and
    all that were closed: the point then stands at the lower end.

    >>> range_of(Figure(8, 10, State.RATED, Decimal("80.0"), Decimal("49.0"), Decimal("94.3")))
    Range(share=0.8, low=0.49, high=0.943)
    >>> range_of(Figure(1, 2, State.FEW))
    """
    if figure is None:
        return None
    if figure.state is State.UNSAMPLED and figure.floor is not None and figure.ceiling is not None:
        return Range.of_percent(figure.floor, figure.floor, figure.ceiling)
    if figure.share is None or figure.low is None or figure.high is None:
        return None
    return Range.of_percent(figure.share, figure.low, figure.high)


def range_of_score(result: Result) -> Range | None:
    """Return what is drawn of a score, of a hundred points; None where there is none."""
    if result.score is None or result.score_low is None or result.score_high is None:
        return None
    return Range.of_percent(result.score, result.score_low, result.score_high)


def spread_of(figures: list[Figure]) -> Range | None:
    """Return the middle one of several figures, and the lowest and the highest; None of none.

    >>> shares = [Decimal(9), Decimal(5), Decimal(7)]
    >>> spread_of([Figure(0, 0, State.RATED, share, share, share) for share in shares])
    Range(share=0.07, low=0.05, high=0.09)
    """
    shares = sorted(found.share for figure in figures if (found := range_of(figure)))
    if not shares:
        return None
    middle = (shares[(len(shares) - 1) // 2] + shares[len(shares) // 2]) / 2
    return Range(middle, shares[0], shares[-1])
