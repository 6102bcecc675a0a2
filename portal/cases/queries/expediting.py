"""What is asked about expedite orders: the thread of a case, and for which office one is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.accounts.rules import Role, UnitKind
from portal.cases.models import Case, CaseEvent, ExpediteOrder, ExpediteReply
from portal.cases.rules import Step
from portal.db import db


def orders_of(case: Case) -> Sequence[ExpediteOrder]:
    """Return every expedite order of a case with its replies, the newest order first."""
    thread = selectinload(ExpediteOrder.replies).joinedload(ExpediteReply.by)
    rows = (
        select(ExpediteOrder)
        .where(ExpediteOrder.case_id == case.id)
        .options(joinedload(ExpediteOrder.by), joinedload(ExpediteOrder.event), thread)
        .order_by(ExpediteOrder.id.desc())
    )
    return db.session.scalars(rows).all()


@dataclass(frozen=True)
class Thread:
    """An order and its answers; each answer with whether its unit gave it too late."""

    order: ExpediteOrder
    is_silent: bool  # its day has passed without an answer
    is_over_answer: bool  # by the portal, for want of a first answer
    replies: list[tuple[ExpediteReply, bool]]


def threads_of(case: Case, today: date) -> list[Thread]:
    """Return the orders of a case with what was answered, and where that is late."""
    return [
        Thread(
            order,
            order.replied_at is None and order.reply_by < today,
            is_for_answer(order.event),
            [(reply, _is_late(reply, order)) for reply in order.replies],
        )
        for order in orders_of(case)
    ]


def is_for_answer(event: CaseEvent) -> bool:
    """Say whether a row of a history is the portal's own hurry for want of a first answer.

    For a date that has passed it says nothing more; here it says what is wanted.
    """
    return event.step is Step.EXPEDITE and event.by_id is None and bool(event.note)


def _is_late(reply: ExpediteReply, order: ExpediteOrder) -> bool:
    return reply.is_from_unit and clock.day_of(reply.at) > order.reply_by


def offices_of_orders(case: Case) -> dict[int, UnitKind]:
    """Return which office hurried a case on, by the row of its history that says so."""
    rows = select(ExpediteOrder.event_id, ExpediteOrder.office).where(
        ExpediteOrder.case_id == case.id, ExpediteOrder.office.is_not(None)
    )
    return {event_id: office for event_id, office in db.session.execute(rows) if office}


def office_of(person: Person, on: date) -> UnitKind:
    """Return the office for which somebody gives orders: the district's goes before a street's."""
    roles = {post.role for post in posts_of(person, on)}
    is_district = not roles.isdisjoint({Role.DISPATCHER, Role.LEAD})
    return UnitKind.COMMAND_CENTRE if is_district else UnitKind.COMMAND_ROOM
