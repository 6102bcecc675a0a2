"""Dates that were computed without the holidays of their year: which, and whether they show."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select

from portal.cases.models import Case, ExpediteOrder
from portal.cases.queries.waiting import batch
from portal.cases.rules import IN_WORK, CaseStatus
from portal.db import db

_WAITS = (CaseStatus.REPORTED, *IN_WORK, CaseStatus.PAUSED)
# Of a case that is resolved already it is judged by its date whether that was in time.
_JUDGED = (*_WAITS, CaseStatus.RESOLVED, CaseStatus.CLOSED)


def is_provisional() -> ColumnElement[bool]:
    """Return the condition that the date for which a case waits now may still move."""
    return or_(
        and_(Case.is_due_provisional, Case.status.in_((*_WAITS, CaseStatus.SPLIT))),
        and_(Case.is_triage_provisional, Case.status == CaseStatus.REPORTED),
        and_(Case.is_verify_provisional, Case.status == CaseStatus.RESOLVED),
    )


def provisional_until(day: date, most: int) -> Sequence[Case]:
    """Return cases with a date up to a day that was computed without holidays known by now."""
    known = or_(
        and_(Case.is_due_provisional, Case.due_on <= day, Case.status.in_(_JUDGED)),
        and_(
            Case.is_triage_provisional,
            Case.triage_due_on <= day,
            Case.status == CaseStatus.REPORTED,
        ),
        and_(
            Case.is_verify_provisional,
            Case.verify_due_on <= day,
            Case.status == CaseStatus.RESOLVED,
        ),
    )
    return batch(select(Case).where(known).order_by(Case.id), most)


def provisional_orders(day: date, most: int) -> Sequence[ExpediteOrder]:
    """Return orders to be answered by a day whose holidays were not known, though they are now."""
    known = (
        select(ExpediteOrder)
        .where(ExpediteOrder.is_provisional, ExpediteOrder.reply_by <= day)
        .order_by(ExpediteOrder.reply_by, ExpediteOrder.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return db.session.scalars(known).all()
