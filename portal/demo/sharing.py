"""A partner of the demonstration: paused, so nothing is sent; one case it has, one that waits."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.accounts.queries import person_by_login, unit_by_code
from portal.cases.models import Case, Matter
from portal.cases.rules import IN_WORK
from portal.db import db
from portal.exchange.actions.systems import system_account
from portal.exchange.models.partners import Partner, PartnerExchange, PartnerPush
from portal.exchange.rules.partners import ExchangeKind, PushState, reference_of

UNIT = "CGJ"  # the city management bureau
SERVICES = {
    "B317": {"code": "pothole", "attributes": {"road": "county"}},
    "B304": {"code": "light", "attributes": {}},
}
URL = "https://open311.county.example.org/v2"
ANSWER = '[{"service_request_id": "GL-20418", "service_notice": "已转养护班组"}]'
SILENT = "no answer in time"


def make_partner(now: datetime) -> None:
    """Let a county's road office work for the bureau; its answer to one case was lost."""
    keeper, unit = person_by_login("admin"), unit_by_code(UNIT)
    if keeper is None or unit is None:
        return
    name, made = "县公路养护中心", now - timedelta(days=12)
    partner = Partner(
        code="county-roads",
        name=name,
        base_url=URL,
        jurisdiction_id="county.example.org",
        unit=unit,
        person=system_account(name, unit=unit, area_code=None, now=made),
        takes_all=False,
        with_notes=False,
        knows_copies=False,
        services=SERVICES,
        statuses=[["open", "", "open"], ["closed", "重复", "not_theirs"], ["closed", "", "done"]],
        offers=[{"code": "pothole", "name": "道路坑槽"}, {"code": "light", "name": "路灯"}],
        offers_at=made,
        made_by_id=keeper.id,
        made_at=made,
        paused_at=now,
    )
    db.session.add(partner)
    db.session.flush()
    db.session.add_all(_told(partner, _cases(unit.id), now - timedelta(hours=3)))
    db.session.flush()


def _cases(unit_id: int) -> list[Case]:
    rows = select(Case).where(Case.unit_id == unit_id, Case.status.in_(IN_WORK))
    rows = rows.join(Case.matter).where(Matter.code.in_(SERVICES))
    return list(db.session.scalars(rows.order_by(Case.id.desc()).limit(2)))


def _told(
    partner: Partner, cases: Iterable[Case], at: datetime
) -> list[PartnerPush | PartnerExchange]:
    rows: list[PartnerPush | PartnerExchange] = []
    for case, is_there in zip(cases, (False, True), strict=False):
        push = PartnerPush(
            partner=partner,
            case=case,
            round=case.round,
            reference=reference_of(case.number, case.round),
            state=PushState.SENT if is_there else PushState.UNSURE,
            request_id="GL-20418" if is_there else None,
            sent_at=at,
            why="" if is_there else SILENT,
            made_at=at,
        )
        exchange = PartnerExchange(
            partner=partner,
            push=push,
            batch=[],
            kind=ExchangeKind.PUSH,
            attempt=1,
            sent=f"POST {URL}/requests.json\ndescription: [{push.reference}]",
            made_at=at,
            asked_at=at,
            answered_at=at,
            status=201 if is_there else None,
            answer=ANSWER if is_there else "",
            why="" if is_there else SILENT,
            done_at=at,
        )
        rows += [push, exchange]
    return rows
