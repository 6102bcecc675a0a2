"""What is asked about pauses and extensions: which one waits, which one lasts, whose word it is."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.cases.models import Case, CaseRequest
from portal.cases.rules import RequestKind, who_decides
from portal.db import db
from portal.grids.rules import DISTRICT


def open_request(case: Case) -> CaseRequest | None:
    """Return what the unit in hand has asked for and nobody has decided yet."""
    waiting = _of(case).where(CaseRequest.decided_at.is_(None))
    return db.session.scalars(waiting.limit(1)).first()


def pause_of(case: Case) -> CaseRequest | None:
    """Return the pause that lasts now."""
    lasting = (
        _of(case)
        .where(CaseRequest.kind == RequestKind.PAUSE, CaseRequest.is_granted.is_(True))
        .where(CaseRequest.ended_at.is_(None))
    )
    return db.session.scalars(lasting.limit(1)).first()


def requests_of(case: Case) -> Sequence[CaseRequest]:
    """Return all that was ever asked for a case, the newest first, with the people it names."""
    people = joinedload(CaseRequest.asked_by), joinedload(CaseRequest.decided_by)
    return db.session.scalars(_of(case).options(*people)).all()


def approvers_of(case: Case, on: date) -> list[Person]:
    """Return who is told that something waits for their word."""
    if case.unit is None or case.level is None:
        return []
    role = who_decides(case.level, case.unit.kind)
    is_of_street = role is Role.STREET_CLERK
    return holders(role, case.community.code[:9] if is_of_street else DISTRICT, on)


def _of(case: Case) -> Select[CaseRequest]:
    return select(CaseRequest).where(CaseRequest.case_id == case.id).order_by(CaseRequest.id.desc())
