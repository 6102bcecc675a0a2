"""Webhooks later: steps of cases are read, deliveries sent in their order, old ones cleared."""

from datetime import datetime

from sqlalchemy import delete

from portal import clock, jobs, outbound
from portal.db import db
from portal.exchange.actions import deliveries as actions
from portal.exchange.models import Delivery
from portal.exchange.queries import hooks as queries
from portal.exchange.rules import KEPT, PATIENCE
from portal.exchange.rules.reasons import Why, reason


class NotTaken(Exception):
    """The receiver was not reached, or answered with something else than 2xx: the reason."""


class Resting(Exception):
    """The receiver kept us waiting a moment ago: it is asked again in a while."""


class Withheld(Exception):
    """The case is out of the webhook's reach now."""


@jobs.every(seconds=15)
def tell_webhooks() -> bool:
    """Read what happened to cases and begin with what may go, also after a pause or by hand."""
    return actions.pull_steps(clock.now())


@jobs.every(days=1)
def clear_deliveries() -> bool:
    """Delete the deliveries that have been kept long enough."""
    old = queries.old_deliveries(clock.now() - KEPT)
    gone = db.session.scalars(delete(Delivery).where(Delivery.id.in_(old)).returning(Delivery.id))
    return len(gone.all()) == queries.AT_ONCE


@jobs.job
def deliver_hook(delivery_id: int, turn: int) -> None:
    """Note that a delivery was taken: it was sent beforehand, or we would not be here."""
    if delivery := queries.delivery_in_turn(delivery_id, turn, hold=True):
        actions.note_taken(delivery, now=clock.now())


@jobs.beforehand(deliver_hook)
def send_delivery(delivery_id: int, turn: int) -> None:
    """Send a delivery whose turn this is; the transaction it was read in is over by then."""
    delivery, now = queries.delivery_in_turn(delivery_id, turn), clock.now()
    if delivery is None:
        return
    if delivery.hook.rests_until and now < delivery.hook.rests_until:
        raise Resting
    if not queries.is_in_reach(delivery, now):
        raise Withheld
    parcel = queries.parcel_of(delivery, now)
    db.session.rollback()  # it was only read: no line of the database waits for the receiver
    request = outbound.Outgoing("POST", parcel.url, parcel.headers, parcel.body, PATIENCE)
    try:
        answer = outbound.send(request)
    except outbound.NotReached as why:
        raise NotTaken(reason(why.trouble, why.facts)) from None
    if not 200 <= answer.status < 300:
        raise NotTaken(reason(Why.ANSWERED, {"status": answer.status, "said": ""}))


@jobs.after_failure(deliver_hook)
def note_failure(
    delivery_id: int, turn: int, *, why: str, again_at: datetime | None
) -> datetime | None:
    """Note where people look why a delivery was not taken, and return when it is tried again.

    Of a failure that was none of the receiver's only its kind is kept.
    """
    delivery, now = queries.delivery_in_turn(delivery_id, turn, hold=True), clock.now()
    kind, _colon, words = why.partition(": ")
    if delivery is None:
        return None
    if kind == Withheld.__name__:
        actions.note_withheld(delivery)
    elif kind == Resting.__name__:
        if again_at is None:
            actions.put_back(delivery)
        return again_at and delivery.hook.rests_until
    else:
        is_theirs = kind == NotTaken.__name__
        said = words if is_theirs else reason(Why.OUR_FAULT, {"kind": kind})
        next_at = actions.note_refused(delivery, said, now=now)
        if next_at and again_at is None:
            actions.put_back(delivery)
        return next_at
    return None
