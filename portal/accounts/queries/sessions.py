"""What is asked at the door: whose session this is, who is meant, and whom a secret lets in."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from portal import clock, config
from portal.accounts.models import (
    AccountChange,
    OneTimeSecret,
    Person,
    Post,
    RecoveryCode,
    SecondFactor,
    SecretReader,
    SignIn,
)
from portal.accounts.queries.people import posts_of
from portal.accounts.rules import (
    has_idled,
    has_left,
    may_be_kept,
    mobile,
    takes_link,
    ways_to_write,
)
from portal.db import db
from portal.policy.rules import Policy

LONGEST_SESSION = timedelta(hours=12)
MOST_SHOWN = 50  # sessions or changes on one page
MOST_ALIKE = 12  # people with one phone or mail; more than that is a switchboard


def person_by_login(login: str, *, to_change: bool = False) -> Person | None:
    """Return whoever signs in by this name; to change the row, two at once take turns."""
    found = select(Person).where(Person.login == login)
    if to_change:
        found = found.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(found)


def hold(person: Person) -> None:
    """Hold somebody's row to the end, as it is now: two at once take turns."""
    held = select(Person).where(Person.id == person.id).with_for_update()
    db.session.scalar(held.execution_options(populate_existing=True))


def person_of_session(key: str, now: datetime) -> Person | None:
    """Return the person of a session that has not ended, or None."""
    sign_in = live_session(key, now)
    return sign_in.person if sign_in else None


def live_session(key: str, now: datetime) -> SignIn | None:
    """Return a session that has not ended, of somebody who has not left, or None."""
    sign_in = db.session.scalars(_with_posts(), {"key": key}).unique().one_or_none()
    if sign_in is None or sign_in.ended_at or has_left(sign_in.person.ended_on, clock.day_of(now)):
        return None
    is_long = now - sign_in.started_at > LONGEST_SESSION
    return None if is_long and not stays_signed_in(sign_in, clock.day_of(now)) else sign_in


@cache
def _with_posts() -> Select[SignIn]:
    """Return the question of every page of staff, made once: making it takes a third of asking."""
    whole = joinedload(SignIn.person).joinedload(Person.posts).joinedload(Post.unit)
    return select(SignIn).where(SignIn.key == bindparam("key")).options(whole)


def session_called(key: str) -> SignIn:
    """Return the session of this key, which is known to be there."""
    return db.session.get_one(SignIn, key)


def stays_signed_in(sign_in: SignIn, on: date) -> bool:
    """Say whether a session is kept on its phone: it was wished, and the roles held still allow it.

    Whoever is given another role later is back at thirty minutes that day.
    """
    return sign_in.is_kept and may_be_kept({post.role for post in posts_of(sign_in.person, on)})


def whose_session_was(key: str, now: datetime) -> Person | None:
    """Return the person of a session, also of one that is over; nobody, if they have left."""
    sign_in = db.session.get(SignIn, key)
    if sign_in is None or has_left(sign_in.person.ended_on, clock.day_of(now)):
        return None
    return sign_in.person


def open_sessions(person: Person, now: datetime, policy: Policy) -> list[SignIn]:
    """Return where somebody is signed in, the newest first, without what is over by its time."""
    theirs = (
        select(SignIn)
        .where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
        .where(or_(SignIn.is_kept, SignIn.started_at >= now - LONGEST_SESSION))
        .order_by(SignIn.started_at.desc())
        .limit(MOST_SHOWN)
    )
    today = clock.day_of(now)
    return [
        one
        for one in db.session.scalars(theirs)
        if not has_idled(
            one.seen_at or one.started_at, now, policy, is_kept=stays_signed_in(one, today)
        )
    ]


def mark_of_session(sign_in: SignIn) -> str:
    """Return what a page may call a session: its key alone would let its reader in."""
    return hashlib.sha256(f"session {sign_in.key}".encode()).hexdigest()[:16]


def account_changes(person: Person) -> Sequence[AccountChange]:
    """Return what was last changed about how somebody signs in, the newest first."""
    theirs = select(AccountChange).where(AccountChange.person_id == person.id)
    return db.session.scalars(theirs.order_by(AccountChange.id.desc()).limit(MOST_SHOWN)).all()


def people_meant(typed: str, on: date) -> list[Person]:
    """Return who goes by a sign-in name, staff number, phone or mail, and has not left.

    Several, where a phone or a mail is shared. More than a few are nobody: an
    address of a whole office is no one's own.
    """
    number = mobile(typed)
    phones = [typed, *(ways_to_write(number) if number else ())]
    is_meant = or_(
        Person.login == typed,
        Person.number == typed,
        Person.phone.in_(phones),
        Person.email.in_({typed, typed.lower()}),
    )
    meant = select(Person).where(is_meant).order_by(Person.id).limit(MOST_ALIKE + 1)
    found = [one for one in db.session.scalars(meant) if not has_left(one.ended_on, on)]
    return found if len(found) <= MOST_ALIKE else []


def sent_lately(person: Person, now: datetime) -> Sequence[datetime]:
    """Return when something to sign in with was sent to somebody within a day; theirs is held.

    Two at once take turns, so that no limit is passed by asking twice at the same time.
    """
    hold(person)
    sent = select(SecretReader.sent_at).where(SecretReader.person_id == person.id)
    return db.session.scalars(sent.where(SecretReader.sent_at > now - timedelta(days=1))).all()


def secret_of_browser(browser: str) -> OneTimeSecret | None:
    """Return what this browser asked for last, held: of two tries at once one comes first."""
    return db.session.scalar(
        _held(select(OneTimeSecret).where(OneTimeSecret.browser_hash == hash_of(browser)))
    )


def secret_of_link(token: str, now: datetime, *, to_use: bool = False) -> OneTimeSecret | None:
    """Return what a link stands for, while it still lets somebody in; to use it, it is held."""
    asked = select(OneTimeSecret).where(OneTimeSecret.link_hash == hash_of(token))
    secret = db.session.scalar(_held(asked) if to_use else asked)
    return secret if secret and takes_link(secret.link_until, secret.ended_at, now) else None


def readers_of(secret: OneTimeSecret, on: date) -> list[Person]:
    """Return whom a secret can let in: those it was sent to who have not left since."""
    return [one.person for one in secret.readers if not has_left(one.person.ended_on, on)]


def secrets_to_clean(now: datetime, most: int) -> Sequence[OneTimeSecret]:
    """Return the secrets whose message, or who themselves, are to be forgotten by now."""
    due = select(OneTimeSecret).where(OneTimeSecret.clean_at <= now)
    return db.session.scalars(due.order_by(OneTimeSecret.clean_at).limit(most)).all()


def hash_of(secret: str) -> str:
    """Return what is kept of a long secret: nobody can guess back to 24 bytes of chance."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hash_of_code(secret: OneTimeSecret, code: str) -> str:
    """Return what is kept of a code: a million are soon tried, so the portal's own key is in it."""
    key = config.current().secret_key.encode()
    return hmac.new(key, f"{secret.browser_hash} {code}".encode(), hashlib.sha256).hexdigest()


def is_code_of(secret: OneTimeSecret, code: str) -> bool:
    """Say whether a code is the one that was sent, in the same time whatever it is."""
    return hmac.compare_digest(secret.code_hash or "", hash_of_code(secret, code))


def second_factor_of(person: Person, *, to_change: bool = False) -> SecondFactor | None:
    """Return what somebody's phone makes codes from; to use it, two at once take turns."""
    asked = select(SecondFactor).where(SecondFactor.person_id == person.id)
    if to_change:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(asked)


def recovery_codes_left(person: Person) -> int:
    """Return how many recovery codes somebody has not used yet."""
    left = select(func.count()).where(RecoveryCode.person_id == person.id)
    return db.session.scalar(left.where(RecoveryCode.used_at.is_(None))) or 0


def _held(asked: Select[OneTimeSecret]) -> Select[OneTimeSecret]:
    return asked.with_for_update().execution_options(populate_existing=True)
