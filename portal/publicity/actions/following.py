"""Addresses follow a grid once they are confirmed, hear of it daily at most, and are erased."""

import secrets
from datetime import datetime, timedelta

from portal import clock, config, i18n, messages
from portal.cases.models import Case
from portal.db import db
from portal.errors import N_
from portal.grids.models import Grid
from portal.messages import About
from portal.policy.rules import Policy
from portal.publicity.models import Follower
from portal.publicity.queries import (
    board_of,
    follower_of,
    open_cases,
    solved_cases,
    unconfirmed_before,
    unconfirmed_of,
)
from portal.publicity.rules import (
    DIGEST_HOUR,
    LINK_HOURS,
    MOST_ASKED_A_DAY,
    as_address,
    may_ask_again,
)

MOST_LINES = 12  # of each kind in one mail
CONFIRM = N_(
    "Somebody, we hope you, wants to hear by e-mail what is done in %(grid)s.\n"
    "Only if you open this link and press the button, we write to you; "
    "otherwise we erase your address in two days:"
)


def ask_to_follow(grid: Grid, address: str, *, language: str, now: datetime) -> None:
    """Send an address the link by which it is confirmed: at once, for somebody waits for it.

    Whoever asks learns nothing of it: neither that it follows already, nor
    that it was asked a moment ago or too often today.
    """
    address = as_address(address)
    follower = follower_of(grid, address)
    if follower and (follower.confirmed_at or not may_ask_again(follower.asked_at, now)):
        return
    if unconfirmed_of(address, now) >= MOST_ASKED_A_DAY:
        return
    if follower is None:
        follower = Follower(grid=grid, address=address)
        db.session.add(follower)
    follower.language, follower.asked_at = language, now
    follower.token = secrets.token_urlsafe(18)
    db.session.flush()
    _ask(follower, now=now)


def confirm_following(follower: Follower, *, now: datetime) -> None:
    """Begin to write to an address; what happened before is no news."""
    if follower.confirmed_at is None:
        follower.confirmed_at = follower.told_until = now
        follower.due_at = next_digest(now)


def stop_following(follower: Follower) -> None:
    """Erase an address with all that was written to it because of this grid."""
    messages.forget(_thread(follower), None)
    db.session.delete(follower)


def send_digest(follower: Follower, *, now: datetime, policy: Policy) -> None:
    """Settle the mail of one day, unless nothing is new; the next one is due tomorrow."""
    since = follower.told_until or now
    follower.told_until, follower.due_at = now, next_digest(now)
    opened = open_cases(follower.grid, since=since).named
    done = solved_cases(follower.grid, since=since, most=MOST_LINES)
    if not (opened or done):
        return
    with i18n.speaking(follower.language):
        lines = [
            *_part(i18n._("Solved:"), [one.case for one in done]),
            *_part(i18n._("Taken on:"), list(opened)),
        ]
        subject = i18n._("News of %(grid)s", grid=i18n.named(follower.grid))
        about = About(_thread(follower), "grid_news", _standing(follower))
    messages.mail(
        follower.address,
        str(subject),
        "\n".join(lines).strip(),
        now=now,
        about=about,
        quiet_hours=policy.quiet_hours,
        stop_url=_link(follower) + "/stop",
    )


def erase_unconfirmed(now: datetime, most: int) -> int:
    """Erase addresses that nobody has confirmed in time; return how many."""
    late = unconfirmed_before(now - timedelta(hours=LINK_HOURS), most)
    for follower in late:
        stop_following(follower)
    return len(late)


def next_digest(now: datetime) -> datetime:
    """Return when news may go next: at nine tomorrow in Asia/Shanghai, so at most once a day.

    >>> from datetime import UTC
    >>> next_digest(datetime(2026, 9, 21, 2, tzinfo=UTC)).isoformat()
    '2026-09-22T01:00:00+00:00'
    """
    tomorrow = clock.day_of(now) + timedelta(days=1)
    return clock.start_of(tomorrow) + timedelta(hours=DIGEST_HOUR)


def _ask(follower: Follower, *, now: datetime) -> None:
    with i18n.speaking(follower.language):
        grid = i18n.named(follower.grid)
        subject = str(i18n._("Confirm that you want news of %(grid)s", grid=grid))
        body = str(i18n._(CONFIRM) % {"grid": grid})
    about = About(_thread(follower), "confirm_following", _link(follower))
    messages.mail(follower.address, subject, body, now=now, about=about)


def _part(title: str, cases: list[Case]) -> list[str]:
    return ["", title, *map(_line, cases)] if cases else []


def _line(case: Case) -> str:
    """Return a case in one line: its matter, its unit and its day, and nothing of its reporter."""
    unit = i18n.named(case.unit) if case.unit else i18n._("The grid's own worker")
    words = i18n._("- %(matter)s: with %(unit)s, to be resolved by %(due)s")
    if case.resolved_at:
        words = i18n._("- %(matter)s: %(unit)s says that it is done")
        if not case.status.is_open:
            words = i18n._("- %(matter)s: done by %(unit)s")
    facts = {"matter": i18n.named(case.matter), "unit": unit}
    facts["due"] = i18n.day(case.due_on or case.promised_on)
    return str(words % facts)


def _standing(follower: Follower) -> str:
    """Return the end of a mail: where the grid is shown, and the way out."""
    board = board_of(follower.grid)
    page = f"{config.current().base_url}/b/{board.code}" if board else config.current().base_url
    return "\n".join(
        (
            str(i18n._("All that is being done there:")),
            page,
            "",
            str(i18n._("No more of these mails, and your address erased:")),
            _link(follower),
        )
    )


def _link(follower: Follower) -> str:
    return f"{config.current().base_url}/follow/{follower.token}"


def _thread(follower: Follower) -> str:
    """Return the name under which the mails of one follower are kept together."""
    return f"follower-{follower.id}"
