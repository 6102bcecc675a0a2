"""Passwords: checked slowly on purpose, a few at a time, and kept as their hash alone."""

import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.accounts.models import Person
from portal.accounts.rules import refuse_weak_password

# One check takes 64 MB and a tenth of a second: two at a time, so that a crowd
# at the door cannot take the worker's memory.
_checker = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_hex())  # so that an unknown name takes as long as a known one


def set_password(person: Person, password: str) -> None:
    """Keep a password as its argon2 hash; one that is easily guessed is refused."""
    known = (person.login, person.number, person.name, person.phone, person.email)
    refuse_weak_password(password, [word for word in known if word])
    person.password_hash = _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Say whether a password is the right one; without a hash it never is, and takes as long."""
    try:
        check = _checker.submit(_hasher.verify, password_hash or _nobody, password)
        return check.result() and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
