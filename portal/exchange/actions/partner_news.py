"""What a partner says becomes steps of a case, by its unit's account; it never closes one."""

from collections.abc import Callable
from datetime import datetime

from portal import clock, i18n
from portal.cases import actions as cases
from portal.cases.models import Case
from portal.cases.rules import IN_WORK, MOVES, CaseStatus, Outcome, Step, needs_after_photo
from portal.db import db
from portal.errors import N_, Refused
from portal.exchange.actions.pushes import (
    conclude_look_up,
    conclude_push,
    conclude_token,
    note_reachable,
    wait,
)
from portal.exchange.models.partners import PartnerExchange, PartnerPush
from portal.exchange.queries import partners as queries
from portal.exchange.rules.partners import (
    MOST_LOOKS,
    PULLED_EVERY,
    ExchangeKind,
    Heard,
    Meaning,
    PushState,
    Update,
    meaning_of,
    pause_after,
    services_in,
    updates_in,
    why_of,
)
from portal.exchange.rules.reasons import Why, reason, reason_of
from portal.policy.queries import policy_on, work_calendar

KEPT_OF_ANSWER = 1000  # characters, once it has been read
SAYS_DONE = N_("%(partner)s says that it is done.")
SAYS_CANNOT = N_("%(partner)s says that it cannot be done now.")
SAYS_NOT_THEIRS = N_("%(partner)s says that it is not theirs.")
UNREADABLE, UNKNOWN = reason(Why.UNREADABLE), reason(Why.UNKNOWN_NUMBER)
PULLED = frozenset({PushState.SENT, PushState.NEEDS_PHOTO})
NO_PHOTO = reason(Why.PHOTO_MISSING)


def conclude(row: PartnerExchange, now: datetime) -> None:
    """Do what an answer asks for, and end the question; without an answer what that asks for."""
    heard = Heard(row.status, row.answer, row.why or reason(Why.SILENT))
    if row.asked_at:
        note_reachable(row.partner, heard, now)
    if row.kind is ExchangeKind.SERVICES:
        _note_offers(row, heard, now)
    elif row.kind is ExchangeKind.PULL:
        _conclude_pull(row, heard, now)
    elif row.push:
        _conclude_one(row, row.push, heard, now)
    row.answer, row.done_at = row.answer[:KEPT_OF_ANSWER], now


def _conclude_one(row: PartnerExchange, push: PartnerPush, heard: Heard, now: datetime) -> None:
    db.session.refresh(push, with_for_update=True)
    if row.kind is ExchangeKind.PUSH:
        conclude_push(row, push, heard, now)
    elif row.asked_at is None:
        push.next_at = now  # the partner was paused meanwhile
    elif row.kind is ExchangeKind.LOOK_UP:
        conclude_look_up(push, heard, now)
    else:
        conclude_token(push, heard, now)


def _note_offers(row: PartnerExchange, heard: Heard, now: datetime) -> None:
    offers = services_in(heard.body) if heard.is_good else None
    if offers is None:
        row.why = row.why or UNREADABLE
    else:
        row.partner.offers, row.partner.offers_at = offers, now


def _conclude_pull(row: PartnerExchange, heard: Heard, now: datetime) -> None:
    """Take what is said of each number; what is not said, or cannot be read, is asked again."""
    pushes = [push for push in queries.pushes_in(row) if push.state in PULLED]
    asked = {push.request_id for push in pushes if push.request_id}
    news = updates_in(heard.body, asked) if heard.is_good else None
    if heard.is_good and news is None:
        row.why = UNREADABLE
    for push in pushes:
        if row.asked_at is None:
            push.next_at = now
        elif update := (news or {}).get(push.request_id or ""):
            push.tries, push.next_at, push.heard_at = 0, now + PULLED_EVERY, now
            _take_news(push, update, now)
        else:
            _not_heard(push, heard, UNKNOWN if news is not None else row.why, now)


def _not_heard(push: PartnerPush, heard: Heard, why: str, now: datetime) -> None:
    """Ask about a number again later; one that the partner does not know is looked at by people."""
    push.tries += 1
    push.why = why or why_of(heard)
    is_known_fault = heard.status is not None and heard.status < 500 and heard.status != 429
    if is_known_fault and push.tries >= MOST_LOOKS:
        wait(push, PushState.UNSURE, push.why, now)
    else:
        push.next_at = now + max(PULLED_EVERY, pause_after(push.tries))


def _take_news(push: PartnerPush, update: Update, now: datetime) -> None:
    """Let an update become a step, if it is new or could not become one before."""
    meaning = meaning_of(update, push.partner.statuses)
    is_new = (push.their_status, push.their_notes) != (update.status, update.notes)
    new_words = update.notes if update.notes != push.their_notes else ""
    push.their_status, push.their_notes, push.why = update.status, update.notes, ""
    if not queries.is_with(push):
        _over(push)
    elif meaning is None:
        push.why = reason(Why.ODD_STATUS, {"status": update.status})
    elif is_new or meaning in ENDS:
        _act(push, lambda: STEPS[meaning](push, new_words, now))


def _act(push: PartnerPush, step: Callable[[], None]) -> None:
    """Take a step, or note why the case does not allow it now; it is tried with the next news."""
    try:
        with db.session.begin_nested():
            step()
    except Refused as refusal:
        db.session.refresh(push.case)
        push.why = reason_of(refusal)


def _say(push: PartnerPush, notes: str, now: datetime) -> None:
    case = push.case
    if notes and (case.status, Step.ANSWER) in MOVES:
        cases.answer(case, words=notes, by=push.partner.person, now=now)


def _take(push: PartnerPush, notes: str, now: datetime) -> None:
    if push.case.status is CaseStatus.DISPATCHED:
        cases.take(push.case, words=notes, by=push.partner.person, now=now)
    else:
        _say(push, notes, now)


def _done(push: PartnerPush, _notes: str, now: datetime) -> None:
    """Resolve as the unit would: the reporter is asked, a grid worker looks."""
    case = push.case
    if not needs_after_photo(Outcome.DONE, case.matter.evidence):
        _resolve(push, Outcome.DONE, SAYS_DONE, now)
    elif push.state is PushState.SENT:
        push.state, push.why = PushState.NEEDS_PHOTO, NO_PHOTO
        words = _words(push, SAYS_DONE)
        cases.note(case, note=words, by=push.partner.person, now=now)
    else:
        push.why = NO_PHOTO


def _cannot(push: PartnerPush, _notes: str, now: datetime) -> None:
    _resolve(push, Outcome.CANNOT_NOW, SAYS_CANNOT, now)


def _not_theirs(push: PartnerPush, _notes: str, now: datetime) -> None:
    cases.return_to_triage(
        push.case,
        words=_words(push, SAYS_NOT_THEIRS),
        by=push.partner.person,
        now=now,
        policy=policy_on(clock.day_of(now)),
        calendar=work_calendar(),
    )
    _over(push)


def _resolve(push: PartnerPush, outcome: Outcome, says: str, now: datetime) -> None:
    if push.case.status not in IN_WORK:
        return  # paused: it is tried again with the next answer
    cases.resolve(
        push.case,
        outcome=outcome,
        words=_words(push, says),
        photos=[],
        by=push.partner.person,
        now=now,
        policy=policy_on(clock.day_of(now)),
    )
    _over(push)


def _over(push: PartnerPush) -> None:
    push.state, push.next_at = PushState.OVER, None


def _words(push: PartnerPush, says: str) -> str:
    """Return what a partner says, in the reporter's language, with its own notes behind."""
    case: Case = push.case
    with i18n.speaking(case.language):
        said = i18n._(says) % {"partner": push.partner.name}
    return f"{said} {push.their_notes}".strip()


STEPS: dict[Meaning, Callable[[PartnerPush, str, datetime], None]] = {
    Meaning.OPEN: _say,
    Meaning.IN_HAND: _take,
    Meaning.DONE: _done,
    Meaning.CANNOT_NOW: _cannot,
    Meaning.NOT_THEIRS: _not_theirs,
}
ENDS = frozenset({Meaning.DONE, Meaning.CANNOT_NOW, Meaning.NOT_THEIRS})
