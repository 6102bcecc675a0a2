"""Reports come in, matters are loaded, a reporter's contact is erased."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from portal import clock, messages
from portal.accounts.models import Person
from portal.cases.actions.history import start_triage, write_down
from portal.cases.actions.numbering import new_secrets, next_number
from portal.cases.actions.telling import tell_reporter
from portal.cases.models import Case, Contact, Matter
from portal.cases.queries import case_by_request
from portal.cases.rules import CaseStatus, Source, Step, index_terms, promised_on
from portal.cases.rules.duplicates import Position
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.files import Kept
from portal.grids.models import Grid
from portal.policy.rules import Policy, WorkCalendar


@dataclass(frozen=True)
class ContactGiven:
    """How a reporter may be reached; at least one of the two, and only with their consent."""

    phone: str = ""
    email: str = ""


def report(  # noqa: PLR0913 - all that a report is, by keyword
    grid: Grid,
    matter: Matter,
    *,
    request_key: str,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
    words: str = "",
    place_note: str = "",
    photos: Sequence[Kept] = (),
    contact: ContactGiven | None = None,
    language: str = "zh",
    is_held: bool = False,
    place: Position | None = None,
    by: Person | None = None,
) -> Case:
    """Make a case of a report, or return the case that this very form has already made.

    Taking the day's next number holds that day's counter until the commit, so
    a double tap waits here and then finds the first one's case; the number it
    took is given to nobody.
    """
    if matter.is_info or not (by or matter.residents_may_report):
        raise NotAcceptable(N_("This matter cannot be reported here. Choose another one."))
    today = clock.day_of(now)
    if known := case_by_request(request_key):
        return known
    number = next_number(today)
    if known := case_by_request(request_key):
        return known
    case = Case(
        number=number,
        request_key=request_key,
        **new_secrets(),
        matter=matter,
        grid=grid,
        community_id=grid.community_id,
        street_id=grid.community.parent_id,
        source=Source.WORKER if by else Source.RESIDENT,
        reported_by_id=by.id if by else None,
        words=words,
        place_note=place_note,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        language=language,
        is_held=is_held,
        status=CaseStatus.REPORTED,
        reopened=0,
        round=0,
        reported_at=now,
        promised_on=promised_on(matter.level, today, policy, calendar),
        policy_version=policy.version,
    )
    start_triage(case, now=now, policy=policy, calendar=calendar)
    case.contact = _kept(contact, now)
    db.session.add(case)
    write_down(case, Step.REPORT, by=by, now=now, photos=photos)
    make_findable([{"id": case.id, "words": searchable(case)}])
    tell_reporter(case, "received", now=now)
    return case


def _kept(contact: ContactGiven | None, now: datetime) -> Contact | None:
    if contact is None or not (contact.phone or contact.email):
        return None
    return Contact(phone=contact.phone or None, email=contact.email or None, consented_at=now)


def erase_contact(case: Case, *, now: datetime) -> None:
    """Forget how to reach the reporter, also in our mails; that there was a contact stays known."""
    if case.contact:
        messages.forget(case.number, case.contact.email)
        case.contact.phone = case.contact.email = None
        case.contact.erased_at = now


def searchable(case: Case) -> str:
    """Return the terms by which staff find a case: of its words, its place and its matter."""
    matter = case.matter
    said = (case.words, case.place_note, case.grid.name, matter.name, matter.name_en)
    return " ".join(index_terms(" ".join(said)))


def make_findable(rows: Sequence[Mapping[str, Any]]) -> None:
    """Put cases into the search index: rows of `id` and `words`, the terms parted by spaces."""
    keep = (
        "INSERT INTO case_search (case_id, words)"
        " VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')))"
        if db.engine.dialect.name == "postgresql"
        else "INSERT INTO case_search (rowid, words) VALUES (:id, :words)"
    )
    db.session.execute(text(keep), rows)
