"""What is done with accounts: sign in, sign out, give a post, set a password."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from portal.accounts.models import Person, Post, SignIn, Unit
from portal.accounts.queries import person_by_login
from portal.accounts.rules import SHORTEST_PASSWORD, Role, lock_after_failure
from portal.db import db
from portal.errors import N_, NotAcceptable
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
    who may sign in is nobody's business at the door.
    """
    person = person_by_login(login)
    is_right = _matches(person.password_hash if person else None, password)
    if person is None or person.ended_on or (person.locked_until and person.locked_until > now):
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


def _count_failure(person: Person, now: datetime, policy: Policy) -> None:
    person.failed_sign_ins += 1
    if until := lock_after_failure(person.failed_sign_ins, now, policy):
        person.locked_until, person.failed_sign_ins = until, 0


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        check = _checker.submit(_hasher.verify, password_hash or _nobody, password)
        return check.result() and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
