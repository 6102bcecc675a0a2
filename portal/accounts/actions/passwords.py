"""Passwords: checked slowly on purpose, a few at a time, and kept as their hash alone."""

import secrets
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from portal.accounts.models import Person
from portal.accounts.rules import refuse_weak_password

# One check takes 64 MB and a tenth of a second: two at a time, so that a crowd
# at the door cannot take the worker's memory.
_checker = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
_hasher = PasswordHasher()


def _of_no_password() -> str:
    """Return what stands where a name is unknown, so that checking it takes as long.

    Made of chance instead of hashed: no process need wait for that when it starts.
    """
    cost = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (_hasher.salt_len, _hasher.hash_len)
    )
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


_nobody = _of_no_password()


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
