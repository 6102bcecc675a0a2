"""What is true of second factors: whose sessions need one, and which codes a phone makes."""

import base64
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

import pyotp

from portal.accounts.rules.entering import CODE_DIGITS, SECOND_FACTOR_ROLES, as_code
from portal.accounts.rules.people import Role

STEP_SECONDS = 30
DRIFT = 1  # steps that a phone's clock may be off, either way
RECOVERY_CODES = 8
RECOVERY = re.compile(r"[A-HJ-NP-Z2-9]{8}")
SECRET_BYTES = 20  # as RFC 4226 advises


def needs_second_factor(roles: Iterable[Role], given_at: datetime | None) -> bool:
    """Say whether a session of somebody with these roles still lacks its second proof."""
    return given_at is None and not SECOND_FACTOR_ROLES.isdisjoint(roles)


def new_secret(chance: bytes) -> str:
    """Return a secret for a phone, made of bytes of chance."""
    return base64.b32encode(chance[:SECRET_BYTES]).decode()


def step_of(secret: str, typed: str, moment: datetime, *, after: int) -> int | None:
    """Return the step of time whose code this is, or None; a code that was used is none.

    Steps up to `after` are over: a code that somebody read over a shoulder
    does not let in once more.
    """
    now, codes = int(moment.timestamp()) // STEP_SECONDS, pyotp.HOTP(secret, digits=CODE_DIGITS)
    code = as_code(typed)
    steps = (step for step in range(now - DRIFT, now + DRIFT + 1) if step > after)
    return next((step for step in steps if code and codes.verify(code, step)), None)


def way_for_phone(secret: str, name: str, portal: str) -> str:
    """Return the address that a phone's app takes from a QR symbol."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=portal))


def as_recovery_code(typed: str) -> str:
    """Return a recovery code as it was given, however it was typed; nothing, if it cannot be one.

    >>> as_recovery_code("abcd-ef23"), as_recovery_code("123456")
    ('ABCDEF23', '')
    """
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
    return plain if RECOVERY.fullmatch(plain) else ""
