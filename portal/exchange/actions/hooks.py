"""Webhooks are made, changed, given new secrets, paused and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from portal import config, outbound
from portal.accounts.models import Person, Unit
from portal.cases.rules import Step
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.exchange.actions.systems import system_account
from portal.exchange.models import Delivery, Webhook
from portal.exchange.rules import DeliveryState, PausedWhy, hook_secret
from portal.messages import notify

PING = "ping"
HOOK_PAUSED = "hook_paused"
HOOK_GONE = "hook_gone"
OPEN = (DeliveryState.QUEUED, DeliveryState.SENDING)


@dataclass(frozen=True)
class HookFacts:
    """What a webhook is called, where it leads, and which steps of cases it is told of."""

    name: str
    url: str
    steps: Sequence[Step]


def make_hook(
    facts: HookFacts,
    *,
    by: Person,
    now: datetime,
    unit: Unit | None = None,
    area_code: str | None = None,
) -> tuple[Webhook, str]:
    """Make a webhook and return it with its secret, which is shown once.

    It reaches the cases of a unit, or those of an area: one of the two is given.
    """
    _check(facts.url)
    account = system_account(facts.name, unit=unit, area_code=area_code, now=now)
    hook = Webhook(
        name=facts.name,
        url=facts.url,
        steps=list(facts.steps),
        person=account,
        generation=1,
        made_by=by,
        made_at=now,
    )
    db.session.add(hook)
    db.session.flush()
    return hook, _secret(hook)


def change_hook(hook: Webhook, facts: HookFacts) -> None:
    """Let a webhook have another name, lead elsewhere, or be told of other steps from now on."""
    _refuse_ended(hook)
    _check(facts.url)
    hook.name, hook.url, hook.steps = facts.name, facts.url, list(facts.steps)


def rotate_secret(hook: Webhook, *, now: datetime) -> str:
    """Give a webhook a new secret and return it; for a day the old one signs as well."""
    _refuse_ended(hook)
    hook.generation, hook.rotated_at = hook.generation + 1, now
    return _secret(hook)


def pause_hook(hook: Webhook, why: PausedWhy, *, now: datetime) -> None:
    """Send nothing more until it goes on; what happens meanwhile waits."""
    _refuse_ended(hook)
    hook.paused_at, hook.paused_why = hook.paused_at or now, hook.paused_why or why
    _stop(hook, DeliveryState.QUEUED)
    if why is PausedWhy.FAILING:
        notify(hook.made_by_id, HOOK_PAUSED, case_number="", facts=hook.name, now=now)


def resume_hook(hook: Webhook) -> None:
    """Go on with what has waited, in its order."""
    _refuse_ended(hook)
    hook.paused_at = hook.paused_why = hook.failing_since = hook.rests_until = None


def end_hook(hook: Webhook, *, now: datetime) -> None:
    """End a webhook for good; what has waited is not sent."""
    hook.ended_at = hook.ended_at or now
    _stop(hook, DeliveryState.WITHHELD)


def ping(hook: Webhook, *, now: datetime) -> Delivery:
    """Send a delivery that is of no case, so that its receiver can be tried."""
    _refuse_ended(hook)
    delivery = Delivery(hook=hook, event=PING, at=now, made_at=now)
    db.session.add(delivery)
    db.session.flush()
    return delivery


def _secret(hook: Webhook) -> str:
    return hook_secret(config.current().secret_key, hook.id, hook.generation)


def _check(url: str) -> None:
    try:
        outbound.checked(url)
    except outbound.NotReached as error:
        raise NotAcceptable(
            N_("This address cannot be used: %(why)s."), why=error.in_words()
        ) from None


def _refuse_ended(hook: Webhook) -> None:
    if hook.ended_at:
        raise NotAllowedNow(N_("This webhook has ended. Make another one."))


def _stop(hook: Webhook, state: DeliveryState) -> None:
    """Take every open delivery out of its turn: a job that is out with it notes nothing."""
    waiting = update(Delivery).where(Delivery.hook_id == hook.id, Delivery.state.in_(OPEN))
    db.session.execute(
        waiting.values(state=state), execution_options={"synchronize_session": "fetch"}
    )
