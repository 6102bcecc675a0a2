"""Messages on their way out: those of one case become one letter, and each letter is a job.

What goes into a letter is written down before it is sent. Sent again after a
kill, it is the same letter under the same name; and what is settled meanwhile
waits for the next one.
"""

import re
import smtplib
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from portal import clock, config, jobs
from portal.db import db
from portal.messages import by_mail, by_sms, quiet
from portal.messages.stored import Message, NotDelivered, Sms, letter_of, lock_waiting

MOST_WORDS = 200  # of what a server said
SLOW = 3.0  # seconds after which a failure has kept others waiting too long
REST = timedelta(minutes=1)  # for which such a server is then asked nothing more
_resting: dict[str, datetime] = {}  # until when, by its address; each worker learns it anew


@jobs.job
def join_messages(message_id: int) -> None:
    """Put a message and all that waits with it into one letter, and want that sent.

    It goes on waiting while it is held, and for the end of the quiet hours if
    the worker comes late and into them.
    """
    row, now = db.session.get(Message, message_id), clock.now()
    if row is None or row.sent_as_id or row.withdrawn_at:
        return
    may_go_at = quiet.after(max(row.not_before or now, now), row.quiet)
    if may_go_at > now:
        row.not_before = may_go_at
        jobs.want("join_messages", row.id, not_before=may_go_at)
    elif letter := lock_waiting(row, now):
        name = next(one.id for one in letter if one.sent_as_id is None)  # never one tried before
        for one in letter:
            one.sent_as_id = name
        jobs.want("send_sms" if isinstance(row, Sms) else "send_mail", name)


@jobs.job
def send_mail(message_id: int) -> None:
    """Note that a mail was sent, in the transaction that marks the job done.

    Without a mail server nothing was sent, and that is noted: the job is done
    all the same, for mail that waits until a server is set up would come as
    news months late.
    """
    _note_gone(letter_of(message_id), is_sent=bool(config.current().smtp_url))


@jobs.beforehand(send_mail)
def deliver(message_id: int) -> None:
    """Hand one letter to the mail server, unless it was sent or taken back, or there is no server.

    Its Message-ID is its first message's own: where the line broke between the
    server's "accepted" and our note of it, the second copy is known as the same.
    """
    letter = letter_of(message_id)
    if letter and (smtp_url := config.current().smtp_url):
        _safely(partial(by_mail.hand_over, message_id, letter, smtp_url), smtp_url, letter[0].to)


@jobs.job
def send_sms(message_id: int) -> None:
    """Note that an SMS was sent, or that there is no gateway that could send it."""
    _note_gone(letter_of(message_id), is_sent=config.current().sms is not None)


@jobs.beforehand(send_sms)
def deliver_sms(message_id: int) -> None:
    """Hand one SMS to the gateway, under a name by which it knows a second copy."""
    letter = letter_of(message_id)
    if letter and (gateway := config.current().sms):
        _safely(partial(by_sms.hand_over, message_id, letter, gateway), gateway.url, letter[0].to)


@jobs.after_failure(send_mail)
@jobs.after_failure(send_sms)
def note_failure(message_id: int, *, why: str, again_at: datetime | None) -> datetime | None:
    """Note on each message of a letter that it was not taken, and return when it is tried again.

    Of a failure that was none of the server's only its kind is kept: whatever
    else its words say, they may hold an address.
    """
    kind, _colon, words = why.partition(": ")
    now = clock.now()
    letter = letter_of(message_id)
    if again_at and letter:
        again_at = quiet.after(again_at, letter[0].quiet)
    for one in letter:
        one.tries, one.failed_at = one.tries + 1, now
        one.last_error = words if kind == NotDelivered.__name__ else kind
        one.not_before = again_at or one.not_before
        one.given_up_at = None if again_at else now
    return again_at


def _note_gone(letter: Sequence[Message], *, is_sent: bool) -> None:
    now = clock.now()
    for one in letter:
        if is_sent:
            one.sent_at, one.tries = now, one.tries + 1
        else:
            one.given_up_at, one.last_error = one.given_up_at or now, None


def _safely(hand_over: Callable[[], None], server: str, to: str) -> None:
    """Hand a letter over; whatever is said of a failure, the address is no part of it.

    A worker does one job at a time. Where a server fails slowly, the letters
    behind this one are put off unasked for a while: else a few SMS to a gateway
    that hangs would keep every mail waiting.
    """
    if server in _resting and clock.now() < _resting[server]:
        raise NotDelivered("the server kept us waiting in vain a moment ago")
    begun = time.monotonic()
    try:
        hand_over()
    except (OSError, ValueError, NotDelivered) as error:
        if time.monotonic() - begun >= SLOW:
            _resting[server] = clock.now() + REST
        words = str(error) if isinstance(error, NotDelivered) else _in_short(error)
        address = re.compile(re.escape(to), re.IGNORECASE)
        raise NotDelivered(address.sub("…", words)[:MOST_WORDS]) from None


def _in_short(error: Exception) -> str:
    """Return what a server or an operating system says; of anything else only its kind."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = said.decode(errors="replace") if isinstance(said, bytes) else said
        return f"the mail server answered {error.smtp_code} {words}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
