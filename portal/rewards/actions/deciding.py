"""What people decide about facts: that one was made up, or that somebody objects rightly."""

from datetime import datetime

from portal import clock, i18n
from portal.accounts.models import Person
from portal.cases.models import Rating
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.messages.notices import notify
from portal.policy.queries import policy_on, work_calendar
from portal.rewards.actions.ledger import hold_ledger, note, settle
from portal.rewards.actions.pulling import from_calls
from portal.rewards.models import FakeCall, PointFact, PointObjection, Thanks
from portal.rewards.queries import Policies, objection_to, to_thank
from portal.rewards.rules import FactKind, object_until

COSTS = frozenset({FactKind.FAULT, FactKind.FAKE})  # facts that cost points: not to be called fake


def call_fake(fact: PointFact, *, words: str, by: Person, now: datetime) -> FakeCall:
    """Find that a fact was made up: all that it earned is taken back, and more is taken."""
    hold_ledger()
    if fact.kind in COSTS:
        raise NotAllowedNow(N_("This line costs points already. It cannot be called made up."))
    if fact.person_id == by.id:
        raise NotAllowedNow(N_("Nobody decides about their own line. Somebody else must do it."))
    if not words:
        raise NotAcceptable(N_("Write what shows that it was made up."))
    if fact.call and not fact.call.withdrawn_at:
        raise NotAllowedNow(N_("This line is called made up already."))
    call = fact.call or FakeCall(fact=fact)
    call.by, call.at, call.words = by, now, words
    call.withdrawn_by_id = call.withdrawn_at = None
    call.why_withdrawn = ""
    db.session.add(call)
    _follow(call, now)
    notify(fact.person_id, "called_fake", case_number="", facts=fact.subject, now=now)
    return call


def withdraw_call(call: FakeCall, *, words: str, by: Person, now: datetime) -> None:
    """Take back that a fact was made up: what it earned is paid again, what it cost given back."""
    hold_ledger()
    db.session.refresh(call)
    if call.withdrawn_at:
        raise NotAllowedNow(N_("This has been taken back already."))
    if not words:
        raise NotAcceptable(N_("Write why it is taken back."))
    call.withdrawn_by_id, call.withdrawn_at, call.why_withdrawn = by.id, now, words
    _follow(call, now)


def object_to(
    fact: PointFact, *, words: str, by: Person, community_id: int, now: datetime
) -> PointObjection:
    """Object to a line of one's own statement, within the days that the policy gives."""
    hold_ledger()
    if fact.person_id != by.id:
        raise NotAllowedNow(N_("Only whose line it is may object to it."))
    if objection_to(fact):
        raise NotAllowedNow(N_("You have objected to this line already."))
    if not words:
        raise NotAcceptable(N_("Write what is not right about this line."))
    noted = clock.day_of(fact.noted_at)
    last = object_until(noted, policy_on(noted), work_calendar())
    if clock.day_of(now) > last:
        raise NotAllowedNow(
            N_("A line can be objected to until %(day)s. That day has passed."), day=i18n.day(last)
        )
    objection = PointObjection(
        fact=fact, person=by, community_id=community_id, words=words, made_at=now, decision=""
    )
    db.session.add(objection)
    db.session.flush()
    return objection


def decide_objection(
    objection: PointObjection, *, points: int | None, words: str, by: Person, now: datetime
) -> None:
    """Decide on an objection in words; with points given, the line is worth so much from now on.

    Never by whoever objects. Caps hold all the same.
    """
    hold_ledger()
    db.session.refresh(objection)
    if objection.decided_at:
        raise NotAllowedNow(N_("Somebody has decided on this already."))
    if objection.person_id == by.id:
        raise NotAllowedNow(N_("Nobody decides about their own line. Somebody else must do it."))
    if not words:
        raise NotAcceptable(N_("Write why you decide so: the volunteer reads it."))
    objection.decided_by, objection.decided_at = by, now
    objection.points, objection.decision = points, words
    facts = objection.fact.subject
    notify(objection.person_id, "objection_decided", case_number="", facts=facts, now=now)
    if points is not None:
        objection.fact.decided = points
        db.session.flush()
        settle({(objection.fact.person_id, objection.fact.month)}, Policies(), now=now)


def thank(rating: Rating, *, number: str, words: str, now: datetime) -> Thanks:
    """Keep thanks by name to somebody who went to look; a rating of five stars holds one."""
    known = {one.person.number: one.person_id for one in to_thank(rating)}
    if number not in known:
        raise NotAllowedNow(N_("Thanks by name go with five stars, once, to who went to look."))
    thanks = Thanks(rating_id=rating.id, person_id=known[number], at=now, words=words)
    db.session.add(thanks)
    db.session.flush()
    return thanks


def _follow(call: FakeCall, now: datetime) -> None:
    """Let the ledger follow a finding: the fact itself, and what it costs beside."""
    db.session.flush()
    policies = Policies()
    months = note(from_calls([call]), policies, now=now)
    settle(months | {(call.fact.person_id, call.fact.month)}, policies, now=now)
