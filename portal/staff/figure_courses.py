"""How scores and figures of a subject have moved from period to period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.assessment import queries
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Revision
from portal.assessment.queries import Standing
from portal.assessment.rules import Range, Result, range_of, range_of_score
from portal.i18n import _

Points = list[tuple[str, Range | None]]
MAIN = ("effective_resolution", "on_time_rate", "satisfaction")  # where nothing has a weight
MOST = 3  # figures beside the score


@dataclass(frozen=True)
class Courses:
    """What is drawn, a title and its points each; and the same as rows of a table."""

    drawn: list[tuple[str, Points]]

    @property
    def rows(self) -> list[tuple[str, list[Range | None]]]:
        """Each period with its range in each course."""
        columns = [points for _title, points in self.drawn]
        return [
            (row[0][0], [range_ for _when, range_ in row]) for row in zip(*columns, strict=True)
        ]


def courses_of(standing: Standing) -> Courses:
    """Return the score and the heaviest figures, period by period, the oldest first.

    Periods that were published, up to the one that is looked at, which may be a
    draft. What has not been there twice draws no line, and is left out.
    """
    told = _told(standing)
    weights = standing.weighting.weights
    heaviest = sorted(weights, key=lambda name: -weights[name])[:MOST] or MAIN
    courses = [(_("Score"), _points(told, range_of_score))]
    courses += [(_(INDICATORS[name].title), _points(told, _drawing(name))) for name in heaviest]
    return Courses([(name, points) for name, points in courses if sum(map(_is_drawn, points)) > 1])


def _told(standing: Standing) -> list[tuple[Revision, Result | None]]:
    revision, result = standing.revision, standing.result
    others = [one for one in queries.up_to(revision.period) if one.period_id != revision.period_id]
    return [*queries.results_over(others, result.kind, result.code), (revision, result)]


def _points(
    told: Sequence[tuple[Revision, Result | None]], drawn: Callable[[Result], Range | None]
) -> Points:
    return [(_short(one), drawn(result) if result else None) for one, result in told]


def _drawing(name: str) -> Callable[[Result], Range | None]:
    return lambda result: range_of(result.figures.get(name))


def _short(revision: Revision) -> str:
    """Return a period's name as it fits below a picture: 26-08, 26Q3."""
    return revision.period.name[2:]


def _is_drawn(point: tuple[str, Range | None]) -> bool:
    return point[1] is not None
