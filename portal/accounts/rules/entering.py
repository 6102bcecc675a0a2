"""What is true of signing in: locks, sessions that end or stay, and ways in that work once."""

import enum
import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from portal.accounts.rules.people import INSPECTS, Role
from portal.policy.rules import Policy

CODE_DIGITS = 6
FRESH = timedelta(minutes=15)  # so long after a one-time link nobody is asked for a password
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Roles whose people may stay signed in on their own phone: only those that never see how a
# reporter can be reached. None of the roles above is one; a volunteer's is.
KEPT_ROLES = frozenset({Role.VOLUNTEER})
# Whose word weighs most when it is about others: they come in with two proofs, always.
SECOND_FACTOR_ROLES = INSPECTS
PHONE = re.compile(r"Mobi|Android|iPhone|iPod|HarmonyOS|MicroMessenger|AlipayClient", re.IGNORECASE)
COMPUTER = re.compile(r"Windows|Macintosh|X11|CrOS|Linux", re.IGNORECASE)
# +86 or 0086 may stand before a number of this country; any other country says which it is.
MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})|(\+(?!86)[1-9]\d{7,14})")


class SignInWay(enum.StrEnum):
    """How a session was begun."""

    PASSWORD = "password"  # noqa: S105 - the name of a way in
    CODE = "code"  # sent to their phone or mail a moment before
    LINK = "link"
    INVITATION = "invitation"  # the first time


class Device(enum.StrEnum):
    """What a session was begun on, as coarsely as its owner needs to know it again."""

    PHONE = "phone"
    COMPUTER = "computer"
    OTHER = "other"


class AccountStep(enum.StrEnum):
    """What was changed about how somebody signs in."""

    INVITED = "invited"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of a step
    SESSIONS_ENDED = "sessions_ended"
    KEPT = "kept"  # stay signed in on this phone
    NOT_KEPT = "not_kept"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_RESET = "second_factor_reset"  # by the administrator: the phone is lost
    RECOVERY_CODE_USED = "recovery_code_used"
    POST_GIVEN = "post_given"
    POST_ENDED = "post_ended"


def lock_after_failure(failures: int, now: datetime, policy: Policy) -> datetime | None:
    """Return until when a sign-in is locked after so many failures in a row, or None."""
    if failures < policy.sign_in_tries:
        return None
    return now + timedelta(minutes=policy.lock_minutes)


def is_locked(locked_until: datetime | None, now: datetime) -> bool:
    """Say whether a sign-in is locked just now."""
    return locked_until is not None and locked_until > now


def has_idled(last_seen: datetime, now: datetime, policy: Policy, *, is_kept: bool = False) -> bool:
    """Say whether a session has been left alone for too long to go on."""
    longest = (
        timedelta(days=policy.kept_days) if is_kept else timedelta(minutes=policy.idle_minutes)
    )
    return now - last_seen > longest


def may_be_kept(roles: Collection[Role], kept_roles: Collection[Role] | None = None) -> bool:
    """Say whether somebody with these roles may stay signed in on their phone.

    One other role is enough not to: what that role sees would lie open on the
    phone as well. Somebody without any role has nothing to stay for.
    """
    kept_roles = KEPT_ROLES if kept_roles is None else kept_roles
    return bool(roles) and set(roles) <= set(kept_roles)


def device_of(user_agent: str) -> Device:
    """Return what somebody signs in on, by one coarse word of what their browser says.

    >>> device_of("Mozilla/5.0 (Linux; Android 14) Mobile"), device_of("Mozilla/5.0 (Windows NT)")
    (<Device.PHONE: 'phone'>, <Device.COMPUTER: 'computer'>)
    """
    if PHONE.search(user_agent):
        return Device.PHONE
    return Device.COMPUTER if COMPUTER.search(user_agent) else Device.OTHER


def has_just_proved_themselves(way: SignInWay, started_at: datetime, now: datetime) -> bool:
    """Say whether a password may be set without the present one: right after a one-time way in.

    Whoever forgot it has no other way; and a session left open must not be enough.
    """
    return way is not SignInWay.PASSWORD and now - started_at <= FRESH


def may_send(sent_at: Sequence[datetime], now: datetime, policy: Policy) -> bool:
    """Say whether one more code may be sent to somebody, after those at these moments."""
    in_hour = sum(now - moment < HOUR for moment in sent_at)
    in_day = sum(now - moment < DAY for moment in sent_at)
    return in_hour < policy.codes_an_hour and in_day < policy.codes_a_day


def takes_code(
    until: datetime | None, ended_at: datetime | None, wrong: int, now: datetime, policy: Policy
) -> bool:
    """Say whether a code may still be tried: in time, not used, and not guessed at too often."""
    is_open = until is not None and ended_at is None and now < until
    return is_open and wrong < policy.code_tries


def takes_link(until: datetime | None, ended_at: datetime | None, now: datetime) -> bool:
    """Say whether a link still lets somebody in."""
    return until is not None and ended_at is None and now < until


def as_code(typed: str) -> str:
    """Return a code as it was sent, however it was typed; nothing, if it cannot be one.

    >>> as_code(" 123 456"), as_code("１２３-４５６"), as_code("12345")
    ('123456', '123456', '')
    """
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    return digits if re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits) else ""


def mobile(phone: str | None) -> str | None:
    """Return the number to which an SMS can go, or None: many leave the phone at home.

    >>> mobile("138 1234-5678"), mobile("+86 13812345678"), mobile("0571-86543210")
    ('13812345678', '13812345678', None)
    """
    found = MOBILE.fullmatch(re.sub(r"[\s()-]", "", phone or ""))
    return (found[1] or found[2]) if found else None


def ways_to_write(number: str) -> list[str]:
    """Return how a mobile number may stand in a list of people.

    >>> ways_to_write("13812345678")[:3]
    ['13812345678', '138 1234 5678', '138-1234-5678']
    """
    parts = [part for part in (number[:3], number[3:7], number[7:]) if part]
    plain = [number, " ".join(parts), "-".join(parts)]
    return [*plain, f"+86{number}", f"+86 {number}", f"+86 {plain[1]}"]
