"""The list of volunteers, with its filters."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.db import db
from portal.volunteers.models import Volunteer, VolunteerPause
from portal.volunteers.queries.standing import PAGE
from portal.volunteers.rules import VolunteerKind, VolunteerStatus


@dataclass(frozen=True)
class Wanted:
    """Which volunteers are asked for; what is left out narrows nothing."""

    community_ids: Collection[int]
    on: date
    words: str = ""  # of a name, or a whole number or phone
    kind: VolunteerKind | None = None
    standing: VolunteerStatus | None = None


def volunteers_listed(wanted: Wanted, after: int) -> Sequence[Volunteer]:
    """Return a page of volunteers and the first of the next page."""
    rows = _rows(wanted).where(Volunteer.person_id > after)
    return db.session.scalars(rows.order_by(Volunteer.person_id).limit(PAGE + 1)).all()


def _rows(wanted: Wanted) -> Select[Volunteer]:
    rows = (
        select(Volunteer)
        .where(Volunteer.community_id.in_(list(wanted.community_ids)))
        .options(joinedload(Volunteer.person), joinedload(Volunteer.grid))
    )
    if wanted.kind:
        rows = rows.where(Volunteer.kind == wanted.kind)
    if wanted.standing:
        rows = rows.where(_stands(wanted.standing, wanted.on))
    if wanted.words:
        rows = rows.join(Volunteer.person).where(_is_called(wanted.words))
    return rows


def _is_called(words: str) -> ColumnElement[bool]:
    return or_(
        Person.name.contains(words, autoescape=True),
        Person.number == words,
        Person.phone == words,
    )


def _stands(standing: VolunteerStatus, on: date) -> ColumnElement[bool]:
    has_left = and_(Volunteer.left_on.is_not(None), Volunteer.left_on <= on)
    rests = exists().where(
        VolunteerPause.person_id == Volunteer.person_id,
        VolunteerPause.from_on <= on,
        or_(VolunteerPause.until_on.is_(None), VolunteerPause.until_on > on),
    )
    if standing is VolunteerStatus.LEFT:
        return has_left
    return and_(not_(has_left), rests if standing is VolunteerStatus.PAUSED else not_(rests))
