"""What is asked about people and units."""

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from portal.accounts.models import Person, Post, SignIn, Unit
from portal.accounts.rules import Role, UnitKind
from portal.db import db

LONGEST_SESSION = timedelta(hours=12)


def person_by_login(login: str) -> Person | None:
    """Return whoever signs in by this name."""
    return db.session.scalar(select(Person).where(Person.login == login))


def person_of_session(key: str, now: datetime) -> Person | None:
    """Return the person of a session that has not ended, or None."""
    sign_in = db.session.get(SignIn, key)
    if sign_in is None or sign_in.ended_at or now - sign_in.started_at > LONGEST_SESSION:
        return None
    return None if sign_in.person.ended_on else sign_in.person


def posts_of(person: Person, on: date) -> list[Post]:
    """Return the posts that a person holds on a day."""
    return [
        post
        for post in person.posts
        if post.started_on <= on and (post.ended_on is None or post.ended_on > on)
    ]


def holders(role: Role, area_code: str, on: date) -> list[Person]:
    """Return the people who hold a role for exactly this area on a day."""
    in_post = (
        select(Person)
        .join(Person.posts)
        .where(Post.role == role, Post.area_code == area_code, Post.started_on <= on)
        .where(or_(Post.ended_on.is_(None), Post.ended_on > on), Person.ended_on.is_(None))
        .order_by(Person.id)
    )
    return list(db.session.scalars(in_post))


def clerks_of(unit: Unit, on: date) -> list[Person]:
    """Return the people who work for a unit on a day."""
    in_post = (
        select(Person)
        .join(Person.posts)
        .where(Post.unit_id == unit.id, Post.started_on <= on)
        .where(or_(Post.ended_on.is_(None), Post.ended_on > on), Person.ended_on.is_(None))
        .order_by(Person.id)
    )
    return list(db.session.scalars(in_post))


def unit_by_code(code: str) -> Unit | None:
    """Return the unit with this code."""
    return db.session.scalar(select(Unit).where(Unit.code == code))


def units_for(area_codes: list[str], kind: UnitKind | None = None) -> list[Unit]:
    """Return the working units that serve any of these areas, in a steady order."""
    wanted = select(Unit).where(Unit.area_code.in_(area_codes), Unit.ended_on.is_(None))
    if kind:
        wanted = wanted.where(Unit.kind == kind)
    return list(db.session.scalars(wanted.order_by(Unit.kind, Unit.code)))
