"""What happened, read from the histories themselves, as it is counted for the live page."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.cases.models import Case, CaseEvent, Matter
from portal.cases.rules.tallies import COUNTED, Happened
from portal.db import db
from portal.grids.models import Grid

MOST_AT_ONCE = 500  # ids in one question
BATCH = 2000  # rows held in memory


def first_reported_day() -> date | None:
    """Return the day on which the first thing happened to a case, if anything did."""
    first = db.session.scalar(select(func.min(CaseEvent.at)))
    return clock.day_of(first) if first else None


def happened_in(event_ids: Sequence[int]) -> Iterator[Happened]:
    """Return some rows of histories, each with where its case stood before."""
    for start in range(0, len(event_ids), MOST_AT_ONCE):
        some = event_ids[start : start + MOST_AT_ONCE]
        yield from map(_happened, db.session.execute(_rows().where(CaseEvent.id.in_(some))))


def happened_between(first_day: date, last_day: date) -> Iterator[Happened]:
    """Return all that is counted of some days, both ends included."""
    start, end = clock.start_of(first_day), clock.end_of(last_day)
    rows = _rows().where(CaseEvent.at >= start, CaseEvent.at < end)
    found = db.session.execute(rows.execution_options(yield_per=BATCH))
    yield from map(_happened, found)


def _rows() -> Select[*tuple[object, ...]]:
    before, earlier = aliased(CaseEvent), aliased(CaseEvent)
    newest = select(func.max(earlier.id)).where(
        earlier.case_id == CaseEvent.case_id, earlier.id < CaseEvent.id
    )
    return (
        select(
            CaseEvent.step,
            CaseEvent.at,
            Case.street_id,
            Matter.code,
            Grid.code,
            CaseEvent.status,
            CaseEvent.level,
            before.status,
            before.level,
        )
        .join(Case, Case.id == CaseEvent.case_id)
        .join(Matter, Matter.id == Case.matter_id)
        .join(Grid, Grid.id == Case.grid_id)
        .outerjoin(before, before.id == newest.scalar_subquery())
        .where(CaseEvent.step.in_(COUNTED))
    )


def _happened(row: Row[*tuple[object, ...]]) -> Happened:
    step, at, *rest = row
    return Happened(step, at.astimezone(clock.LOCAL), *rest)  # type: ignore[arg-type, attr-defined]
