"""What patrols have covered: the places of a grid or of many, month by month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from portal import clock
from portal.accounts.models import Person
from portal.db import EPOCH, db
from portal.grids.models import Grid, PatrolLog, PatrolVisit, Place, PlaceMonth
from portal.grids.queries.areas import lies_in
from portal.grids.queries.patrols import grids_in_reach, is_visited_on

NEVER = EPOCH


@dataclass(frozen=True)
class Covered:
    """A place in a month: how many patrols passed it, and when one last did at all."""

    place: Place
    visits: int
    last_at: datetime | None


@dataclass(frozen=True)
class GridCovered:
    """A grid in a month: how many places it has, and how many of them were visited."""

    grid: Grid
    places: int
    visited: int

    @property
    def unvisited(self) -> int:
        """Return how many places nobody passed."""
        return self.places - self.visited


def counted_on(month: date, today: date) -> date:
    """Return the day whose places a month is held against: its last, or today if that is sooner."""
    return min(clock.next_month(month) - timedelta(days=1), today)


def coverage_of(grid: Grid, month: date, today: date) -> list[Covered]:
    """Return the places of a grid in a month, the unvisited first and of these the longest so."""
    rows = db.session.execute(
        select(Place, func.coalesce(PlaceMonth.visits, 0), _last_visit())
        .outerjoin(PlaceMonth, _of_month(month))
        .where(Place.grid_id == grid.id, is_visited_on(counted_on(month, today)))
    )
    found = [Covered(*row) for row in rows]
    return sorted(found, key=_unvisited_first)


def coverage_by_grid(
    person: Person, month: date, today: date, *, area_code: str | None = None
) -> list[GridCovered]:
    """Return each working grid in reach, or in an area of it, the most unvisited places first.

    One question over the counted months, whatever the number of patrols.
    """
    wanted = grids_in_reach(person, today), Grid.ended_on.is_(None)
    inside = [*wanted, lies_in(Grid.code, area_code)] if area_code else wanted
    is_to_visit = and_(Place.grid_id == Grid.id, is_visited_on(counted_on(month, today)))
    counts = (
        select(
            Grid.id.label("grid_id"),
            func.count(Place.id).label("places"),
            func.count(PlaceMonth.place_id).label("visited"),
        )
        .outerjoin(Place, is_to_visit)
        .outerjoin(PlaceMonth, and_(_of_month(month), PlaceMonth.visits > 0))
        .where(*inside)
        .group_by(Grid.id)
        .subquery()
    )
    rows = db.session.execute(
        select(Grid, counts.c.places, counts.c.visited)
        .join(counts, counts.c.grid_id == Grid.id)
        .options(joinedload(Grid.community))
    )
    found = [GridCovered(*row) for row in rows]
    return sorted(found, key=lambda line: (-line.unvisited, line.grid.code))


def _of_month(month: date) -> ColumnElement[bool]:
    return and_(PlaceMonth.place_id == Place.id, PlaceMonth.month == month)


def _unvisited_first(line: Covered) -> tuple[bool, datetime, int]:
    return line.visits > 0, line.last_at or NEVER, line.place.id


def _last_visit() -> ScalarSelect[datetime]:
    """Return when a place was last passed, sought in the index of its visits from the newest on."""
    newer = aliased(PatrolLog)
    is_corrected = select(newer.id).where(newer.replaces_id == PatrolLog.id).exists()
    return (
        select(PatrolVisit.visited_at)
        .join(PatrolLog, PatrolLog.id == PatrolVisit.patrol_id)
        .where(PatrolVisit.place_id == Place.id, PatrolLog.ended_at.is_not(None), ~is_corrected)
        .order_by(PatrolVisit.visited_at.desc())
        .limit(1)
        .correlate(Place)
        .scalar_subquery()
    )
