"""Cases that wait for a date: late, silent, or past the time for which a contact is kept."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select

from portal.cases.models import Case, Contact
from portal.cases.rules import CaseStatus
from portal.db import db


def open_past_due(today: date, most: int) -> Sequence[Case]:
    """Return open cases past their date and not yet marked so, the longest late first."""
    late = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.due_on < today, Case.is_overdue.is_(False))
        .where(Case.status.in_([CaseStatus.DISPATCHED, CaseStatus.IN_HAND]))
        .order_by(Case.due_on, Case.id)
    )
    return _batch(late, most)


def resolved_before(moment: datetime, most: int) -> Sequence[Case]:
    """Return cases resolved before `moment` that nobody has confirmed or disputed."""
    silent = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.status == CaseStatus.RESOLVED)
        .where(Case.resolved_at < moment)
        .order_by(Case.id)
    )
    return _batch(silent, most)


def closed_with_contact(moment: datetime, most: int) -> Sequence[Case]:
    """Return cases closed before `moment` whose reporter could still be reached."""
    over = (
        select(Case)
        .join(Contact, Contact.case_id == Case.id)
        .where(Case.closed_at < moment, Contact.erased_at.is_(None))
        .order_by(Case.id)
    )
    return _batch(over, most)


def _batch(rows: Select[Case], most: int) -> Sequence[Case]:
    """Return some of the rows, held, without those that somebody else is just changing.

    In the order of grids, in which everyone marks changed months: so two never
    wait for each other crosswise.
    """
    held = rows.limit(most).with_for_update(skip_locked=True, of=Case)
    return sorted(db.session.scalars(held), key=lambda case: (case.grid_id, case.id))
