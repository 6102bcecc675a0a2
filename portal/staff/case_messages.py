"""What was written to the reporter of a case, and what became of each message, in words."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_login import current_user

from portal import clock, messages
from portal.cases import queries
from portal.cases.models import Case
from portal.cases.rules import masked
from portal.i18n import _, _l, moment
from portal.messages import Mail, Message, State, quiet

# The picture and tone of each state's badge, and its word.
BADGES: dict[State, tuple[str, str, Any]] = {
    State.WAITING: ("clock", "", _l("Waiting")),
    State.SENT: ("check", "ok", _l("Sent")),
    State.FAILED: ("refresh-cw", "warn", _l("Failed, is tried again")),
    State.GIVEN_UP: ("triangle-alert", "danger", _l("Given up")),
    State.NOT_SENT: ("ban", "warn", _l("Not sent")),
    State.WITHDRAWN: ("undo-2", "", _l("Taken back")),
}
WORST = (State.GIVEN_UP, State.FAILED, State.NOT_SENT, State.WAITING, State.SENT, State.WITHDRAWN)


@dataclass(frozen=True)
class Told:
    """One message as a case page shows it; its end, which holds a secret link, is left out."""

    at: datetime
    title: str
    words: str
    way: str
    to: str
    badge: tuple[str, str, Any]
    became: str
    why: str  # as a server said it, in whatever language


@dataclass(frozen=True)
class AllTold:
    """Every message of a case, the newest first, and the state that needs a look most."""

    messages: list[Told]
    worst: tuple[str, str, Any] | None


def all_told(case: Case) -> AllTold:
    """Return the messages of a case, its address in full only to the unit that is at work on it."""
    kept = messages.messages_of(case.number)
    is_ours = case.status.is_open and queries.is_in_hand_of(current_user, case, clock.today())
    states = {one.state for one in kept}
    worst = next((BADGES[state] for state in WORST if state in states), None)
    letters = Counter(one.sent_as_id for one in kept if one.sent_as_id and one.sent_at)
    return AllTold(
        [_told(one, letters[one.sent_as_id or 0], is_ours=is_ours) for one in kept], worst
    )


def _told(message: Message, in_letter: int, *, is_ours: bool) -> Told:
    is_mail = isinstance(message, Mail)
    became = _became(message, clock.now())
    if in_letter > 1 and message.sent_at:
        became += " " + _("It went as one with %(count)s other news.", count=in_letter - 1)
    return Told(
        at=message.settled_at,
        title=message.subject if is_mail else message.body,
        words=message.body if is_mail else "",
        way=_("E-mail") if is_mail else _("SMS"),
        to=message.to if is_ours else masked(message.to),
        badge=BADGES[message.state],
        became=became,
        why=message.last_error or "" if not message.sent_at else "",
    )


def _became(message: Message, now: datetime) -> str:
    """Return what has become of a message, in one sentence."""
    when = message.not_before or message.settled_at
    facts = {"tries": message.tries, "moment": moment(message.sent_at or when)}
    sentences = {
        State.SENT: _("Sent %(moment)s, at try %(tries)s.")
        if message.tries > 1
        else _("Sent %(moment)s."),
        State.FAILED: _("Failed %(tries)s times. It is tried again %(moment)s."),
        State.GIVEN_UP: _("Given up after %(tries)s tries."),
        State.NOT_SENT: _("Not sent: the portal has no mail server.")
        if isinstance(message, Mail)
        else _("Not sent: the portal has no SMS gateway."),
        State.WITHDRAWN: _("Taken back before it went, as its step was undone."),
        State.WAITING: _waits(message, when, now),
    }
    return str(sentences[message.state]) % facts


def _waits(message: Message, when: datetime, now: datetime) -> str:
    if when <= now:
        return str(_("It goes out any moment."))
    just_before = when - timedelta(seconds=1)
    if quiet.after(just_before, message.quiet) == when:
        return str(_("Waits for the end of the quiet hours, %(moment)s."))
    return str(_("Waits until %(moment)s for more news, to go as one."))
