"""What is done with figures: recount a grid's month whole."""

from datetime import date, datetime

from sqlalchemy import delete

from portal.assessment.models import GridMonth
from portal.assessment.queries import NAMES, count_cases
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
