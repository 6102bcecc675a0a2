"""Who is told what when a case moves. Words are settled now; sending is a job."""

from collections.abc import Iterable
from datetime import datetime

from portal import clock, config, i18n, messages
from portal.accounts.models import Person
from portal.accounts.queries import clerks_of, holders
from portal.accounts.rules import OFFICES, Role
from portal.cases.models import Case
from portal.errors import N_
from portal.grids.rules import DISTRICT

SAID: dict[str, tuple[str, str]] = {
    "received": (
        N_("Your report %(number)s has arrived"),
        N_("We will resolve it by %(promise)s. Follow it here: %(follow)s"),
    ),
    "dispatched": (
        N_("Your report %(number)s is with %(unit)s"),
        N_("They promise to resolve it by %(due)s. Follow it here: %(follow)s"),
    ),
    "declined": (
        N_("About your report %(number)s"),
        N_("We cannot take it on: %(words)s See it here: %(follow)s"),
    ),
    "resolved": (
        N_("%(unit)s says that report %(number)s is resolved"),
        N_("%(words)s Is it solved? Two taps tell us: %(rate)s"),
    ),
    "reopened": (
        N_("Your report %(number)s is open again"),
        N_("%(unit)s has it, to be resolved by %(due)s. Follow it here: %(follow)s"),
    ),
}


def tell_reporter(case: Case, kind: str, *, now: datetime, words: str = "") -> None:
    """Write to the reporter, in their language, if they left an address and allowed it."""
    if case.contact is None or not case.contact.email:
        return
    with i18n.speaking(case.language):
        subject, body = (i18n._(text) % _facts(case, words) for text in SAID[kind])
    messages.mail(case.contact.email, subject, body, now=now)


def tell_unit(case: Case, kind: str, *, now: datetime, also: Person | None = None) -> None:
    """Put a notice on the page of everyone who has the case in hand, and of who had it last."""
    people = {person.id: person for person in (*_in_hand(case, now), also) if person}
    tell(people.values(), case, kind, now=now)


def tell_level_above(case: Case, kind: str, *, now: datetime) -> None:
    """Tell the command room of the street, and for the highest levels the command centre."""
    today = clock.day_of(now)
    people = holders(Role.STREET_CLERK, case.community.code[:9], today)
    if (case.level or 1) >= 3:
        people += holders(Role.DISPATCHER, DISTRICT, today)
    tell(people, case, kind, now=now)


def tell(people: Iterable[Person], case: Case, kind: str, *, now: datetime) -> None:
    """Put a notice on each one's page."""
    for person in people:
        messages.notify(
            person.id, kind, case_number=case.number, facts=str(case.due_on or ""), now=now
        )


def _in_hand(case: Case, now: datetime) -> list[Person]:
    today = clock.day_of(now)
    if case.level == 1:
        return holders(Role.GRID_WORKER, case.grid.code, today)
    if case.unit is None:
        return []
    if role := OFFICES.get(case.unit.kind):
        return holders(role, case.unit.area_code, today) + clerks_of(case.unit, today)
    return clerks_of(case.unit, today)


def _facts(case: Case, words: str) -> dict[str, str]:
    base = config.current().base_url
    round_now = next((r for r in case.ratings if r.round == case.round), None)
    return {
        "number": case.number,
        "unit": i18n.named(case.unit) if case.unit else "",
        "promise": i18n.day(case.promised_on),
        "due": i18n.day(case.due_on) if case.due_on else "",
        "words": words,
        "follow": f"{base}/f/{case.follow_token}",
        "rate": f"{base}/r/{round_now.token}" if round_now else "",
    }
