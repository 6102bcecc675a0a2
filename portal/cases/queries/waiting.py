"""Cases that wait for a date: late, silent, or past the time for which a contact is kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from portal import clock
from portal.cases.models import Case, CaseRequest, Contact, ExpediteOrder, Reminder
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
    return batch(late, most)


def pauses_over(today: date, most: int) -> Sequence[Case]:
    """Return paused cases whose last day of pause has passed."""
    over = (
        select(Case)
        .join(CaseRequest, CaseRequest.case_id == Case.id)
        .where(Case.closed_at.is_(None), Case.status == CaseStatus.PAUSED)
        .where(CaseRequest.is_granted.is_(True), CaseRequest.ended_at.is_(None))
        .where(CaseRequest.until < today)
        .order_by(Case.id)
    )
    return batch(over, most)


def triage_past_due(today: date, most: int) -> Sequence[Case]:
    """Return reports, returned ones too, past their day of triage, of which nobody above knows."""
    late = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.status == CaseStatus.REPORTED)
        .where(Case.triage_due_on < today)
        .where(~_reminded("triage_late", Case.triage_due_on))
        .order_by(Case.id)
    )
    return batch(late, most)


def looks_due(day: date, kind: str, most: int) -> Sequence[Case]:
    """Return resolved cases to be looked at by a day, of which no such reminder was given."""
    waiting = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.status == CaseStatus.RESOLVED)
        .where(Case.verify_due_on <= day, ~_reminded(kind, Case.verify_due_on))
        .order_by(Case.id)
    )
    return batch(waiting, most)


def answers_past_due(now: datetime, most: int) -> Sequence[Case]:
    """Return cases whose hours for a first answer have passed, and that nobody hurried on for it.

    One whose day has passed as well is hurried on for that.
    """
    ordered = exists().where(
        ExpediteOrder.case_id == Case.id,
        ExpediteOrder.by_id.is_(None),
        ExpediteOrder.at >= Case.response_due_at,
    )
    silent = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.due_on >= clock.day_of(now))
        .where(Case.status.in_([CaseStatus.DISPATCHED, CaseStatus.IN_HAND]))
        .where(Case.first_response_at.is_(None), Case.response_due_at < now, ~ordered)
        .order_by(Case.id)
    )
    return batch(silent, most)


def unanswered_orders(today: date, most: int) -> Sequence[Case]:
    """Return cases with an order whose day for an answer has passed, not yet reminded of so."""
    silent = exists().where(
        ExpediteOrder.case_id == Case.id,
        ExpediteOrder.replied_at.is_(None),
        ExpediteOrder.reply_by < today,
        ~_reminded("order_late", ExpediteOrder.reply_by),
    )
    waiting = (
        select(Case)
        .where(Case.closed_at.is_(None), silent)
        .where(Case.status.in_([CaseStatus.DISPATCHED, CaseStatus.IN_HAND, CaseStatus.PAUSED]))
        .order_by(Case.id)
    )
    return batch(waiting, most)


def resolved_before(moment: datetime, most: int) -> Sequence[Case]:
    """Return cases resolved before `moment` that nobody has confirmed or disputed.

    A part is none of them: it closes with its whole, about which the reporter is asked.
    """
    silent = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.status == CaseStatus.RESOLVED)
        .where(Case.part_of_id.is_(None))
        .where(Case.resolved_at < moment)
        .order_by(Case.id)
    )
    return batch(silent, most)


def closed_with_contact(moment: datetime, most: int) -> Sequence[Case]:
    """Return cases closed before `moment` whose reporter could still be reached.

    Whoever reported a case did so before it was closed: of all contacts only the old are read.
    """
    over = (
        select(Case)
        .join(Contact, Contact.case_id == Case.id)
        .where(Contact.erased_at.is_(None), Contact.consented_at < moment)
        .where(Case.closed_at < moment)
        .order_by(Contact.consented_at, Case.id)
    )
    return batch(over, most)


def _reminded(kind: str, day: ColumnElement[date] | InstrumentedAttribute[Any]) -> Exists:
    given = exists().where(Reminder.case_id == Case.id, Reminder.kind == kind, Reminder.day == day)
    return given.correlate(Case, ExpediteOrder)  # by itself it would only see the nearest query


def batch(rows: Select[Case], most: int) -> Sequence[Case]:
    """Return some of the rows, held, without those that somebody else is just changing.

    In the order of grids, in which everyone marks changed months: so two never
    wait for each other crosswise.
    """
    held = rows.limit(most).with_for_update(skip_locked=True, of=Case)
    return sorted(db.session.scalars(held), key=lambda case: (case.grid_id, case.id))
