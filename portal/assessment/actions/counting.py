"""What is done with figures: recount what is marked, or months of all grids at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import Insert, Table, bindparam, delete, exists, insert, not_, select

from portal.assessment.models import FigureCell, GridMonth
from portal.assessment.queries import KEYS, asked, cells, sums, touched_months
from portal.assessment.rules import NAMES
from portal.cases.models import ChangedMonth
from portal.db import UTCDateTime, db, sort_much, take_turns

COUNTING = 330108_007  # two who count the same cells at once would both write them


def recount(grid_id: int, month: date, *, now: datetime) -> None:
    """Count one grid's month anew."""
    recount_marked([(grid_id, month)], now=now)


def recount_marked(marks: Sequence[tuple[int, date]], *, now: datetime) -> None:
    """Clear the marks first, then count: a case that changes meanwhile waits and marks again.

    All marks before all counting, by grid and then by month, as everyone takes them: so two
    never wait for each other crosswise. What is counted is then one question a month.
    """
    take_turns(COUNTING)
    grids: dict[date, list[int]] = defaultdict(list)
    for grid_id, month in sorted(marks):
        its = (ChangedMonth.grid_id == grid_id, ChangedMonth.month == month)
        db.session.execute(delete(ChangedMonth).where(*its))
        grids[month].append(grid_id)
    for month, of_month in grids.items():
        _count([month], now, of_month)


def recount_month(month: date, *, now: datetime) -> None:
    """Count a month of all grids at once."""
    recount_months([month], now=now)


def recount_months(months: Sequence[date], *, now: datetime) -> None:
    """Count months in a row of all grids at once."""
    take_turns(COUNTING)
    sort_much()
    these = ChangedMonth.month.between(months[0], months[-1])
    db.session.execute(delete(ChangedMonth).where(these))
    _count(months, now)


def recount_all(*, now: datetime) -> list[date]:
    """Count every month that cases touch at once, and return the months."""
    if months := touched_months():
        recount_months(months, now=now)
    return months


def _count(months: Sequence[date], now: datetime, grid_ids: Sequence[int] = ()) -> None:
    """Count in the database alone: nothing is read here, however many cases there are."""
    span = {"first": months[0], "last": months[-1], "now": now}
    some = asked(months, grid_ids)
    db.session.flush()
    for model in (FigureCell, GridMonth):
        _clear(model, months, grid_ids)
    db.session.execute(_keep_cells(len(months), of_some=bool(grid_ids)), some)
    db.session.execute(_keep_sums(of_some=bool(grid_ids)), some | span)


def _clear(
    model: type[FigureCell | GridMonth], months: Sequence[date], grids: Sequence[int]
) -> None:
    """Clear the rows of months; all rows where there are no others: SQLite does that at once."""
    of_months = model.month.between(months[0], months[-1])
    gone = delete(model)
    if grids:
        gone = gone.where(of_months, model.grid_id.in_(grids))
    elif db.session.scalar(select(exists().where(not_(of_months)))):
        gone = gone.where(of_months)
    db.session.execute(gone.execution_options(synchronize_session=False))


@cache
def _keep_cells(months: int, *, of_some: bool) -> Insert:
    return insert(_table(FigureCell)).from_select([*KEYS, *NAMES], cells(months, of_some=of_some))


@cache
def _keep_sums(*, of_some: bool) -> Insert:
    now = bindparam("now", type_=UTCDateTime())
    names = ["grid_id", "month", *NAMES, "counted_at"]
    return insert(_table(GridMonth)).from_select(names, sums(of_some=of_some).add_columns(now))


def _table(model: type[FigureCell | GridMonth]) -> Table:
    """Return the table itself: an insert of a model takes what it is asked with for rows."""
    return db.metadata.tables[model.__tablename__]
