"""Meetings with a list: those to come for somebody, and those in reach of whoever holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.accounts.queries import area_codes_of
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.queries import lies_in
from portal.training.models import Attendance, Gathering
from portal.training.queries.courses import DIGITS

PAGE = 20
MOST_COMING = 10


@dataclass(frozen=True)
class GatheringsPage:
    """One page of meetings, the latest made first, and the key of the next page."""

    gatherings: Sequence[Gathering]
    next_key: int | None


def list_gatherings(person: Person, *, before: int | None, on: date) -> GatheringsPage:
    """Return a page of the meetings in somebody's area."""
    rows = select(Gathering).where(_in_reach(person, on)).options(joinedload(Gathering.course))
    if before is not None:
        rows = rows.where(Gathering.id < before)
    found = db.session.scalars(rows.order_by(Gathering.id.desc()).limit(PAGE + 1)).all()
    return GatheringsPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def gathering_in_reach(person: Person, code: str, on: date) -> Gathering:
    """Return a meeting in somebody's area."""
    rows = select(Gathering).where(Gathering.code == code, _in_reach(person, on))
    return _found(db.session.scalar(rows.options(joinedload(Gathering.course))))


def gathering_by_code(code: str) -> Gathering:
    """Return the meeting whose screen was scanned, by somebody from wherever."""
    rows = select(Gathering).where(Gathering.code == code)
    return _found(db.session.scalar(rows.options(joinedload(Gathering.course))))


def coming_gatherings(person: Person, now: datetime, on: date) -> Sequence[Gathering]:
    """Return the next meetings of the areas in which somebody works."""
    codes = area_codes_of(person, on)
    around = {code[:digits] for code in codes for digits in DIGITS if len(code) >= digits}
    rows = select(Gathering).where(Gathering.ends_at >= now, Gathering.closed_at.is_(None))
    rows = rows.where(Gathering.area_code.in_(sorted(around))).options(joinedload(Gathering.course))
    return db.session.scalars(rows.order_by(Gathering.starts_at).limit(MOST_COMING)).all()


def attendances(gathering: Gathering) -> Sequence[Attendance]:
    """Return the list of a meeting in the order of coming, those taken off it too."""
    rows = select(Attendance).where(Attendance.gathering_id == gathering.id)
    rows = rows.options(joinedload(Attendance.person), joinedload(Attendance.entered_by))
    return db.session.scalars(rows.order_by(Attendance.at, Attendance.id)).all()


def attendance_of(gathering: Gathering, person: Person) -> Attendance | None:
    """Return somebody's line on the list of a meeting."""
    rows = select(Attendance).where(Attendance.gathering_id == gathering.id)
    return db.session.scalar(rows.where(Attendance.person_id == person.id))


def _in_reach(person: Person, on: date) -> ColumnElement[bool]:
    inside = (lies_in(Gathering.area_code, code) for code in area_codes_of(person, on))
    return or_(false(), *inside)


def _found(gathering: Gathering | None) -> Gathering:
    if gathering is None:
        raise NotFound(N_("No such meeting, or it is not yours to see. Choose one from the list."))
    return gathering
