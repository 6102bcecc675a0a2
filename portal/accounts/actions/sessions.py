"""What is done at the door: sessions begin, are kept on a phone, are used, and end everywhere."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from portal import clock, counting
from portal.accounts.actions.passwords import matches
from portal.accounts.models import AccountChange, OneTimeSecret, Person, SecretReader, SignIn
from portal.accounts.queries import person_by_login, posts_of
from portal.accounts.rules import (
    AccountStep,
    Device,
    SignInWay,
    has_left,
    is_locked,
    lock_after_failure,
    may_be_kept,
)
from portal.db import db, first_look
from portal.errors import N_, NotAcceptable
from portal.policy.rules import Policy

USES = "uses of sessions"


@dataclass(frozen=True)
class Visit:
    """Where somebody comes from, on what, and whether they want to stay signed in on it."""

    address: str
    device: Device = Device.OTHER
    wants_kept: bool = False


def sign_in(
    login: str, password: str, *, visit: Visit, now: datetime, policy: Policy
) -> SignIn | None:
    """Return a new session for the right password, or None; count failures and lock.

    The answer is the same for an unknown name, a wrong password and a lock:
    who may sign in is nobody's business at the door. The check comes before the
    row is taken: it is slow, and nobody should wait for it with the row in hand.
    """
    with first_look():
        known = person_by_login(login)
        password_hash = known.password_hash if known else None
    is_right = matches(password_hash, password)
    person = person_by_login(login, to_change=True)
    if person is None or has_left(person.ended_on, clock.day_of(now)):
        return None
    if is_locked(person.locked_until, now):
        return None
    if not is_right:
        count_failure(person, now, policy)
        return None
    return begin_session(person, SignInWay.PASSWORD, visit, now=now)


def begin_session(person: Person, way: SignInWay, visit: Visit, *, now: datetime) -> SignIn:
    """Begin a session; it stays on its phone if that is wished and all roles held allow it."""
    person.failed_sign_ins, person.locked_until = 0, None
    roles = {post.role for post in posts_of(person, clock.day_of(now))}
    session = SignIn(
        key=secrets.token_urlsafe(24),
        person=person,
        started_at=now,
        from_address=visit.address,
        way=way,
        device=visit.device,
        is_kept=visit.wants_kept and may_be_kept(roles),
    )
    db.session.add(session)
    return session


def sign_out(key: str, *, now: datetime) -> None:
    """End a session for good."""
    if session := db.session.get(SignIn, key):
        session.ended_at = now


def end_session(session: SignIn, *, address: str, now: datetime, by: Person) -> None:
    """End one session for good, on whatever device it is."""
    session.ended_at = now
    note_change(session.person, AccountStep.SESSIONS_ENDED, address=address, now=now, by=by)


def end_other_sessions(
    person: Person, key: str, *, address: str, now: datetime, by: Person | None = None
) -> None:
    """End all sessions of somebody but one, and make void what was sent to sign in with.

    Without a key all of them: an administrator does so where a phone was lost.
    """
    if _end_all_but(person, key, now):
        note_change(person, AccountStep.SESSIONS_ENDED, address=address, now=now, by=by or person)
    void_secrets(person, now=now)


def void_secrets(person: Person, *, now: datetime) -> None:
    """Let nothing that was sent to somebody before let anybody in any more."""
    theirs = SecretReader.__table__
    sent = OneTimeSecret.id.in_(
        theirs.select().with_only_columns(theirs.c.secret_id).where(theirs.c.person_id == person.id)
    )
    void = update(OneTimeSecret).where(sent, OneTimeSecret.ended_at.is_(None))
    db.session.execute(void.values(ended_at=now, clean_at=now))


def keep_session(session: SignIn, *, is_kept: bool, address: str, now: datetime) -> None:
    """Stay signed in on this phone, or no longer; only with roles that allow it."""
    roles = {post.role for post in posts_of(session.person, clock.day_of(now))}
    if is_kept and not may_be_kept(roles):
        raise NotAcceptable(N_("With your posts nobody stays signed in: too much would lie open."))
    if session.is_kept != is_kept:
        session.is_kept = is_kept
        step = AccountStep.KEPT if is_kept else AccountStep.NOT_KEPT
        note_change(session.person, step, address=address, now=now, by=session.person)


def note_change(
    person: Person, step: AccountStep, *, address: str, now: datetime, by: Person
) -> None:
    """Write down that something about how somebody signs in was changed."""
    db.session.add(
        AccountChange(person_id=person.id, step=step, at=now, by_id=by.id, from_address=address)
    )


def count_failure(person: Person, now: datetime, policy: Policy) -> None:
    """Count a wrong password, and lock after too many."""
    person.failed_sign_ins += 1
    if until := lock_after_failure(person.failed_sign_ins, now, policy):
        person.locked_until, person.failed_sign_ins = until, 0


def note_use(session: SignIn, *, now: datetime) -> None:
    """Note that a session is in use; nothing is written now, for looking changes nothing."""
    counting.count(USES, (session.key, now))


@counting.written_by(USES)
def add_uses(uses: Mapping[Any, int]) -> None:
    """Write down when sessions were used last."""
    last: dict[str, datetime] = {}
    for key, moment in uses:
        last[key] = max(moment, last.get(key, moment))
    for key in sorted(last):
        used = update(SignIn).where(SignIn.key == key)
        db.session.execute(used.values(seen_at=last[key]))


def _end_all_but(person: Person, key: str, now: datetime) -> int:
    """End them also where they are over by their time: nothing of them can come back."""
    others = update(SignIn).where(SignIn.person_id == person.id, SignIn.key != key)
    ended = others.where(SignIn.ended_at.is_(None)).values(ended_at=now).returning(SignIn.key)
    return len(db.session.scalars(ended).all())
