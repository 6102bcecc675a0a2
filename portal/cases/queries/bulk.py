"""Bulk steps: the cases that were ticked, one run, and what is left of it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.cases.models import BulkItem, BulkRun, Case
from portal.cases.queries.reach import cases_in_reach
from portal.cases.rules import is_case_number
from portal.db import db
from portal.errors import N_, NotFound


def cases_ticked(person: Person, numbers: Sequence[str], on: date) -> Sequence[Case]:
    """Return the cases of these numbers that somebody may see, in the order of their numbers."""
    known = {number for number in numbers if is_case_number(number)}
    rows = (
        select(Case)
        .where(Case.number.in_(known), cases_in_reach(person, on))
        .options(joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit))
        .order_by(Case.number)
    )
    return db.session.scalars(rows).all()


def bulk_run(request_key: str) -> BulkRun | None:
    """Return the run that this very form started, if it did."""
    return db.session.scalar(select(BulkRun).where(BulkRun.request_key == request_key))


def bulk_run_of(person: Person, request_key: str) -> BulkRun:
    """Return a run with its cases, to whoever started it."""
    whole = selectinload(BulkRun.items).joinedload(BulkItem.case).joinedload(Case.matter)
    started = select(BulkRun).where(BulkRun.request_key == request_key, BulkRun.by_id == person.id)
    run = db.session.scalar(started.options(whole))
    if run is None:
        raise NotFound(N_("No such bulk step, or it is not yours."))
    return run


def work_left(run: BulkRun, most: int) -> Sequence[BulkItem]:
    """Return the next cases of a run that nothing has been done with yet."""
    left = (
        select(BulkItem)
        .where(BulkItem.run_id == run.id, BulkItem.is_done.is_(False))
        .options(joinedload(BulkItem.case).joinedload(Case.matter))
        .order_by(BulkItem.id)
    )
    return db.session.scalars(left.limit(most)).all()
