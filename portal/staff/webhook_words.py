"""How webhooks and deliveries are called on pages of staff."""

from collections.abc import Iterable
from typing import Any

from portal.exchange.actions.hooks import PING
from portal.exchange.models import Delivery, Webhook
from portal.exchange.rules import DeliveryState, PausedWhy
from portal.grids.models import Area
from portal.i18n import _, _l, named
from portal.staff.case_words import STEPS
from portal.staff.partner_words import why_said

__all__ = ["PAUSED", "STATES", "event", "reach", "standing", "why_said"]

STATES: dict[DeliveryState, tuple[Any, str, str]] = {  # words, picture, tone
    DeliveryState.QUEUED: (_l("waits"), "clock", ""),
    DeliveryState.SENDING: (_l("being sent"), "send", "go"),
    DeliveryState.DONE: (_l("taken"), "check", "ok"),
    DeliveryState.DEAD: (_l("dead letter"), "triangle-alert", "danger"),
    DeliveryState.WITHHELD: (_l("withheld"), "ban", ""),
}
PAUSED: dict[PausedWhy, Any] = {
    PausedWhy.STAFF: _l("Paused by staff. What happens meanwhile waits."),
    PausedWhy.FAILING: _l(
        "Paused: for three days nothing was taken. Look below at what was answered, ask the "
        "receiver's staff, then let it go on."
    ),
}


def event(delivery: Delivery) -> str:
    """Return what a delivery tells of."""
    if delivery.event == PING:
        return str(_("Ping"))
    return next((str(words) for step, words in STEPS.items() if step == delivery.event), "")


def reach(hook: Webhook, areas: Iterable[Area]) -> str:
    """Return whose cases a webhook is told of."""
    names = {area.code: named(area) for area in areas}
    posts = hook.person.posts
    return " · ".join(
        named(post.unit) if post.unit else names.get(post.area_code or "", "") for post in posts
    )


def standing(hook: Webhook) -> tuple[str, str, str]:
    """Return how a webhook stands: words, picture, tone."""
    if hook.ended_at:
        return _("ended"), "ban", ""
    if hook.paused_at:
        return _("paused"), "pause", "warn"
    if hook.failing_since:
        return _("failing"), "triangle-alert", "danger"
    return _("in use"), "check", "ok"
