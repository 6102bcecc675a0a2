"""What is written to people who want to come in: a code, a link, both; and to who is invited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal import clock, config, i18n, messages
from portal.accounts.models import OneTimeSecret, Person
from portal.accounts.rules import family_name
from portal.messages import About
from portal.policy.rules import Policy

KIND = "sign_in"


@dataclass(frozen=True)
class Letter:
    """One message: what it stands for, where it goes, whom it lets in, and what it holds."""

    secret: OneTimeSecret
    to: str
    people: Sequence[Person]
    token: str
    code: str = ""

    @property
    def link(self) -> str:
        """Where its link leads."""
        return f"{config.current().base_url}/staff/sign-in/link/{self.token}"

    @property
    def about(self) -> About:
        """By what its message is found and forgotten."""
        return About(self.secret.thread, KIND, "")


def send_mail(letter: Letter, *, now: datetime, policy: Policy) -> None:
    """Send link and code, at any hour: whoever asked waits for it."""
    by_code = i18n._(
        "This code works for %(minutes)d minutes, in the browser that asked for it:",
        minutes=policy.code_minutes,
    )
    by_link = i18n._(
        "Or open this link and press the button. It works once, for %(minutes)d minutes:",
        minutes=policy.link_minutes,
    )
    lines = (
        i18n._("Somebody, we hope you, wants to sign in to the grid portal:"),
        *(f"- {_known_as(one)}" for one in letter.people),
        *("", by_code, letter.code, "", by_link, letter.link, ""),
        i18n._("It was not you? Then do nothing, and give neither of the two to anybody."),
    )
    subject = str(i18n._("Your way in to the grid portal"))
    messages.mail(letter.to, subject, "\n".join(map(str, lines)), now=now, about=letter.about)


def send_code(letter: Letter, *, now: datetime, policy: Policy) -> None:
    """Send the code alone by SMS, at any hour: whoever asked stands there and waits."""
    words = i18n._(
        "%(code)s is the code with which %(who)s signs in to the grid portal. "
        "It works for %(minutes)d minutes. Give it to nobody.",
        code=letter.code,
        who=" / ".join(map(_known_as, letter.people)),
        minutes=policy.code_minutes,
    )
    messages.sms(letter.to, str(words), now=now, about=letter.about)


def send_invitation(letter: Letter, *, is_mail: bool, policy: Policy) -> None:
    """Send the first way in, by day."""
    words = i18n._(
        "%(who)s, you can come in to the grid portal now. "
        "This link lets you in once, until %(day)s: %(link)s",
        who=_known_as(letter.people[0]),
        day=i18n.day(clock.day_of(letter.secret.link_until or letter.secret.asked_at)),
        link=letter.link,
    )
    now, about, quiet = letter.secret.asked_at, letter.about, policy.quiet_hours
    if is_mail:
        subject = str(i18n._("Your first way in to the grid portal"))
        messages.mail(letter.to, subject, str(words), now=now, about=about, quiet_hours=quiet)
    else:
        messages.sms(letter.to, str(words), now=now, about=about, quiet_hours=quiet)


def _known_as(person: Person) -> str:
    """Return a family name with the number: who shares a phone knows which of them it is."""
    name, number = family_name(person.name), person.number
    return str(i18n._("%(name)s (%(number)s)", name=name, number=number))
