"""Messages as they are kept: their words as settled, when they may go, and what became of them."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Index, and_, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock, jobs
from portal.db import Base, db
from portal.messages import quiet


class NotDelivered(Exception):
    """A message that was not taken, and why; without the address."""


class State(enum.StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # tried, and to be tried again
    GIVEN_UP = "given_up"  # tried for the last time
    NOT_SENT = "not_sent"  # there is no mail server, or no SMS gateway
    WITHDRAWN = "withdrawn"  # its cause was taken back before it went


@dataclass(frozen=True)
class About:
    """What a message is about, and how that stands: the end of the letter, with its one link.

    Messages about the same case that wait at the same time go as one letter.
    It says all that has happened, but only the newest says how things stand.
    """

    case_number: str
    kind: str
    standing: str


class Message(Base):
    """One message to one address; its words are kept as they were settled."""

    __tablename__ = "mails"  # the first of its two kinds
    __table_args__ = (Index(None, "case_number", "to"), Index(None, "settled_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    case_number: Mapped[str] = mapped_column(default="")  # no foreign key: cases stand above
    kind: Mapped[str] = mapped_column(default="")
    to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    standing: Mapped[str] = mapped_column(default="")  # may hold a secret link: for its reader only
    settled_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    quiet: Mapped[str] = mapped_column(default="")  # hours, such as 21:00-08:00
    sent_as_id: Mapped[int | None]  # the message in whose letter this one goes: its own, or another
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    given_up_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    stop_url: Mapped[str | None]  # where a mail program lets its reader leave with one tap

    __mapper_args__ = {"polymorphic_on": "channel"}  # noqa: RUF012 - read by SQLAlchemy

    @property
    def state(self) -> State:
        """What has become of it: that it went counts, whatever was noted besides."""
        if self.sent_at:
            return State.SENT
        if self.withdrawn_at:
            return State.WITHDRAWN
        if self.given_up_at:
            return State.GIVEN_UP if self.last_error else State.NOT_SENT
        return State.FAILED if self.failed_at else State.WAITING


class Mail(Message):
    """A message by e-mail."""

    __mapper_args__ = {"polymorphic_identity": "mail"}  # noqa: RUF012 - read by SQLAlchemy


class Sms(Message):
    """A message by SMS; it has no subject."""

    __mapper_args__ = {"polymorphic_identity": "sms"}  # noqa: RUF012 - read by SQLAlchemy


Kind = TypeVar("Kind", bound=Message)


def mail(
    to: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    about: About | None = None,
    not_before: datetime | None = None,
    quiet_hours: str = "",
    stop_url: str | None = None,
) -> Mail:
    """Settle a mail and ask for it to be sent after the commit, or later, and not at night."""
    row = Mail(to=to, subject=subject, body=body, settled_at=now, stop_url=stop_url)
    return _settled(row, "send_mail", about, not_before or now, quiet_hours)


def sms(
    to: str,
    text: str,
    *,
    now: datetime,
    about: About | None = None,
    not_before: datetime | None = None,
    quiet_hours: str = "",
) -> Sms:
    """Settle an SMS in the same way."""
    row = Sms(to=to, subject="", body=text, settled_at=now)
    return _settled(row, "send_sms", about, not_before or now, quiet_hours)


def next_turn(case_number: str, to: str, now: datetime) -> datetime | None:
    """Return when the next waiting message about a case goes to an address, if one waits."""
    waiting = select(func.min(Message.not_before)).where(
        Message.case_number == case_number, Message.to == to, _is_waiting()
    )
    return db.session.scalar(waiting.where(Message.not_before > now))


def messages_of(case_number: str) -> Sequence[Message]:
    """Return every message about a case, the newest first."""
    ours = select(Message).where(Message.case_number == case_number)
    return db.session.scalars(ours.order_by(Message.id.desc())).all()


def hold(case_number: str, *, since: datetime, until: datetime) -> None:
    """Let what was settled about a case since a moment wait at least until another one."""
    ours = (
        update(Message)
        .where(Message.case_number == case_number, Message.settled_at >= since)
        .where(_is_waiting(), Message.not_before < until)
    )
    db.session.execute(ours.values(not_before=until))


def withdraw(case_number: str, kind: str | None = None, *, since: datetime, now: datetime) -> int:
    """Take back what was settled about a case since a moment and has not gone; return how many."""
    ours = (
        update(Message)
        .where(Message.case_number == case_number, Message.settled_at >= since)
        .where(Message.sent_at.is_(None), Message.given_up_at.is_(None))
        .where(Message.withdrawn_at.is_(None))
    )
    if kind:
        ours = ours.where(Message.kind == kind)
    gone = db.session.scalars(ours.values(withdrawn_at=now).returning(Message.id))
    return len(gone.all())


def has_gone(case_number: str, *, since: datetime) -> bool:
    """Say whether a message about a case that was settled since a moment has been sent."""
    ours = select(Message.id).where(Message.case_number == case_number)
    gone = ours.where(Message.settled_at >= since, Message.sent_at.is_not(None))
    return db.session.scalar(gone.limit(1)) is not None


def forget(case_number: str, address: str | None) -> None:
    """Delete every message about a case: who takes their address back is written to no more.

    So are those to this address that name no case. What the same person
    follows elsewhere goes on: there they left their address as well.
    """
    of_no_case = and_(Message.case_number == "", Message.to == address)
    db.session.execute(delete(Message).where(or_(Message.case_number == case_number, of_no_case)))


@jobs.every(days=1)
def clear_old_mails() -> bool:
    """Delete messages that were settled long ago: they hold addresses."""
    old = (
        select(Message.id)
        .where(Message.settled_at < clock.now() - jobs.KEPT)
        .limit(jobs.CLEARED_AT_ONCE)
    )
    gone = db.session.scalars(delete(Message).where(Message.id.in_(old)).returning(Message.id))
    return len(gone.all()) == jobs.CLEARED_AT_ONCE


def _settled(
    row: Kind, job: str, about: About | None, not_before: datetime, quiet_hours: str
) -> Kind:
    row.not_before, row.quiet = quiet.after(not_before, quiet_hours), quiet_hours
    if about:
        row.case_number, row.kind, row.standing = about.case_number, about.kind, about.standing
    db.session.add(row)
    db.session.flush()
    jobs.want("join_messages" if about else job, row.id, not_before=row.not_before)
    return row


def lock_waiting(row: Message, now: datetime) -> Sequence[Message]:
    """Return what goes with a message now, held, in the order it was settled.

    What waits and may go, and what was tried and not taken: told after this
    one, it would be old news, and say how things stood before.
    """
    may_go = and_(_is_waiting(), Message.not_before <= now)
    together = (
        select(Message)
        .where(Message.case_number == row.case_number, Message.to == row.to)
        .where(Message.channel == row.channel, or_(may_go, _has_failed()))
        .order_by(Message.id)
    )
    held = together.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(held).all()


def letter_of(message_id: int) -> Sequence[Message]:
    """Return the messages that go as one letter and have not gone, in the order of settling.

    None where the letter's first message goes with a later letter now.
    """
    lead = db.session.get(Message, message_id)
    if lead is None or lead.sent_as_id not in {None, lead.id}:
        return []
    is_ours = or_(Message.id == lead.id, Message.sent_as_id == lead.id)
    ours = (
        select(Message)
        .where(Message.case_number == lead.case_number, Message.to == lead.to, is_ours)
        .where(Message.sent_at.is_(None), Message.withdrawn_at.is_(None))
        .order_by(Message.id)
    )
    return db.session.scalars(ours).all()


def _is_waiting() -> ColumnElement[bool]:
    return and_(
        Message.sent_as_id.is_(None), Message.sent_at.is_(None), Message.withdrawn_at.is_(None)
    )


def _has_failed() -> ColumnElement[bool]:
    """Of a letter that was not taken, and is to be tried again."""
    is_over = (Message.sent_at, Message.withdrawn_at, Message.given_up_at)
    return and_(Message.failed_at.is_not(None), *(moment.is_(None) for moment in is_over))
