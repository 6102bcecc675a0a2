"""Ways in that work once: asked for at the door, looked up by a job, sent, used, and forgotten."""

import secrets
from datetime import datetime, timedelta

from portal import clock, config, i18n, jobs, messages
from portal.accounts.actions.letters import Letter, send_code, send_invitation, send_mail
from portal.accounts.actions.passwords import matches, set_password
from portal.accounts.actions.sessions import (
    Visit,
    begin_session,
    count_failure,
    end_other_sessions,
    note_change,
    void_secrets,
)
from portal.accounts.models import OneTimeSecret, Person, SecretReader, SignIn
from portal.accounts.queries import (
    hash_of,
    hash_of_code,
    hold,
    is_code_of,
    people_meant,
    person_by_login,
    secret_of_browser,
    sent_lately,
)
from portal.accounts.rules import (
    CODE_DIGITS,
    AccountStep,
    SignInWay,
    as_code,
    is_locked,
    may_send,
    mobile,
    takes_code,
)
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.policy.queries import policy_on
from portal.policy.rules import Policy

KEPT = timedelta(days=180)  # who asked for a way in, when and from where
NOBODYS_KEPT = timedelta(days=1)  # what was asked for by a name that nobody goes by
WRONG_OR_OVER = N_("The present password is wrong, or it is locked after too many wrong tries.")


def ask_secret(typed: str, *, browser: str, language: str, address: str, now: datetime) -> None:
    """Write down that somebody wants to be let in; a job finds out whether there is anybody."""
    secret = OneTimeSecret(
        asked_at=now,
        asked_as=typed,
        browser_hash=hash_of(browser),
        language=language,
        from_address=address,
    )
    db.session.add(secret)
    db.session.flush()
    jobs.want("send_secret", secret.id)


def settle_secret(secret: OneTimeSecret, *, now: datetime, policy: Policy) -> None:
    """Look up who asked, and send them a code, by mail a link as well; nobody is sent nothing.

    A code is made in any case: at the door it is tried in the same way,
    whether it was ever sent or not. Where the worker stood still, nobody waits any more.
    """
    typed, secret.asked_as = secret.asked_as or "", None
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    token = secrets.token_urlsafe(24)
    secret.code_hash, secret.link_hash = hash_of_code(secret, code), hash_of(token)
    secret.code_until = now + timedelta(minutes=policy.code_minutes)
    secret.clean_at = now + NOBODYS_KEPT
    people, way = _whom_and_how(typed, now)
    is_late = now - secret.asked_at >= timedelta(minutes=policy.code_minutes)
    if (
        is_late
        or not way
        or not all(may_send(sent_lately(one, now), now, policy) for one in people)
    ):
        return
    for one in people:
        secret.readers.append(SecretReader(person=one, sent_at=now))
    is_mail, to = way
    secret.link_until = now + timedelta(minutes=policy.link_minutes) if is_mail else None
    secret.clean_at = secret.link_until or secret.code_until
    letter = Letter(secret, to, people, token=token, code=code)
    with i18n.speaking(secret.language):
        send = send_mail if is_mail else send_code
        send(letter, now=now, policy=policy)


def try_code(browser: str, typed: str, *, now: datetime, policy: Policy) -> OneTimeSecret | None:
    """Return what this browser asked for, held, if the code is right; else count a wrong try."""
    secret = secret_of_browser(browser)
    if secret is None or not takes_code(
        secret.code_until, secret.ended_at, secret.wrong_tries, now, policy
    ):
        return None
    if not is_code_of(secret, as_code(typed)):
        secret.wrong_tries += 1
        return None
    return secret


def use_secret(
    secret: OneTimeSecret, person: Person, *, is_code: bool, visit: Visit, now: datetime
) -> SignIn:
    """Begin the one session of a secret for one of those it was sent to; the lock is a password's.

    Who forgot the password, tried five times and then asked for a link has
    shown by it who they are.
    """
    secret.ended_at = secret.clean_at = now
    secret.used_by_id = person.id
    way = SignInWay.INVITATION if secret.invited_by_id else SignInWay.LINK
    return begin_session(person, SignInWay.CODE if is_code else way, visit, now=now)


def invite(person: Person, *, by: Person, now: datetime) -> OneTimeSecret | None:
    """Send somebody their first way in; None if they left neither a mail nor a mobile number.

    The link works for days, so it is not sent at night. An earlier one is void.
    """
    way = _way_to(person, wants_sms=False)
    if way is None:
        return None
    policy, token, (is_mail, to) = policy_on(clock.day_of(now)), secrets.token_urlsafe(24), way
    void_secrets(person, now=now)
    until = now + timedelta(days=policy.invitation_days)
    secret = OneTimeSecret(
        asked_at=now, from_address="", language=person.language, invited_by_id=by.id
    )
    secret.link_hash, secret.link_until, secret.clean_at = hash_of(token), until, until
    secret.readers.append(SecretReader(person=person, sent_at=now))
    db.session.add(secret)
    db.session.flush()
    note_change(person, AccountStep.INVITED, address="", now=now, by=by)
    with i18n.speaking(person.language):
        send_invitation(Letter(secret, to, [person], token), is_mail=is_mail, policy=policy)
    return secret


def change_password(
    session: SignIn,
    password: str,
    *,
    current: str | None,
    address: str,
    now: datetime,
    policy: Policy,
) -> bool:
    """Set one's own password and end all one's other sessions; False if the present one is wrong.

    `current` is None for whoever has just come in by a one-time way. A wrong
    one counts and locks as at the door. Whoever has no sign-in name yet gets
    their staff number as one.
    """
    person = session.person
    hold(person)
    if current is not None:
        if is_locked(person.locked_until, now) or not person.password_hash:
            return False
        if not matches(person.password_hash, current):
            count_failure(person, now, policy)
            return False
    if person.login is None:
        if person_by_login(person.number):
            raise NotAcceptable(N_("Your number is somebody's sign-in name. Ask your community."))
        person.login = person.number
    set_password(person, password)
    person.failed_sign_ins, person.locked_until = 0, None
    end_other_sessions(person, session.key, address=address, now=now)
    note_change(person, AccountStep.PASSWORD_SET, address=address, now=now, by=person)
    return True


def clean_secret(secret: OneTimeSecret, *, now: datetime) -> None:
    """Forget the message of a secret that is over, and after half a year the secret itself."""
    messages.forget(secret.thread, None)
    is_old = now - secret.asked_at >= KEPT
    if is_old or not secret.readers:
        db.session.delete(secret)
    else:
        secret.clean_at = secret.asked_at + KEPT


def _whom_and_how(typed: str, now: datetime) -> tuple[list[Person], tuple[bool, str] | None]:
    """Return who is meant, and the one way to reach them all.

    One name or number can mean two people who are reached in different ways,
    such as where it is the sign-in name of one and the number of the other:
    then the sign-in name counts, and without one nobody is meant.
    """
    people = people_meant(typed, clock.day_of(now))
    wants_sms = mobile(typed) is not None
    if len({_way_to(one, wants_sms=wants_sms) for one in people}) > 1:
        people = [one for one in people if one.login == typed]
    return people, _way_to(people[0], wants_sms=wants_sms) if people else None


def _way_to(person: Person, *, wants_sms: bool) -> tuple[bool, str] | None:
    """Return whether by mail and to what address, or None; what the portal can't send is no way."""
    settings = config.current()
    number = mobile(person.phone) if settings.sms else None
    mail = person.email if settings.smtp_url else None
    if number and (wants_sms or not mail):
        return False, number
    return (True, mail) if mail else None
