"""Reminders of days that come or pass, each said once."""

from datetime import date, datetime

from portal import clock
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.cases.actions.telling import tell, tell_level_above
from portal.cases.models import Case, ExpediteOrder, Reminder
from portal.cases.queries import orders_of
from portal.db import db
from portal.grids.rules import DISTRICT

TRIAGE_LATE, ORDER_LATE = "triage_late", "order_late"
VERIFY_DUE, VERIFY_LATE = "verify_due", "verify_late"


def remind_of_triage(case: Case, *, now: datetime) -> None:
    """Tell whoever is above the dispatchers that a report still waits for them."""
    today = clock.day_of(now)
    tell(holders(Role.LEAD, DISTRICT, today), case, TRIAGE_LATE, now=now)
    _note(case, TRIAGE_LATE, case.triage_due_on)


def remind_worker_to_verify(case: Case, *, now: datetime) -> None:
    """Tell the grid's workers that today is the day to look, but not whoever resolved it."""
    workers = holders(Role.GRID_WORKER, case.grid.code, clock.day_of(now))
    others = [worker for worker in workers if worker.id != case.resolved_by_id]
    tell(others, case, VERIFY_DUE, now=now)
    _note(case, VERIFY_DUE, case.verify_due_on)


def remind_community_to_verify(case: Case, *, now: datetime) -> None:
    """Tell the community that nobody has looked in time."""
    clerks = holders(Role.COMMUNITY_CLERK, case.community.code, clock.day_of(now))
    tell(clerks, case, VERIFY_LATE, now=now)
    _note(case, VERIFY_LATE, case.verify_due_on)


def remind_of_orders(case: Case, *, now: datetime) -> None:
    """Tell whoever gave an order, or the level above, that its day has passed unanswered."""
    late = [order for order in orders_of(case) if _is_news(order, clock.day_of(now))]
    for day in {order.reply_by for order in late}:
        _note(case, ORDER_LATE, day)
    givers = {order.by.id: order.by for order in late if order.by}
    tell(givers.values(), case, ORDER_LATE, now=now)
    if any(order.by is None for order in late):
        tell_level_above(case, ORDER_LATE, now=now)


def _is_news(order: ExpediteOrder, today: date) -> bool:
    key = (order.case_id, ORDER_LATE, order.reply_by)
    is_late = order.replied_at is None and order.reply_by < today
    return is_late and db.session.get(Reminder, key) is None


def _note(case: Case, kind: str, day: date | None) -> None:
    db.session.add(Reminder(case_id=case.id, kind=kind, day=day))
