"""The letter to who leads a unit or an area: how it stands, and what to improve next."""

from datetime import datetime

from portal import config, i18n, messages
from portal.accounts.models import Person
from portal.accounts.queries import news_choice_of
from portal.assessment.models import Revision
from portal.assessment.queries import (
    Standing,
    Subjects,
    period_words,
    rank_words,
    said,
    standings_of,
)
from portal.assessment.rules import RevisionStatus
from portal.policy.rules import Policy

KIND = "figures"


def tell_leader(
    person: Person, subjects: Subjects, revision: Revision, *, now: datetime, policy: Policy
) -> bool:
    """Settle one letter about all that somebody leads in an edition, once; say whether it was.

    Whoever gets notices by mail gets it at the same address, others at that of their account.
    """
    thread, address = thread_of(revision, person), _address_of(person)
    if not address or not person.wants_letters or messages.messages_of(thread):
        return False
    standings = standings_of(revision, subjects)
    if not standings:
        return False
    with i18n.speaking(person.language):
        subject, body, standing = _letter(standings)
    about = messages.About(thread, KIND, standing)
    messages.mail(address, subject, body, now=now, about=about, quiet_hours=policy.quiet_hours)
    return True


def thread_of(revision: Revision, person: Person) -> str:
    """Return the name by which a letter is known: one for each person, period and occasion."""
    is_out = revision.status is RevisionStatus.PUBLISHED
    occasion = revision.number if is_out else "draft"
    return f"{KIND}-{revision.period.name}-{occasion}-{person.number}"


def _address_of(person: Person) -> str | None:
    choice = news_choice_of(person)
    return choice.address if choice else person.email


def _letter(standings: list[Standing]) -> tuple[str, str, str]:
    revision = standings[0].revision
    subject = i18n._(
        "Figures of %(period)s: what to improve next", period=period_words(revision.period)
    )
    body = "\n\n".join(_about(standing) for standing in standings)
    words = (
        i18n._("They are published, with all that they stand on:")
        if revision.status is RevisionStatus.PUBLISHED
        else i18n._("They are a draft and will still change:")
    )
    return (
        subject,
        body,
        f"{words}\n{config.current().base_url}/staff/assessment\n\n{_how_to_stop()}",
    )


def _how_to_stop() -> str:
    where = f"{config.current().base_url}/staff/notices/by-mail"
    return str(i18n._("You can stop these letters here: %(where)s", where=where))


def _about(standing: Standing) -> str:
    result = standing.result
    card = f"{config.current().base_url}/staff/assessment/{result.kind}/{result.code}"
    edition = f"edition={standing.revision.period.name}.{standing.revision.number}"
    score = (
        i18n._("Score %(score)s. %(place)s.", score=result.score, place=rank_words(result))
        if result.score is not None
        else i18n._("Too few cases for a score.")
    )
    lines = [i18n.named(result), score, ""]
    for advice in standing.advice:
        words = said(advice)
        lines += [f"- {words.fact} {words.how_sure}", f"  {words.to_do}"]
    if not standing.advice:
        lines.append(i18n._("Nothing stands out against your peers this time. Thank you."))
    lines += [i18n._("The cases behind it:"), f"{card}/improve?{edition}"]
    return "\n".join(lines)
