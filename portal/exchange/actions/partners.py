"""Partners are made, changed, paused and ended; what waits at one is decided by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from portal import jobs, outbound
from portal.accounts.models import Person, Unit
from portal.cases.queries.matters import matter_by_code
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.exchange.actions.systems import system_account
from portal.exchange.models.partners import Partner, PartnerExchange, PartnerPush
from portal.exchange.queries.partners import partner_by_code
from portal.exchange.rules.partners import (
    NUMBER,
    WAITING,
    ExchangeKind,
    PushState,
    services_said,
    statuses_said,
)


@dataclass(frozen=True)
class PartnerFacts:
    """What staff say of a partner."""

    name: str
    base_url: str
    jurisdiction_id: str
    takes_all: bool
    with_notes: bool
    knows_copies: bool


def make_partner(
    code: str, facts: PartnerFacts, *, unit: Unit, by: Person, now: datetime
) -> Partner:
    """Make a partner that works for a unit, with the account as which it acts on cases."""
    if partner_by_code(code):
        raise NotAcceptable(N_("There is a partner with this code. Choose another one."))
    _check(facts)
    partner = Partner(
        code=code,
        unit=unit,
        person=system_account(facts.name, unit=unit, area_code=None, now=now),
        services={},
        statuses=[],
        offers=[],
        made_by_id=by.id,
        made_at=now,
        **_values(facts),
    )
    db.session.add(partner)
    db.session.flush()
    return partner


def change_partner(partner: Partner, facts: PartnerFacts) -> None:
    """Change what is said of a partner; its account goes by its name."""
    _check(facts)
    for name, value in _values(facts).items():
        setattr(partner, name, value)
    partner.person.name = facts.name


def map_partner(partner: Partner, *, services: str, statuses: str) -> None:
    """Set which matter is which service there, and what its statuses mean here."""
    table = services_said(services)
    for code in table:
        if matter_by_code(code) is None:
            raise NotAcceptable(N_("%(matter)s is no matter of our list."), matter=code[:60])
    partner.services, partner.statuses = table, statuses_said(statuses)


def pause_partner(partner: Partner, *, now: datetime) -> None:
    """Ask a partner nothing until it goes on; what is for it waits."""
    partner.paused_at = partner.paused_at or now


def resume_partner(partner: Partner) -> None:
    """Go on with a partner at once, whatever failed before."""
    partner.paused_at = partner.rests_until = None
    partner.failures = 0


def end_partner(partner: Partner, *, now: datetime) -> None:
    """End a partner for good; what it was sent stays to be read."""
    partner.ended_at = partner.ended_at or now


def ask_services(partner: Partner, *, now: datetime) -> PartnerExchange:
    """Ask a partner which services it offers."""
    _refuse_ended(partner)
    return ask(partner, ExchangeKind.SERVICES, now=now)


def ask(
    partner: Partner,
    kind: ExchangeKind,
    *,
    now: datetime,
    push: PartnerPush | None = None,
    batch: tuple[int, ...] = (),
) -> PartnerExchange:
    """Write a question to a partner into the log, to be asked by the worker."""
    row = PartnerExchange(
        partner=partner,
        push=push,
        batch=list(batch),
        kind=kind,
        attempt=push.tries + 1 if push else partner.failures + 1,
        made_at=now,
    )
    db.session.add(row)
    db.session.flush()
    jobs.want("ask_partner", row.id)
    return row


def send_again(push: PartnerPush, *, now: datetime) -> None:
    """Send a case once more: somebody has made sure that the partner does not have it."""
    _refuse_unless_waiting(push)
    push.state, push.tries, push.next_at, push.why = PushState.QUEUED, 0, now, ""


def it_has_arrived(push: PartnerPush, request_id: str, *, now: datetime) -> None:
    """Note under which number a partner has a case, as somebody has found out."""
    _refuse_unless_waiting(push)
    if not NUMBER.fullmatch(request_id):
        raise NotAcceptable(N_("A number has letters, digits and . _ : # - only."))
    push.state, push.request_id = PushState.SENT, request_id
    push.tries, push.next_at, push.why = 0, now, ""


def give_up(push: PartnerPush) -> None:
    """Leave a case to its unit: the partner is neither sent it nor asked about it any more."""
    _refuse_unless_waiting(push)
    push.state, push.next_at = PushState.GIVEN_UP, None


def _check(facts: PartnerFacts) -> None:
    try:
        outbound.checked(facts.base_url)
    except outbound.NotReached as why:
        raise NotAcceptable(N_("This address is not asked: %(why)s."), why=why.in_words()) from None


def _values(facts: PartnerFacts) -> Mapping[str, object]:
    values = {one.name: getattr(facts, one.name) for one in fields(facts)}
    return values | {"base_url": facts.base_url.rstrip("/")}


def _refuse_ended(partner: Partner) -> None:
    if partner.ended_at:
        raise NotAllowedNow(N_("This partner has ended. Make a new one."))


def _refuse_unless_waiting(push: PartnerPush) -> None:
    _refuse_ended(push.partner)
    if push.state not in WAITING:
        raise NotAllowedNow(N_("This case does not wait for a decision any more. Reload the page."))
