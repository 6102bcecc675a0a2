"""Deliveries: written from the steps of cases, sent one after the other, given up, sent again."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime

from portal import jobs
from portal.cases.models import CaseEvent
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.exchange.actions.hooks import HOOK_GONE, end_hook, pause_hook
from portal.exchange.models import Delivery, HookMark, Webhook
from portal.exchange.queries import hooks as queries
from portal.exchange.rules import (
    GONE,
    MOST_TRIES,
    PAUSED_AFTER,
    RESTS_FOR,
    DeliveryState,
    PausedWhy,
    pause_after,
)
from portal.exchange.rules.reasons import Why, read_reason
from portal.messages import notify
from portal.troubles import Trouble

MOST_READ = 20  # times in one turn that steps are read


def pull_steps(now: datetime) -> bool:
    """Write deliveries of the next steps of cases, begin with what may go, say if more wait.

    Numbers of steps are given before their transactions end, so one may come to
    light after a later one: the mark stays behind what can still change, what
    lies past it is read again, and each step is one delivery of a webhook
    whatever happens.
    """
    mark, hooks = queries.hook_mark(), queries.hooks_held()
    if mark is None:
        begun = min((hook.made_at for hook in hooks), default=now)
        mark = HookMark(id=1, last_event_id=queries.newest_settled(begun))
        db.session.add(mark)
    steps = list(_read(mark.last_event_id))
    for hook, among in itertools.product(hooks, steps):
        _write(hook, queries.steps_for(hook, among, now), now)
    for hook in hooks:
        begin(hook)
    read = itertools.chain.from_iterable(steps)
    settled = [step.id for step in read if now - step.at > queries.SETTLED_AFTER]
    mark.last_event_id = max([mark.last_event_id, *settled])
    return len(steps) == MOST_READ and bool(settled)


def begin(hook: Webhook) -> None:
    """Let go whatever waits for nothing: the first of each case, unless the webhook is paused.

    Whoever calls holds the webhook, so that two never begin with the same case.
    """
    if hook.paused_at or hook.ended_at:
        return
    db.session.flush()
    for delivery in queries.next_in_line(hook):
        delivery.state, delivery.turn = DeliveryState.SENDING, delivery.turn + 1
        jobs.want("deliver_hook", delivery.id, delivery.turn)


def note_taken(delivery: Delivery, *, now: datetime) -> None:
    """Note that the receiver has it, and go on with its case."""
    hook = delivery.hook
    delivery.state, delivery.tries, delivery.tried_at = DeliveryState.DONE, delivery.tries + 1, now
    delivery.last_status = delivery.last_error = None
    hook.failing_since = hook.rests_until = None
    begin(hook)


def note_withheld(delivery: Delivery) -> None:
    """Note that it is not to be sent, and go on with its case."""
    delivery.state = DeliveryState.WITHHELD
    begin(delivery.hook)


def note_refused(delivery: Delivery, why: str, *, now: datetime) -> datetime | None:
    """Note a failed try and return when the next one is, or None if there is none.

    A receiver that says "gone" ends its webhook; one that has failed for days
    is paused, and whoever made the webhook is told.
    """
    hook = delivery.hook
    delivery.tries, delivery.tried_at = delivery.tries + 1, now
    code, facts = read_reason(why) or (None, {})
    status = int(facts["status"]) if code is Why.ANSWERED else None
    delivery.last_status, delivery.last_error = status, why
    hook.failing_since = hook.failing_since or now
    hook.rests_until = now + RESTS_FOR if code is Trouble.IN_TIME else hook.rests_until
    if status == GONE:
        end_hook(hook, now=now)
        notify(hook.made_by_id, HOOK_GONE, case_number="", facts=hook.name, now=now)
        return None
    is_last = delivery.tries >= MOST_TRIES
    if is_last:
        delivery.state = DeliveryState.DEAD
    if now - hook.failing_since >= PAUSED_AFTER:
        pause_hook(hook, PausedWhy.FAILING, now=now)
    elif is_last:
        begin(hook)
    else:
        return now + pause_after(delivery.tries)
    return None


def put_back(delivery: Delivery) -> None:
    """Let a delivery wait for another turn, without counting a try."""
    delivery.state = DeliveryState.QUEUED


def resend(letters: Sequence[Delivery]) -> None:
    """Send dead letters again, under their old names, each with all its tries."""
    for letter in letters:
        if letter.state is not DeliveryState.DEAD or letter.hook.ended_at:
            raise NotAllowedNow(N_("Only a dead letter of a webhook that goes on is sent again."))
        letter.state, letter.tries = DeliveryState.QUEUED, 0


def _read(after_id: int) -> Iterator[Sequence[CaseEvent]]:
    """Give the steps past a mark, some at once: what is not settled yet keeps no later one back."""
    for _n in range(MOST_READ):
        steps = queries.next_steps(after_id)
        yield steps
        if len(steps) < queries.AT_ONCE:
            return
        after_id = steps[-1].id


def _write(hook: Webhook, steps: Sequence[CaseEvent], now: datetime) -> None:
    db.session.add_all(
        Delivery(
            hook_id=hook.id,
            case_id=step.case_id,
            event_id=step.id,
            event=step.step,
            at=step.at,
            made_at=now,
        )
        for step in steps
    )
