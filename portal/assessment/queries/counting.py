"""What is asked of the kept sums: of a grid, of an area, month by month."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select

from portal.assessment.models import FigureProof, GridMonth
from portal.assessment.rules import NAMES, Counts
from portal.cases.models import ChangedMonth
from portal.db import db
from portal.grids.models import Area, Grid
from portal.grids.queries import lies_in

NEWEST = 2**31 - 1  # above any number, so that a proof is sought and the table not read


def changed_months(most: int) -> list[tuple[int, date]]:
    """Return grids and months whose figures no longer agree with the cases.

    In the order in which everyone takes the marks, by grid and then by month:
    so two never wait for each other crosswise.
    """
    rows = select(ChangedMonth.grid_id, ChangedMonth.month)
    found = db.session.execute(rows.order_by(ChangedMonth.grid_id, ChangedMonth.month).limit(most))
    return [(grid_id, month) for grid_id, month in found]


def counted_months() -> list[date]:
    """Return the months of which any figures are kept, the earliest first."""
    months = select(GridMonth.month).distinct().order_by(GridMonth.month)
    return list(db.session.scalars(months))


def codes_of_grids(grid_ids: Collection[int]) -> dict[int, str]:
    """Return the codes of some grids."""
    rows = select(Grid.id, Grid.code).where(Grid.id.in_(grid_ids))
    return {row.id: row.code for row in db.session.execute(rows)}


def last_proof() -> FigureProof | None:
    """Return how the figures were last proved, if ever."""
    rows = select(FigureProof).where(FigureProof.id < NEWEST).order_by(FigureProof.id.desc())
    return db.session.scalar(rows.limit(1))


def counts_of_grid(grid: Grid, first_month: date, last_month: date) -> Counts:
    """Sum a grid's kept rows over months, both ends included."""
    return _summed(GridMonth.grid_id == grid.id, first_month, last_month)


def counts_of_area(area: Area, first_month: date, last_month: date) -> Counts:
    """Sum the kept rows of all grids of a community, a street or the district."""
    inside = select(Grid.id).where(lies_in(Grid.code, area.code))
    return _summed(GridMonth.grid_id.in_(inside), first_month, last_month)


def counts_by_grid(area_code: str, first_month: date, last_month: date) -> Mapping[Grid, Counts]:
    """Return every grid of an area with its counts in one query; a quiet grid counts zero.

    A grid that has ended is there for the months in which it counted: sums stay what they were.
    """
    kept = (GridMonth.grid_id == Grid.id) & GridMonth.month.between(first_month, last_month)
    rows = db.session.execute(
        select(Grid, *_sums())
        .outerjoin(GridMonth, kept)
        .where(lies_in(Grid.code, area_code))
        .where(or_(Grid.ended_on.is_(None), GridMonth.grid_id.is_not(None)))
        .group_by(Grid.id)
        .order_by(Grid.code)
    )
    return {grid: Counts(*map(int, sums)) for grid, *sums in rows}


def counts_of_peers(grid: Grid, month: date) -> tuple[Counts, int]:
    """Sum a month's kept rows of the other grids of this kind in the district; count the grids."""
    row = db.session.execute(
        select(func.count(GridMonth.grid_id), *_sums())
        .join(Grid, Grid.id == GridMonth.grid_id)
        .where(GridMonth.month == month, Grid.kind == grid.kind, Grid.id != grid.id)
    ).one()
    return Counts(*map(int, row[1:])), int(row[0])


def counts_by_month(area_code: str, first_month: date, last_month: date) -> dict[date, Counts]:
    """Return an area's counts month by month."""
    rows = db.session.execute(
        select(GridMonth.month, *_sums())
        .join(Grid, Grid.id == GridMonth.grid_id)
        .where(lies_in(Grid.code, area_code))
        .where(GridMonth.month.between(first_month, last_month))
        .group_by(GridMonth.month)
        .order_by(GridMonth.month)
    )
    return {month: Counts(*map(int, sums)) for month, *sums in rows}


def _summed(where: ColumnElement[bool], first_month: date, last_month: date) -> Counts:
    row = db.session.execute(
        select(*_sums()).where(where, GridMonth.month.between(first_month, last_month))
    ).one()
    return Counts(*map(int, row))


def _sums() -> list[ColumnElement[int]]:
    return [func.coalesce(func.sum(getattr(GridMonth, name)), 0) for name in NAMES]
