"""What is done with figures: recount a grid's month whole."""

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import delete, insert

from portal.assessment.models import GridMonth
from portal.assessment.queries import count_cases, count_month
from portal.assessment.rules import NAMES
from portal.cases.models import ChangedMonth
from portal.db import db


def recount(grid_id: int, month: date, *, now: datetime) -> None:
    """Clear the mark first, then count: a case that changes meanwhile waits and marks it again."""
    db.session.execute(
        delete(ChangedMonth).where(ChangedMonth.grid_id == grid_id, ChangedMonth.month == month)
    )
    counts = count_cases(grid_id, month)
    kept = {name: getattr(counts, name) for name in NAMES}
    db.session.merge(GridMonth(grid_id=grid_id, month=month, counted_at=now, **kept))


def recount_month(month: date, *, now: datetime) -> None:
    """Count a month of all grids at once: for a year that was filled in one go."""
    db.session.execute(delete(ChangedMonth).where(ChangedMonth.month == month))
    db.session.execute(delete(GridMonth).where(GridMonth.month == month))
    rows = [
        {"grid_id": grid_id, "month": month, "counted_at": now, **asdict(counts)}
        for grid_id, counts in count_month(month).items()
    ]
    if rows:
        db.session.execute(insert(GridMonth), rows)
