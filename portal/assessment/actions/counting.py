"""What is done with figures: recount a grid's month whole, or months of all grids at once."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, literal

from portal.assessment.models import FigureCell, GridMonth
from portal.assessment.queries import KEYS, cells, sums
from portal.assessment.rules import NAMES
from portal.cases.models import ChangedMonth
from portal.db import UTCDateTime, db

HELD = (ChangedMonth, FigureCell, GridMonth)  # the mark first


def recount(grid_id: int, month: date, *, now: datetime) -> None:
    """Clear the mark first, then count: a case that changes meanwhile waits and marks it again."""
    _count([month], now, grid_id)


def recount_month(month: date, *, now: datetime) -> None:
    """Count a month of all grids at once."""
    _count([month], now)


def recount_months(months: Sequence[date], *, now: datetime) -> None:
    """Count consecutive months of all grids at once: at most a year, for it is sorted whole."""
    _count(months, now)


def _count(months: Sequence[date], now: datetime, grid_id: int | None = None) -> None:
    """Count in the database alone: nothing is read here, however many cases there are."""
    first, last = months[0], months[-1]
    db.session.flush()
    for model in HELD:
        gone = delete(model).where(model.month.between(first, last))
        gone = gone.where(model.grid_id == grid_id) if grid_id else gone
        db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.execute(insert(FigureCell).from_select([*KEYS, *NAMES], cells(months, grid_id)))
    kept = sums(first, last, grid_id).add_columns(literal(now, UTCDateTime()))
    names = ["grid_id", "month", *NAMES, "counted_at"]
    db.session.execute(insert(GridMonth).from_select(names, kept))
