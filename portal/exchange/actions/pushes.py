"""Cases go to partners: found by the steps that brought them to a unit, asked for in turn."""

from collections.abc import Sequence
from datetime import datetime

from portal import clock
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.cases.models import Case
from portal.db import db
from portal.exchange.actions.partners import ask
from portal.exchange.models.partners import Partner, PartnerExchange, PartnerMark, PartnerPush
from portal.exchange.queries import partners as queries
from portal.exchange.queries.hooks import AT_ONCE, SETTLED_AFTER, newest_settled, next_steps
from portal.exchange.queries.partner_requests import is_mapped
from portal.exchange.rules.partners import (
    ASKS,
    BATCH,
    MOST_LOOKS,
    MOST_TRIES,
    PULLED_EVERY,
    ExchangeKind,
    Heard,
    PushState,
    found_in,
    number_in,
    pause_after,
    read_push,
    reference_of,
    rows_in,
    why_of,
)
from portal.exchange.rules.reasons import Why, reason
from portal.grids.rules import DISTRICT
from portal.messages import notify

NOT_KNOWN, NOT_IN_TABLE = reason(Why.NOT_KNOWN), reason(Why.NOT_IN_TABLE)
PARTNER_WAITS = "partner_waits"


def serve_partners(now: datetime) -> bool:
    """Find what reached the units of partners, ask what is due, say whether more waits."""
    partners = queries.partners_held()
    is_more = _pull_steps(partners, now)
    for partner in partners:
        is_resting = partner.rests_until and partner.rests_until > now
        if not (partner.paused_at or is_resting):
            _ask_due(partner, now)
    return is_more


def _pull_steps(partners: Sequence[Partner], now: datetime) -> bool:
    """Read the next steps of cases; each case is one push of a round, however often it is read.

    The mark stays behind what may still come to light, as numbers of steps are
    given before their transactions end.
    """
    mark = queries.partner_mark()
    if mark is None:
        begun = min((partner.made_at for partner in partners), default=now)
        mark = PartnerMark(id=1, last_event_id=newest_settled(begun))
        db.session.add(mark)
    steps = next_steps(mark.last_event_id)
    for partner in partners:
        reached = {
            step.case_id
            for step in steps
            if step.unit_id == partner.unit_id and step.at >= partner.made_at
        }
        for case in queries.not_yet_pushed(partner, sorted(reached)):
            _begin(partner, case, now)
    settled = [step.id for step in steps if now - step.at > SETTLED_AFTER]
    mark.last_event_id = max([mark.last_event_id, *settled])
    return len(steps) == AT_ONCE and bool(settled)


def _begin(partner: Partner, case: Case, now: datetime) -> None:
    """Begin with a case; one that the table does not know is refused where people see it."""
    is_known = is_mapped(partner, case)
    if not (is_known or partner.takes_all):
        return
    push = PartnerPush(
        partner=partner,
        case=case,
        round=case.round,
        reference=reference_of(case.number, case.round),
        made_at=now,
        next_at=now,
    )
    if not is_known:
        wait(push, PushState.UNMAPPED, NOT_IN_TABLE, now)
    db.session.add(push)
    db.session.flush()


def _ask_due(partner: Partner, now: datetime) -> None:
    """Ask about what is due: reports one by one, numbers that are known many at once."""
    to_pull: list[int] = []
    alone: list[int] = []
    for push in queries.pushes_due(partner, now):
        push.next_at = None
        if push.state in {PushState.SENT, PushState.NEEDS_PHOTO} and not queries.is_with(push):
            push.state = PushState.OVER
        elif ASKS[push.state] is ExchangeKind.PULL:
            (alone if push.tries else to_pull).append(push.id)
        else:
            ask(partner, ASKS[push.state], push=push, now=now)
    batches = [to_pull[start : start + BATCH] for start in range(0, len(to_pull), BATCH)]
    for batch in (*batches, *([one] for one in alone)):  # one bad number spoils no other's answer
        ask(partner, ExchangeKind.PULL, batch=tuple(batch), now=now)


def note_reachable(partner: Partner, heard: Heard, now: datetime) -> None:
    """Let a partner that does not answer, or cannot just now, rest a while longer each time."""
    if heard.status is None or heard.status >= 500 or heard.status == 429:
        partner.failures += 1
        partner.rests_until = now + pause_after(partner.failures)
    else:
        partner.failures, partner.rests_until = 0, None


def conclude_push(row: PartnerExchange, push: PartnerPush, heard: Heard, now: datetime) -> None:
    """Note what became of a report. It is never sent again unless it surely was not taken."""
    if row.asked_at is None:
        _put_aside(push, now)
        return
    push.sent_at = push.sent_at or row.asked_at
    state, said = read_push(heard)
    if state is PushState.LOOKING and push.partner.knows_copies:
        state = PushState.QUEUED  # a second copy is safe there
    if state is PushState.SENT:
        take_number(push, said, now)
    elif state is PushState.TOKEN:
        push.token = said
        _go_on(push, state, now, why="")
    elif state is PushState.REFUSED:
        wait(push, state, said, now)
    elif state is PushState.LOOKING:
        _go_on(push, state, now, why=said)
    else:
        _try_again(push, now, why=said)


def conclude_look_up(push: PartnerPush, heard: Heard, now: datetime) -> None:
    """Take the number of a report that is in the partner's list; else somebody decides."""
    if heard.is_good and (number := found_in(heard.body, push.reference)):
        take_number(push, number, now)
    elif push.tries + 1 >= MOST_LOOKS:
        wait(push, PushState.UNSURE, NOT_KNOWN, now)
    else:
        _put_off(push, now, why=NOT_KNOWN)


def conclude_token(push: PartnerPush, heard: Heard, now: datetime) -> None:
    """Take the number that a partner has given meanwhile, or ask for it later."""
    rows = rows_in(heard.body) if heard.is_good else None
    if rows and (number := number_in(rows[0], "service_request_id")):
        take_number(push, number, now)
    elif push.tries + 1 >= MOST_TRIES:
        wait(push, PushState.UNSURE, reason(Why.NO_NUMBER), now)
    else:
        _put_off(push, now, why=reason(Why.NO_NUMBER) if heard.is_good else why_of(heard))


def take_number(push: PartnerPush, number: str, now: datetime) -> None:
    """Note under which number a partner has a report; it is asked about in a while."""
    push.request_id = number
    _go_on(push, PushState.SENT, now + PULLED_EVERY, why="")


def note_lost(row: PartnerExchange, now: datetime) -> None:
    """Leave to people what the worker could not bring to an end in all its turns."""
    for push in queries.pushes_in(row):
        if row.kind is ExchangeKind.PULL:
            push.next_at = now + PULLED_EVERY
        else:
            wait(push, PushState.UNSURE, NOT_KNOWN, now)
    row.done_at = now


def _put_aside(push: PartnerPush, now: datetime) -> None:
    """A report was not sent, as there is no reason now: it waits, lacks its row, or is over."""
    if push.partner.paused_at:
        push.next_at = now
    elif not queries.is_with(push):
        push.state = PushState.OVER
    else:
        wait(push, PushState.UNMAPPED, NOT_IN_TABLE, now)


def _try_again(push: PartnerPush, now: datetime, *, why: str) -> None:
    if push.tries + 1 >= MOST_TRIES:
        is_safe = push.partner.knows_copies
        wait(push, PushState.UNSURE if is_safe else PushState.REFUSED, why, now)
    else:
        _put_off(push, now, why=why)


def _put_off(push: PartnerPush, now: datetime, *, why: str) -> None:
    push.tries += 1
    push.next_at, push.why = now + pause_after(push.tries), why


def _go_on(push: PartnerPush, state: PushState, at: datetime, *, why: str) -> None:
    push.state, push.tries, push.next_at, push.why = state, 0, at, why


def wait(push: PartnerPush, state: PushState, why: str, now: datetime) -> None:
    """Let a case wait for somebody's decision; keepers are told of the first one of a partner."""
    is_first = not queries.waits_at(push.partner)
    push.state, push.next_at, push.why = state, None, why
    if is_first:
        for person in holders(Role.ADMINISTRATOR, DISTRICT, clock.day_of(now)):
            notify(person.id, PARTNER_WAITS, case_number="", facts=push.partner.name, now=now)
