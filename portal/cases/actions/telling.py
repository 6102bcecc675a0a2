"""Who is told what when a case moves. Words are settled now; sending is a job."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypedDict

from portal import clock, config, i18n, messages
from portal.accounts.models import Person
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.cases.models import Case
from portal.cases.queries import pause_of, people_in_hand
from portal.cases.rules import CaseStatus, Outcome
from portal.cases.rules.told import ABOUT_ITSELF, AT_ONCE, Channel, channel_for, said
from portal.errors import N_
from portal.grids.rules import DISTRICT
from portal.policy.queries import policy_on


class Timing(TypedDict):
    """When a message may go, and with which others."""

    now: datetime
    about: messages.About
    not_before: datetime
    quiet_hours: str


ASKED = {CaseStatus.RESOLVED, CaseStatus.CLOSED}
DUE = N_("It is to be resolved by %(due)s.")
LATE = N_("It was to be resolved by %(due)s and is late.")
PROMISED = N_("We will resolve it by %(due)s.")
MAY_MOVE = N_("The holidays of that year are not announced yet: the day may still move a little.")
PASSED_ON = N_("We pass it on to whoever is in charge by %(triage)s.")
GOES_ON = N_("It goes on after %(until)s at the latest.")
AGAIN = N_("Should it come back, report it once more.")
FOLLOW = N_("Follow it here:")
RATE = N_("Is it solved? Tell us with two taps by %(until)s:")
RATE_OR_CLOSED = N_("Is it solved? Tell us with two taps by %(until)s; after that we close it:")


def tell_reporter(
    case: Case,
    kind: str,
    *,
    now: datetime,
    words: str = "",
    if_heard_since: datetime | None = None,
    but_for: Case | None = None,
) -> None:
    """Write to the reporter, in their language, if they left an address and allowed it.

    Whose report was joined to this one hears the same, with their own number
    and link: whoever moves a case tells it once, and everybody is told. What
    only takes back is told to whom a message settled since then has reached;
    and nobody is told what they have just said themselves (`but_for`).
    """
    joined = [] if kind in ABOUT_ITSELF else case.merged
    for report in (case, *joined):
        if report is but_for:
            continue
        if if_heard_since and not messages.has_gone(report.number, since=if_heard_since):
            continue
        if way := _way_to(report):
            with i18n.speaking(report.language):
                _settle(case, report, kind, way, words=words, now=now)


def as_read(
    case: Case, kind: str, *, words: str, outcome: Outcome | None = None
) -> tuple[str, str]:
    """Return subject and sentences as the reporter would read them; nothing is sent."""
    with i18n.speaking(case.language):
        told, facts = said(kind, outcome), _facts(case, case, words)
        return i18n._(told.subject) % facts, (i18n._(told.body) % facts).strip()


def tell_joined(report: Case, *, now: datetime) -> None:
    """Tell a reporter that theirs goes on with another one, how that stands, and what is asked."""
    if report.merged_into and (way := _way_to(report)):
        with i18n.speaking(report.language):
            _settle(report.merged_into, report, "merged", way, words="", now=now)


def _way_to(report: Case) -> tuple[Channel, str] | None:
    """Return how a reporter is written to, if they can be."""
    if report.contact is None:
        return None
    settings = config.current()
    return channel_for(
        report.contact.email,
        report.contact.phone,
        has_mail=bool(settings.smtp_url),
        has_sms=settings.sms is not None,
    )


def _settle(
    case: Case,
    report: Case,
    kind: str,
    way: tuple[Channel, str],
    *,
    words: str,
    now: datetime,
) -> None:
    """Settle one message: its words, what it ends with, and when it may go."""
    channel, to = way
    kind, _dot, how = kind.partition(".")
    how = {"resolved": case.outcome, "closed": case.closed_by}.get(kind) or how
    step_words, facts = said(kind, how), _facts(case, report, words)
    policy = policy_on(clock.day_of(now))
    go_on = now
    if kind not in AT_ONCE:
        joined_at = messages.next_turn(report.number, to, now)
        go_on = joined_at or now + timedelta(minutes=policy.digest_minutes)
    about = messages.About(report.number, kind, _standing(case, report, now))
    when: Timing = {
        "now": now,
        "about": about,
        "not_before": go_on,
        "quiet_hours": policy.quiet_hours,
    }
    if channel is Channel.SMS:
        messages.sms(to, i18n._(step_words.sms) % facts, **when)
    else:
        subject, body = i18n._(step_words.subject) % facts, i18n._(step_words.body) % facts
        messages.mail(to, subject, body.strip(), **when)


def hold_told(case: Case, *, since: datetime, until: datetime) -> None:
    """Let what its reporters were told of a case since a moment wait until another one."""
    for report in (case, *case.merged):
        messages.hold(report.number, since=since, until=until)


def withdraw_told(case: Case, *, since: datetime, now: datetime) -> None:
    """Take back what its reporters were told of a case since a moment and has not gone."""
    for report in (case, *case.merged):
        messages.withdraw(report.number, since=since, now=now)


def tell_unit(
    case: Case,
    kind: str,
    *,
    now: datetime,
    also: Person | None = None,
    facts: str | None = None,
) -> None:
    """Put a notice on the page of everyone who has the case in hand, and of who had it last."""
    people = {
        person.id: person for person in (*people_in_hand(case, clock.day_of(now)), also) if person
    }
    tell(people.values(), case, kind, now=now, facts=facts)


def tell_level_above(case: Case, kind: str, *, now: datetime) -> None:
    """Tell the command room of the street, and for the highest levels the command centre."""
    today = clock.day_of(now)
    people = holders(Role.STREET_CLERK, case.community.code[:9], today)
    if (case.level or 1) >= 3:
        people += holders(Role.DISPATCHER, DISTRICT, today)
    tell(people, case, kind, now=now)


def tell_dispatchers(case: Case, kind: str, *, now: datetime) -> None:
    """Tell those who dispatch: the street's command room, and the district's for its levels.

    Where the street has nobody, the district's is told whatever the level: a
    case that waits for a dispatcher must never wait unseen.
    """
    today = clock.day_of(now)
    people = holders(Role.STREET_CLERK, case.street.code, today)
    if not people or (case.level or 1) >= 3:
        people += holders(Role.DISPATCHER, DISTRICT, today)
    tell(people, case, kind, now=now)


def tell(
    people: Iterable[Person], case: Case, kind: str, *, now: datetime, facts: str | None = None
) -> None:
    """Put a notice on each one's page, once; its date is the due date unless another is given."""
    for person in {person.id: person for person in people}.values():
        messages.notify(
            person.id,
            kind,
            case_number=case.number,
            facts=str(case.due_on or "") if facts is None else facts,
            now=now,
        )


def _standing(case: Case, report: Case, now: datetime) -> str:
    """Return how a case stands now, and under it the one link that matters most."""
    base = config.current().base_url
    asked = next((r for r in report.ratings if r.round == report.round), None)
    if asked and asked.solved is None and asked.expires_at > now and case.status in ASKED:
        words = RATE_OR_CLOSED if case.status is CaseStatus.RESOLVED else RATE
        until = i18n.day(clock.day_of(asked.expires_at) - timedelta(days=1))  # its last whole day
        return f"{i18n._(words) % {'until': until}}\n{base}/r/{asked.token}"
    return "\n".join((*_next(case, now), i18n._(FOLLOW), f"{base}/f/{report.follow_token}"))


def _next(case: Case, now: datetime) -> list[str]:
    """Return what comes next and by when, as far as something does."""
    if case.status is CaseStatus.PAUSED:
        lasting = pause_of(case)
        until = lasting.until if lasting else None
        return [i18n._(GOES_ON) % {"until": i18n.day(until)}] if until else []
    if case.status is CaseStatus.CLOSED:
        return [i18n._(AGAIN)]
    return _days(case, clock.day_of(now)) if case.status.is_open else []


def _days(case: Case, today: date) -> list[str]:
    """Return by when somebody has a case in hand, and by when it is to be resolved."""
    due = {"due": i18n.day(case.due_on or case.promised_on)}
    if today > (case.due_on or case.promised_on):
        return [i18n._(LATE) % due]
    if case.due_on:
        return [i18n._(DUE) % due, *([i18n._(MAY_MOVE)] if case.is_due_provisional else [])]
    triage = {"triage": i18n.day(case.triage_due_on)}
    passed_on = [i18n._(PASSED_ON) % triage] if today <= case.triage_due_on else []
    may_move = [i18n._(MAY_MOVE)] if passed_on and case.is_triage_provisional else []
    return [*passed_on, *may_move, i18n._(PROMISED) % due]


def _facts(case: Case, report: Case, words: str) -> dict[str, str]:
    return {
        "number": report.number,
        "unit": i18n.named(case.unit) if case.unit else i18n._(N_("The command room")),
        "words": words,
        "other": report.merged_into.number if report.merged_into else "",
        "parts": str(len(case.parts)),
    }
