"""The way out by mail: one letter to one address, over SMTP."""

import smtplib
import ssl
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from urllib.parse import SplitResult, unquote, urlsplit

from portal import config
from portal.messages.stored import Message, NotDelivered

PATIENCE = 10  # seconds that a mail server may take over one answer


def hand_over(message_id: int, letter: Sequence[Message], smtp_url: str) -> None:
    """Send some messages as one mail, named after the first of them."""
    to, server = letter[-1].to, urlsplit(smtp_url)
    mail = _mail(message_id, letter)
    with _line(server) as line:
        if server.username and server.scheme == "smtp":
            line.starttls(context=_trust())
        if server.username:
            line.login(unquote(server.username), unquote(server.password or ""))
        try:
            line.send_message(mail, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = refused.recipients[to]
            words = said.decode(errors="replace")
            raise NotDelivered(f"the mail server refused the address: {code} {words}") from None


def words_of(letter: Sequence[Message]) -> str:
    """Return what a letter says: all that has happened, then how it stands by the newest word."""
    told = dict.fromkeys(one.body for one in letter)
    return "\n\n".join(part for part in (*told, letter[-1].standing) if part)


def _mail(message_id: int, letter: Sequence[Message]) -> EmailMessage:
    """Return the mail. An address is one address and a subject one line, whatever they hold."""
    newest = letter[-1]
    mail = EmailMessage()
    mail["From"] = config.current().mail_from
    mail["To"] = Address(addr_spec=newest.to)
    mail["Subject"] = " ".join(newest.subject.split())
    mail["Message-ID"] = f"<mail-{message_id}@{_host()}>"
    mail["Date"] = newest.settled_at
    mail["Auto-Submitted"] = "auto-generated"  # so that no holiday notice answers it
    if newest.stop_url:  # one tap in the mail program itself (RFC 8058)
        mail["List-Unsubscribe"] = f"<{newest.stop_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(words_of(letter))
    return mail


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
    return urlsplit(config.current().base_url).hostname or "localhost"
