"""Consultations and joint meetings: those in reach, one of them, those of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.cases.models import Case, Meeting, MeetingCase, MeetingUnit
from portal.db import db
from portal.errors import N_, NotFound

PAGE = 20


@dataclass(frozen=True)
class MeetingsPage:
    """One page of meetings, the latest called first, and the key of the next page."""

    meetings: Sequence[Meeting]
    next_key: int | None


def list_meetings(person: Person, *, before: int | None, on: date) -> MeetingsPage:
    """Return a page of the meetings that concern somebody's area or unit."""
    rows = select(Meeting).where(_in_reach(person, on)).order_by(Meeting.id.desc())
    if before is not None:
        rows = rows.where(Meeting.id < before)
    found = db.session.scalars(rows.options(selectinload(Meeting.cases)).limit(PAGE + 1)).all()
    return MeetingsPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def meetings_ahead(person: Person, on: date) -> list[Meeting]:
    """Return the meetings of somebody that are still to be held or written down, the first first.

    Among those that were called last: one that nobody held for so long is no news any more.
    """
    latest = list_meetings(person, before=None, on=on).meetings
    return sorted((one for one in latest if one.held_at is None), key=lambda one: one.starts_at)


def meeting_in_reach(person: Person, meeting_id: int, on: date) -> Meeting:
    """Return a meeting that concerns somebody, with its units and cases."""
    whole = (
        joinedload(Meeting.called_by),
        selectinload(Meeting.units).joinedload(MeetingUnit.unit),
        selectinload(Meeting.cases).joinedload(MeetingCase.case).joinedload(Case.matter),
    )
    wanted = select(Meeting).where(Meeting.id == meeting_id, _in_reach(person, on))
    meeting = db.session.scalar(wanted.options(*whole))
    if meeting is None:
        raise NotFound(N_("No such meeting, or it is not yours to see."))
    return meeting


def meetings_of(case: Case) -> Sequence[MeetingCase]:
    """Return the meetings before which a case was put, with what they decided."""
    put = select(MeetingCase).where(MeetingCase.case_id == case.id).order_by(MeetingCase.id)
    return db.session.scalars(put.options(joinedload(MeetingCase.meeting))).all()


def _in_reach(person: Person, on: date) -> ColumnElement[bool]:
    """Return the condition: called in or above one's area, or one's unit is invited."""
    posts = posts_of(person, on)
    areas = [post.area_code for post in posts if post.area_code]
    units = [post.unit_id for post in posts if post.unit_id]
    below = [Meeting.area_code.startswith(code, autoescape=True) for code in areas]
    above = {code[:digits] for code in areas for digits in (6, 9, 12)}
    invited = Meeting.units.any(MeetingUnit.unit_id.in_(units)) if units else false()
    return or_(false(), *below, Meeting.area_code.in_(above), invited)
