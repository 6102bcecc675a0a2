"""Who works here and with which posts, as the administrator asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Person, Post
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import N_, NotFound

PEOPLE = 30  # on a page


@dataclass(frozen=True)
class PeopleWanted:
    """Which people are asked for; what is left out narrows nothing."""

    on: date
    words: str = ""  # of a name, or a whole number, login, phone or address
    role: Role | None = None


def people_listed(wanted: PeopleWanted, after: int) -> Sequence[Person]:
    """Return a page of people who hold or held a post, and the first of the next page."""
    rows = select(Person).where(Person.id > after, exists().where(Post.person_id == Person.id))
    if wanted.role:
        rows = rows.where(_holds(wanted.role, wanted.on))
    if wanted.words:
        rows = rows.where(_is_called(wanted.words))
    rows = rows.options(selectinload(Person.posts).joinedload(Post.unit))
    return db.session.scalars(rows.order_by(Person.id).limit(PEOPLE + 1)).all()


def staff_numbered(number: str, *, to_change: bool = False) -> Person:
    """Return whoever has this staff number; to change their posts, two at once take turns."""
    rows = select(Person).where(Person.number == number)
    if to_change:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    person: Person | None = db.session.scalar(rows)
    if person:
        return person
    raise NotFound(N_("Nobody has this number. Look at it again."))


def _holds(role: Role, on: date) -> ColumnElement[bool]:
    is_current = or_(Post.ended_on.is_(None), Post.ended_on > on)
    return exists().where(Post.person_id == Person.id, Post.role == role, is_current)


def _is_called(words: str) -> ColumnElement[bool]:
    whole = (Person.number, Person.login, Person.phone, Person.email)
    return or_(Person.name.contains(words, autoescape=True), *(each == words for each in whole))
