"""Which partners there are, what is to be sent and asked next, and what they have been asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import joinedload

from portal import config
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import IN_WORK, CaseStatus
from portal.db import db
from portal.errors import N_, NotFound
from portal.exchange.models.partners import Partner, PartnerExchange, PartnerMark, PartnerPush

AT_ONCE = 200
PAGE = 50
# Said as the index of few rows says it: with values instead, SQLite would not use it.
WAITS: ColumnElement[bool] = literal_column(
    "partner_pushes.state IN ('unsure', 'refused', 'unmapped', 'needs_photo')"
)


def partner_by_id(partner_id: int) -> Partner:
    """Return a partner, or refuse: there is none."""
    partner = db.session.get(Partner, partner_id)
    if partner is None:
        raise NotFound(N_("There is no such partner."))
    return partner


def partner_by_code(code: str) -> Partner | None:
    """Return the partner with this code."""
    return db.session.scalar(select(Partner).where(Partner.code == code))


def partners_by_name() -> Sequence[Partner]:
    """Return all partners, also those that have ended, by name."""
    rows = select(Partner).options(joinedload(Partner.unit))
    return db.session.scalars(rows.order_by(Partner.name, Partner.id)).all()


def partners_held() -> Sequence[Partner]:
    """Return the partners that have not ended, and hold them: each is served by one at a time."""
    rows = select(Partner).where(Partner.ended_at.is_(None)).order_by(Partner.id)
    return db.session.scalars(rows.with_for_update()).all()


def key_of(partner: Partner) -> str:
    """Return a partner's API key from the settings, or nothing."""
    return dict(config.current().partner_keys).get(partner.code, "")


def partner_mark() -> PartnerMark | None:
    """Return up to which step was read, and hold it."""
    return db.session.scalar(select(PartnerMark).where(PartnerMark.id == 1).with_for_update())


def not_yet_pushed(partner: Partner, case_ids: Sequence[int]) -> Sequence[Case]:
    """Return those of some cases that are in work at a partner's unit and not on their way yet."""
    known = select(PartnerPush.id).where(
        PartnerPush.partner_id == partner.id,
        PartnerPush.case_id == Case.id,
        PartnerPush.round == Case.round,
    )
    rows = select(Case).where(Case.id.in_(case_ids), Case.unit_id == partner.unit_id)
    rows = rows.where(Case.status.in_(IN_WORK), ~known.exists()).options(joinedload(Case.matter))
    return db.session.scalars(rows.order_by(Case.id)).all()


def pushes_due(partner: Partner, now: datetime) -> Sequence[PartnerPush]:
    """Return what of a partner's is due, the longest waiting first."""
    rows = select(PartnerPush).where(
        PartnerPush.partner_id == partner.id, PartnerPush.next_at <= now
    )
    rows = rows.options(joinedload(PartnerPush.case))
    return db.session.scalars(rows.order_by(PartnerPush.next_at).limit(AT_ONCE)).all()


def push_by_id(push_id: int) -> PartnerPush:
    """Return what is on its way, and hold it; or refuse: there is none."""
    push = db.session.get(PartnerPush, push_id, with_for_update=True)
    if push is None:
        raise NotFound(N_("There is no such report at a partner."))
    return push


def pushes_in(exchange: PartnerExchange) -> Sequence[PartnerPush]:
    """Return what a question was about, held."""
    ids = [exchange.push_id] if exchange.push_id else exchange.batch
    rows = select(PartnerPush).where(PartnerPush.id.in_(ids)).order_by(PartnerPush.id)
    return db.session.scalars(rows.with_for_update()).all()


def is_with(push: PartnerPush) -> bool:
    """Say whether the case is still with the partner's unit, in the round that was sent."""
    case = push.case
    is_open = case.status in {*IN_WORK, CaseStatus.PAUSED}
    return is_open and case.unit_id == push.partner.unit_id and case.round == push.round


def open_exchange(exchange_id: int, *, hold: bool = False) -> PartnerExchange | None:
    """Return a question that is not over yet."""
    row = db.session.get(PartnerExchange, exchange_id, with_for_update=hold)
    return row if row and row.done_at is None else None


def dispatch_note(case: Case) -> str:
    """Return what the dispatcher wrote for the unit that has a case now."""
    rows = select(CaseEvent.note).where(
        CaseEvent.case_id == case.id, CaseEvent.unit_id == case.unit_id, CaseEvent.note != ""
    )
    rows = rows.where(CaseEvent.step == "dispatch").order_by(CaseEvent.id.desc()).limit(1)
    return db.session.scalar(rows) or ""


def log_of(partner: Partner, before: int | None) -> Sequence[PartnerExchange]:
    """Return a page of what a partner was asked, the newest first, and one more if there is."""
    rows = select(PartnerExchange).where(PartnerExchange.partner_id == partner.id)
    rows = rows.options(joinedload(PartnerExchange.push).joinedload(PartnerPush.case))
    if before:
        rows = rows.where(PartnerExchange.id < before)
    return db.session.scalars(rows.order_by(PartnerExchange.id.desc()).limit(PAGE + 1)).all()


def waiting_pushes(before: int | None) -> Sequence[PartnerPush]:
    """Return a page of the cases about which somebody has to decide, and one more if there is.

    Those of partners that have ended wait for nothing.
    """
    rows = select(PartnerPush).where(*_waits())
    rows = rows.options(joinedload(PartnerPush.case).joinedload(Case.matter))
    rows = rows.options(joinedload(PartnerPush.partner))
    if before:
        rows = rows.where(PartnerPush.id < before)
    return db.session.scalars(rows.order_by(PartnerPush.id.desc()).limit(PAGE + 1)).all()


def waits_at(partner: Partner) -> bool:
    """Say whether any case already waits for a decision about this partner."""
    rows = select(PartnerPush.id).where(WAITS, PartnerPush.partner_id == partner.id).limit(1)
    return db.session.scalar(rows) is not None


def waiting_count() -> int:
    """Return about how many cases somebody has to decide."""
    return db.session.scalar(select(func.count()).select_from(PartnerPush).where(*_waits())) or 0


def _waits() -> tuple[ColumnElement[bool], ...]:
    living = db.session.scalars(select(Partner.id).where(Partner.ended_at.is_(None))).all()
    return WAITS, PartnerPush.partner_id.in_(living)


def old_exchanges(before: datetime) -> Sequence[int]:
    """Return some questions that have been kept long enough."""
    rows = select(PartnerExchange.id).where(PartnerExchange.made_at < before)
    return db.session.scalars(rows.order_by(PartnerExchange.made_at).limit(AT_ONCE)).all()
