"""Notices and mail. What to say is settled when its cause happens; sending is a job."""

import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app
from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock, jobs
from portal.db import Base, db

PATIENCE = 10  # seconds that a mail server may take over one answer


class NotDelivered(Exception):
    """A mail that the server did not take, and why; without the address."""


class Notice(Base):
    """Something a member of staff is told on their page."""

    __tablename__ = "notices"
    __table_args__ = (Index(None, "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]  # no foreign key: accounts stand above the ground this lies on
    kind: Mapped[str]
    case_number: Mapped[str]
    facts: Mapped[str]  # what the words need, such as the due date
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Mail(Base):
    """One message to one address; its words are kept as they were settled."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    settled_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def notify(person_id: int, kind: str, *, case_number: str, facts: str = "", now: datetime) -> None:
    """Tell somebody on their page: the row itself is the notice, there at the commit."""
    db.session.add(
        Notice(person_id=person_id, kind=kind, case_number=case_number, facts=facts, at=now)
    )


def mail(to: str, subject: str, body: str, *, now: datetime) -> None:
    """Settle a mail and ask for it to be sent after the commit."""
    row = Mail(to=to, subject=subject, body=body, settled_at=now)
    db.session.add(row)
    db.session.flush()
    jobs.want("send_mail", row.id)


def forget(address: str) -> None:
    """Delete every mail to an address: who takes their address back is written to no more."""
    db.session.execute(delete(Mail).where(Mail.to == address))


@jobs.job
def send_mail(mail_id: int) -> None:
    """Note that a mail was sent, in the transaction that marks the job done.

    Without a mail server nothing was sent and `sent_at` stays empty: the job is
    done all the same, for mail that waits until a server is set up would come
    as news months late.
    """
    row = db.session.get(Mail, mail_id)
    if row and _smtp_url():
        row.sent_at = row.sent_at or clock.now()


@jobs.beforehand(send_mail)
def deliver(mail_id: int) -> None:
    """Hand one mail to the mail server, unless it was sent or taken back, or there is no server.

    The Message-ID is the row's own: where the line broke between the server's
    "accepted" and our note of it, the second copy is known as the same message.
    """
    row = db.session.get(Mail, mail_id)
    if row and row.sent_at is None and (smtp_url := _smtp_url()):
        _hand_over(_letter(row), row.to, smtp_url)


@jobs.every(days=1)
def clear_old_mails() -> bool:
    """Delete mails that were settled long ago: they hold addresses."""
    old = (
        select(Mail.id).where(Mail.settled_at < clock.now() - jobs.KEPT).limit(jobs.CLEARED_AT_ONCE)
    )
    gone = db.session.scalars(delete(Mail).where(Mail.id.in_(old)).returning(Mail.id))
    return len(gone.all()) == jobs.CLEARED_AT_ONCE


def _smtp_url() -> str:
    return str(current_app.config["SETTINGS"].smtp_url)


def _letter(row: Mail) -> EmailMessage:
    """Return the message. An address is one address and a subject one line, whatever they hold."""
    settings = current_app.config["SETTINGS"]
    letter = EmailMessage()
    letter["From"] = settings.mail_from
    letter["To"] = Address(addr_spec=row.to)
    letter["Subject"] = " ".join(row.subject.split())
    letter["Message-ID"] = f"<mail-{row.id}@{_host()}>"
    letter["Date"] = row.settled_at
    letter["Auto-Submitted"] = "auto-generated"  # so that no holiday notice answers it
    letter.set_content(row.body)
    return letter


def _hand_over(letter: EmailMessage, to: str, smtp_url: str) -> None:
    server = urlsplit(smtp_url)
    with _line(server) as line:
        if server.username and server.scheme == "smtp":
            line.starttls(context=_trust())
        if server.username:
            line.login(unquote(server.username), unquote(server.password or ""))
        try:
            line.send_message(letter, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = refused.recipients[to]
            words = said.decode(errors="replace").replace(to, "…")  # no address in logs
            raise NotDelivered(f"the mail server refused the address: {code} {words}") from None


def _line(server: SplitResult) -> smtplib.SMTP:
    name, us = server.hostname or "", _host()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(name, server.port or 465, us, timeout=PATIENCE, context=_trust())
    return smtplib.SMTP(name, server.port or 25, us, timeout=PATIENCE)


@cache
def _trust() -> ssl.SSLContext:
    """Read the system's certificates once: that takes as long as sending the mail."""
    return ssl.create_default_context()


def _host() -> str:
    return urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"
