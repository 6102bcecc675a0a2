"""What is done with accounts: sign in, sign out, give a post, set a password."""

import secrets
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from portal import clock
from portal.accounts.models import Person, Post, SignIn, Unit
from portal.accounts.queries import people_by_number, person_by_login, posts_of
from portal.accounts.rules import (
    SHORTEST_PASSWORD,
    Role,
    has_left,
    is_locked,
    lock_after_failure,
    refuse_misplaced_post,
)
from portal.db import db, first_look
from portal.errors import N_, NotAcceptable
from portal.messages import Notice
from portal.policy.rules import Policy

# One check takes 64 MB and a tenth of a second: two at a time, so that a crowd
# at the door cannot take the worker's memory.
_checker = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_hex())  # so that an unknown name takes as long as a known one


def sign_in(
    login: str, password: str, *, address: str, now: datetime, policy: Policy
) -> SignIn | None:
    """Return a new session for the right password, or None; count failures and lock.

    The answer is the same for an unknown name, a wrong password and a lock:
    who may sign in is nobody's business at the door. The check comes before the
    row is taken: it is slow, and nobody should wait for it with the row in hand.
    """
    with first_look():
        known = person_by_login(login)
        password_hash = known.password_hash if known else None
    is_right = _matches(password_hash, password)
    person = person_by_login(login, to_change=True)
    if person is None or has_left(person.ended_on, clock.day_of(now)):
        return None
    if is_locked(person.locked_until, now):
        return None
    if not is_right:
        _count_failure(person, now, policy)
        return None
    person.failed_sign_ins, person.locked_until = 0, None
    session = SignIn(
        key=secrets.token_urlsafe(24), person=person, started_at=now, from_address=address
    )
    db.session.add(session)
    return session


def sign_out(key: str, *, now: datetime) -> None:
    """End a session for good."""
    if session := db.session.get(SignIn, key):
        session.ended_at = now


def read_notices(person: Person, *, up_to: int, now: datetime) -> None:
    """Mark somebody's notices read, up to the newest one that their page showed."""
    unread = update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    db.session.execute(unread.where(Notice.id <= up_to).values(read_at=now))


def set_password(person: Person, password: str) -> None:
    """Keep a password as its argon2 hash; too short a one is refused."""
    if len(password) < SHORTEST_PASSWORD:
        raise NotAcceptable(
            N_("A password needs at least %(least)d characters."), least=SHORTEST_PASSWORD
        )
    person.password_hash = _hasher.hash(password)


def give_post(
    person: Person, role: Role, *, area_code: str | None = None, unit: Unit | None = None, on: date
) -> Post:
    """Give a role over an area or for a unit, from a day on."""
    post = Post(person=person, role=role, area_code=area_code, unit=unit, started_on=on)
    db.session.add(post)
    return post


def end_people(people: Iterable[Person], *, on: date) -> None:
    """End those of these people who hold no post any more; nobody is ever deleted."""
    db.session.flush()
    for person in people:
        db.session.refresh(person, ["posts"])
        if all(post.ended_on and post.ended_on <= on for post in person.posts):
            person.ended_on = on


def load_units(rows: Iterable[Mapping[str, Any]]) -> int:
    """Load handling units; rows whose code is known are left as they are."""
    known = set(db.session.scalars(select(Unit.code)))
    new = [Unit(**row) for row in rows if row["code"] not in known]
    db.session.add_all(new)
    return len(new)


def make_staff(
    login: str,
    name: str,
    role: Role,
    *,
    password: str,
    on: date,
    area_code: str | None = None,
    unit: Unit | None = None,
    number: str | None = None,
) -> Person:
    """Let somebody sign in and give them a post; by their staff number, if they are known by one.

    A login that is taken is refused, and so is a post without its area or unit.
    """
    refuse_misplaced_post(role, area_code, has_unit=unit is not None)
    if person_by_login(login):
        raise NotAcceptable(N_("The login “%(login)s” is taken. Choose another."), login=login)
    person = people_by_number([number]).get(number) if number else None
    if person is None:
        person = Person(number=number or f"staff-{login}", name=name)
        db.session.add(person)
    elif person.login:
        raise NotAcceptable(
            N_("Number %(number)s signs in as “%(login)s” already."),
            number=number,
            login=person.login,
        )
    person.login, person.name, person.ended_on = login, name, None
    set_password(person, password)
    db.session.flush()
    held = [(post.role, post.area_code, post.unit_id) for post in posts_of(person, on)]
    if (role, area_code, unit.id if unit else None) not in held:
        give_post(person, role, area_code=area_code, unit=unit, on=on)
    db.session.flush()
    return person


def _count_failure(person: Person, now: datetime, policy: Policy) -> None:
    person.failed_sign_ins += 1
    if until := lock_after_failure(person.failed_sign_ins, now, policy):
        person.locked_until, person.failed_sign_ins = until, 0


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        check = _checker.submit(_hasher.verify, password_hash or _nobody, password)
        return check.result() and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
