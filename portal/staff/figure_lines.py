"""One line for each indicator of a subject: counts, range, peers, points, and the period before."""

from dataclasses import dataclass
from decimal import Decimal

from portal.assessment.indicators import INDICATORS, Direction, Indicator, Measure
from portal.assessment.queries import Standing
from portal.assessment.rules import (
    Comparison,
    Figure,
    Range,
    SubjectKind,
    Whole,
    compared,
    range_of,
    spread_of,
)
from portal.i18n import _, _l

FEWEST_PEERS = 5  # workers: below it one could tell what a colleague reaches
TENTH = Decimal("0.1")
KINDS = {
    SubjectKind.DISTRICT: _l("District"),
    SubjectKind.STREET: _l("Streets"),
    SubjectKind.COMMUNITY: _l("Communities"),
    SubjectKind.GRID: _l("Grids"),
    SubjectKind.UNIT: _l("Units"),
    SubjectKind.WORKER: _l("Grid workers"),
}


@dataclass(frozen=True)
class Line:
    """What a page says of one indicator of one subject."""

    indicator: Indicator
    figure: Figure
    together: Whole | None  # all peers
    spread: Range | None  # from the lowest to the highest of them
    before: Comparison | None
    most: int  # points to be had, of a hundred
    is_lower: bool

    @property
    def title(self) -> str:
        """The indicator's name in the page's language."""
        return str(_(self.indicator.title))

    @property
    def range(self) -> Range | None:
        """What a chart draws of it."""
        return range_of(self.figure)

    @property
    def is_percent(self) -> bool:
        """True for shares, false for stars."""
        return self.indicator.measure is Measure.PERCENT

    @property
    def turn(self) -> str:
        """Whether it has become "better" or "worse" beyond chance, or neither."""
        moved = self.before
        if moved is None or not moved.is_beyond_chance or self.is_neutral:
            return ""
        return "better" if (moved.difference > 0) is not self.is_lower else "worse"

    @property
    def is_neutral(self) -> bool:
        """True where more is as good as less."""
        return self.indicator.direction is Direction.NEITHER


def lines_of(standing: Standing) -> list[Line]:
    """Return a line for each indicator that has anything counted, those with weight first."""
    weights = standing.weighting.weights
    counted = [name for name, figure in standing.result.figures.items() if figure.whole]
    return [_line(standing, name) for name in sorted(counted, key=lambda n: -weights.get(n, 0))]


def points_of(standing: Standing) -> list[tuple[str, Decimal, Decimal]]:
    """Return what each indicator gave to the score, and what was to be had: name and points.

    What has no figure leaves its weight to the others.
    """
    parts, weights = standing.result.parts, standing.weighting.weights
    whole = sum(weights[name] for name in parts) or 100
    return [
        (_(INDICATORS[name].title), points.quantize(TENTH), _tenth(weights[name] * 100, whole))
        for name, points in sorted(parts.items(), key=lambda part: -weights[part[0]])
    ]


def _tenth(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(TENTH)


def _line(standing: Standing, name: str) -> Line:
    result, figure = standing.result, standing.result.figures[name]
    before = standing.before.figures.get(name) if standing.before else None
    others = [peer.figures[name] for peer in standing.peers if name in peer.figures]
    rated = [one for one in others if range_of(one)]
    is_alone = len(standing.peers) < 2
    is_private = result.kind is SubjectKind.WORKER and len(rated) < FEWEST_PEERS
    return Line(
        indicator=INDICATORS[name],
        figure=figure,
        together=None if is_alone or is_private else standing.together.get(name),
        spread=None if len(rated) < 2 or is_private else spread_of(rated),
        before=compared(figure, before) if before else None,
        most=standing.weighting.weights.get(name, 0),
        is_lower=name in standing.weighting.lower,
    )
