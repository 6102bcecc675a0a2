"""Notices and mail. What to say is settled when its cause happens; sending is a job."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock, jobs
from portal.db import Base, db


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


@jobs.job
def send_mail(mail_id: int) -> None:
    """Send one mail, unless it was sent or the portal has no mail server.

    The Message-ID is the row's own: where the line broke between the server's
    "accepted" and our note of it, the second copy is known as the same message.
    """
    row = db.session.get_one(Mail, mail_id)
    settings = current_app.config["SETTINGS"]
    if row.sent_at or not settings.smtp_url:
        return
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, row.to, row.subject
    message["Message-ID"] = f"<mail-{row.id}@{urlsplit(settings.base_url).hostname}>"
    message["Date"] = row.settled_at
    message.set_content(row.body)
    _deliver(message, settings.smtp_url)
    row.sent_at = clock.now()


def _deliver(message: EmailMessage, smtp_url: str) -> None:
    server = urlsplit(smtp_url)
    is_tls = server.scheme == "smtps"
    connect = smtplib.SMTP_SSL if is_tls else smtplib.SMTP
    with connect(server.hostname or "", server.port or (465 if is_tls else 25), timeout=20) as line:
        if server.username:
            if not is_tls:
                line.starttls(context=ssl.create_default_context())
            line.login(unquote(server.username), unquote(server.password or ""))
        line.send_message(message)
