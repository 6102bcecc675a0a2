"""A webhook of the demonstration: paused, so nothing is sent; what it took, and a dead letter."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.accounts.queries import person_by_login
from portal.cases.models import CaseEvent
from portal.cases.rules import Step
from portal.db import db
from portal.exchange.actions.systems import system_account
from portal.exchange.models import Delivery, HookMark, Webhook
from portal.exchange.rules import MOST_TRIES, DeliveryState, PausedWhy
from portal.exchange.rules.reasons import Why, reason
from portal.grids.rules import DISTRICT

DELIVERIES = 12
STEPS = (Step.REPORT, Step.DISPATCH, Step.RESOLVE)
WAITED = timedelta(seconds=20)  # from a step to its being taken
BUSY = 503  # what the dead letter was answered


def make_webhook(now: datetime) -> None:
    """Let the city's platform have been told of the newest steps, all but one."""
    keeper = person_by_login("admin")
    if keeper is None:
        return
    name, made = "城市大脑事件总线", now - timedelta(days=20)
    hook = Webhook(
        name=name,
        url="https://hooks.city.example.org/grid/events",
        steps=list(STEPS),
        person=system_account(name, unit=None, area_code=DISTRICT, now=made),
        generation=1,
        made_by=keeper,
        made_at=made,
        paused_at=now,
        paused_why=PausedWhy.STAFF,
    )
    newest = select(CaseEvent).where(CaseEvent.step.in_(STEPS), CaseEvent.at < now)
    newest = newest.order_by(CaseEvent.at.desc()).limit(DELIVERIES)
    newest_id = db.session.scalar(select(func.max(CaseEvent.id))) or 0
    db.session.add_all([hook, HookMark(id=1, last_event_id=newest_id)])
    for n, step in enumerate(reversed(db.session.scalars(newest).all())):
        db.session.add(_delivery(hook, step, is_dead=n == DELIVERIES // 2))
    db.session.flush()


def _delivery(hook: Webhook, step: CaseEvent, *, is_dead: bool) -> Delivery:
    return Delivery(
        hook=hook,
        case_id=step.case_id,
        event_id=step.id,
        event=step.step,
        at=step.at,
        state=DeliveryState.DEAD if is_dead else DeliveryState.DONE,
        turn=1,
        tries=MOST_TRIES if is_dead else 1,
        last_status=BUSY if is_dead else None,
        last_error=reason(Why.ANSWERED, {"status": BUSY, "said": ""}) if is_dead else None,
        tried_at=step.at + WAITED,
        made_at=step.at + WAITED,
    )
