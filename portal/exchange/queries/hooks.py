"""Which webhooks there are, what they are to be told, and what became of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal import clock, config
from portal.accounts.queries import posts_of
from portal.cases.models import Case, CaseEvent
from portal.cases.queries import cases_in_reach, seen_case
from portal.cases.queries.filters import has_any
from portal.db import db
from portal.errors import N_, NotFound
from portal.exchange.models import Delivery, HookMark, Webhook
from portal.exchange.queries.told import case_document, instant
from portal.exchange.rules import BOTH_SIGN_FOR, DeliveryState, hook_secret, signature

AT_ONCE = 500
PAGE = 50
SETTLED_AFTER = timedelta(minutes=10)  # a transaction takes seconds
# Said as the indexes of few rows say it: with a value instead, SQLite would not use them.
IS_DEAD: ColumnElement[bool] = literal_column("deliveries.state = 'dead'")
IS_OPEN: ColumnElement[bool] = literal_column("deliveries.state IN ('queued', 'sending')")
EARLIER_IS_OPEN: ColumnElement[bool] = literal_column("earlier.state IN ('queued', 'sending')")


@dataclass(frozen=True)
class Parcel:
    """A delivery ready to be sent: plain values, for whoever sends it holds no transaction."""

    url: str
    headers: dict[str, str]
    body: bytes


def hook_by_id(hook_id: int) -> Webhook:
    """Return a webhook, or refuse: there is none."""
    hook = db.session.get(Webhook, hook_id)
    if hook is None:
        raise NotFound(N_("There is no such webhook."))
    return hook


def delivery_by_id(delivery_id: int) -> Delivery:
    """Return a delivery, or refuse: there is none, or it has been cleared away."""
    delivery = db.session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound(N_("There is no such delivery."))
    return delivery


def hooks_by_name() -> Sequence[Webhook]:
    """Return all webhooks, also those that have ended, by name."""
    rows = select(Webhook).options(joinedload(Webhook.person), joinedload(Webhook.made_by))
    return db.session.scalars(rows.order_by(Webhook.name, Webhook.id)).all()


def hooks_held() -> Sequence[Webhook]:
    """Return the webhooks that have not ended, and hold them: each is served by one at a time."""
    rows = select(Webhook).where(Webhook.ended_at.is_(None)).order_by(Webhook.id)
    return db.session.scalars(rows.with_for_update()).all()


def deliveries_of(hook: Webhook, before: int | None) -> Sequence[Delivery]:
    """Return a page of a webhook's deliveries, the newest first, and one more if there are."""
    return _page(_told().where(Delivery.hook_id == hook.id), before)


def dead_letters(before: int | None) -> Sequence[Delivery]:
    """Return a page of the dead letters of all webhooks, the newest first, and one more."""
    rows = _told().where(IS_DEAD, Delivery.hook_id.in_(one.id for one in hooks_by_name()))
    return _page(rows.options(joinedload(Delivery.hook)), before)


def dead_of(hook: Webhook) -> Sequence[Delivery]:
    """Return the dead letters of a webhook, at most as many as are sent again at once."""
    rows = select(Delivery).where(IS_DEAD)
    rows = rows.where(Delivery.hook_id == hook.id).order_by(Delivery.id).limit(AT_ONCE)
    return db.session.scalars(rows).all()


def dead_counts(hooks: Iterable[Webhook]) -> dict[int, int]:
    """Return how many dead letters some webhooks have, by id; those without any are left out."""
    ids = [hook.id for hook in hooks]
    rows = select(Delivery.hook_id, func.count()).where(IS_DEAD, Delivery.hook_id.in_(ids))
    counts = db.session.execute(rows.group_by(Delivery.hook_id))
    return {row.hook_id: row[1] for row in counts}


def hook_mark() -> HookMark | None:
    """Return up to which step was read, and hold it."""
    return db.session.scalar(select(HookMark).where(HookMark.id == 1).with_for_update())


def newest_settled(now: datetime) -> int:
    """Return the last step before which none can come to light any more, or 0."""
    rows = select(CaseEvent.id).where(CaseEvent.at < now - SETTLED_AFTER)
    return db.session.scalar(rows.order_by(CaseEvent.at.desc()).limit(1)) or 0


def next_steps(after_id: int) -> Sequence[CaseEvent]:
    """Return the next steps of cases by number: what a slow transaction wrote is read again."""
    rows = select(CaseEvent).where(CaseEvent.id > after_id).order_by(CaseEvent.id)
    return db.session.scalars(rows.limit(AT_ONCE)).all()


def steps_for(hook: Webhook, among: Sequence[CaseEvent], now: datetime) -> list[CaseEvent]:
    """Return what a webhook is yet to be told of some steps, oldest first."""
    wanted = [one for one in among if one.step in hook.steps and one.at >= hook.made_at]
    ids = [one.id for one in wanted]
    if not ids:
        return []
    known = select(Delivery.event_id).where(Delivery.hook_id == hook.id, Delivery.event_id.in_(ids))
    seen = select(CaseEvent.id).join(CaseEvent.case).where(CaseEvent.id.in_(ids), _seen(hook, now))
    told = set(db.session.scalars(seen)) - set(db.session.scalars(known))
    return [one for one in wanted if one.id in told]


def next_in_line(hook: Webhook, most: int = AT_ONCE) -> Sequence[Delivery]:
    """Return the first open delivery of each case of a webhook, unless that is being sent."""
    other = aliased(Delivery, name="earlier")
    goes_first = or_(other.state == DeliveryState.SENDING, other.event_id < Delivery.event_id)
    of_case = and_(other.hook_id == hook.id, other.case_id == Delivery.case_id)
    earlier = select(other.id).where(of_case, EARLIER_IS_OPEN, goes_first)
    is_waiting = and_(IS_OPEN, Delivery.state == DeliveryState.QUEUED)
    rows = select(Delivery).where(Delivery.hook_id == hook.id, is_waiting, ~earlier.exists())
    return db.session.scalars(rows.order_by(Delivery.id).limit(most)).all()


def delivery_in_turn(delivery_id: int, turn: int, *, hold: bool = False) -> Delivery | None:
    """Return a delivery whose turn this is, or None; held, nobody else serves its webhook."""
    delivery = db.session.get(Delivery, delivery_id)
    if delivery and hold:
        db.session.get_one(Webhook, delivery.hook_id, with_for_update=True)
        db.session.refresh(delivery, with_for_update=True)
    is_ours = delivery and delivery.state is DeliveryState.SENDING and delivery.turn == turn
    return delivery if is_ours else None


def is_in_reach(delivery: Delivery, now: datetime) -> bool:
    """Say whether the account of a webhook may see a delivery's case, as things are now."""
    if delivery.case is None:
        return True
    on = clock.day_of(now)
    return seen_case(delivery.hook.person, delivery.case.number, on) is not None


def parcel_of(delivery: Delivery, now: datetime) -> Parcel:
    """Return a delivery ready to be sent: the case as it is now, signed at this second."""
    hook, stamp = delivery.hook, int(now.timestamp())
    said = {"id": delivery.name, "event": delivery.event, "at": instant(delivery.at)}
    told = said | {"case": case_document(delivery.case) if delivery.case else None}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "grid-portal-webhooks",
        "Webhook-Id": delivery.name,
        "Portal-Signature": signature(secrets_of(hook, now), stamp, body),
    }
    return Parcel(hook.url, headers, body)


def secrets_of(hook: Webhook, now: datetime) -> list[str]:
    """Return the secrets that sign now, the newest first: two while one replaces the other."""
    generations = [hook.generation]
    if hook.rotated_at and now < hook.rotated_at + BOTH_SIGN_FOR:
        generations.append(hook.generation - 1)
    key = config.current().secret_key
    return [hook_secret(key, hook.id, generation) for generation in generations]


def old_deliveries(before: datetime) -> Select[int]:
    """Return the ids of some deliveries that have been kept long enough."""
    return select(Delivery.id).where(Delivery.made_at < before).limit(AT_ONCE)


def _seen(hook: Webhook, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a case is in reach, or was with a unit of the account."""
    on = clock.day_of(now)
    units = [post.unit_id for post in posts_of(hook.person, on) if post.unit_id]
    event = aliased(CaseEvent)
    was_theirs = has_any(event.case_id == Case.id, event.unit_id.in_(units))
    reach = cases_in_reach(hook.person, on)
    return or_(reach, was_theirs) if units else reach


def _told() -> Select[Delivery]:
    return select(Delivery).options(joinedload(Delivery.case))


def _page(rows: Select[Delivery], before: int | None) -> Sequence[Delivery]:
    if before:
        rows = rows.where(Delivery.id < before)
    return db.session.scalars(rows.order_by(Delivery.id.desc()).limit(PAGE + 1)).all()
