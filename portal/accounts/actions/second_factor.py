"""What is done with second factors: set up on a phone, given at the door, and reset."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, update

from portal import config
from portal.accounts.actions.sessions import note_change
from portal.accounts.models import Person, RecoveryCode, SecondFactor, SignIn
from portal.accounts.queries import second_factor_of
from portal.accounts.rules import (
    RECOVERY_CODES,
    AccountStep,
    as_recovery_code,
    is_locked,
    lock_after_failure,
    new_secret,
    step_of,
)
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.policy.rules import Policy

SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def begin_second_factor(person: Person, *, now: datetime) -> SecondFactor:
    """Make a secret for somebody's phone; one that works already is only reset by others."""
    known = second_factor_of(person, to_change=True)
    if known and known.confirmed_at:
        raise NotAllowedNow(N_("Your phone makes codes already. Enter one."))
    secret = new_secret(secrets.token_bytes(32))
    if known:
        known.secret, known.asked_at, known.last_step = secret, now, 0
        return known
    made = SecondFactor(person_id=person.id, secret=secret, asked_at=now)
    db.session.add(made)
    db.session.flush()
    return made


def enter_second_factor(
    session: SignIn, typed: str, *, address: str, now: datetime, policy: Policy
) -> list[str] | None:
    """Give a session its second proof; None if the code is wrong or tries are locked.

    Wrong ones are counted and lock, as with passwords. The first right one
    from a new phone returns recovery codes, which are shown this once.
    """
    factor = second_factor_of(session.person, to_change=True)
    if factor is None or is_locked(factor.locked_until, now):
        return None
    step = step_of(factor.secret, typed, now, after=factor.last_step)
    if step is None and not _used(factor, typed, address=address, now=now):
        _count_failure(factor, now, policy)
        return None
    factor.last_step, factor.wrong_tries = step or factor.last_step, 0
    session.second_at = now
    if factor.confirmed_at:
        return []
    factor.confirmed_at = now
    note_change(
        session.person, AccountStep.SECOND_FACTOR_SET, address=address, now=now, by=session.person
    )
    return _new_codes(session.person)


def reset_second_factor(person: Person, *, by: Person, address: str, now: datetime) -> None:
    """Forget somebody's phone and codes and end their sessions: they set up another one."""
    for kept in (SecondFactor, RecoveryCode):
        db.session.execute(delete(kept).where(kept.person_id == person.id))
    begun = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    db.session.execute(begun.values(ended_at=now))
    note_change(person, AccountStep.SECOND_FACTOR_RESET, address=address, now=now, by=by)


def _used(factor: SecondFactor, typed: str, *, address: str, now: datetime) -> bool:
    """Use up a recovery code and say whether it was one; before a phone is set up there is none."""
    code = as_recovery_code(typed)
    if not code or not factor.confirmed_at:
        return False
    theirs = update(RecoveryCode).where(
        RecoveryCode.person_id == factor.person_id,
        RecoveryCode.code_hash == _hash(factor.person_id, code),
        RecoveryCode.used_at.is_(None),
    )
    used = db.session.scalars(theirs.values(used_at=now).returning(RecoveryCode.person_id)).all()
    if used:
        step = AccountStep.RECOVERY_CODE_USED
        note_change(factor.person, step, address=address, now=now, by=factor.person)
    return bool(used)


def _count_failure(factor: SecondFactor, now: datetime, policy: Policy) -> None:
    factor.wrong_tries += 1
    if until := lock_after_failure(factor.wrong_tries, now, policy):
        factor.locked_until, factor.wrong_tries = until, 0


def _new_codes(person: Person) -> list[str]:
    codes = ["".join(secrets.choice(SIGNS) for _ in range(8)) for _ in range(RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    db.session.add_all(
        RecoveryCode(person_id=person.id, code_hash=_hash(person.id, code)) for code in codes
    )
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def _hash(person_id: int, code: str) -> str:
    """Return what is kept of a code; the portal's own key is in it, as in codes that are sent."""
    key = config.current().secret_key.encode()
    return hmac.new(key, f"recovery {person_id} {code}".encode(), hashlib.sha256).hexdigest()
