"""Who is told of figures: those who decide on objections, those who made them, and the lead."""

from collections.abc import Collection
from datetime import datetime

from portal import clock
from portal.accounts.queries import holders, people_by_number
from portal.accounts.rules import Role
from portal.assessment import queries
from portal.assessment.models import Objection, StoredResult
from portal.assessment.rules import SubjectKind
from portal.grids.rules import DISTRICT
from portal.messages.notices import notify


def tell_of_objection(*, now: datetime) -> None:
    """Tell the district's leads that somebody objects: one of them decides."""
    _tell_leads("figures_objected", now)


def tell_of_decision(objection: Objection, *, now: datetime) -> None:
    """Tell whoever objected that it is decided."""
    notify(objection.by_id, "figures_decided", case_number="", now=now)


def tell_of_change(changed: Collection[StoredResult], *, now: datetime) -> None:
    """Tell those whose figures are others since they were counted again: they may object."""
    theirs = {(one.kind, one.code) for one in changed}
    leaders = queries.leaders_to_tell(clock.day_of(now))
    told = {person.id for person, led in leaders if not theirs.isdisjoint(led)}
    workers = [code for kind, code in theirs if kind is SubjectKind.WORKER]
    told |= {person.id for person in people_by_number(workers).values()}
    for person_id in sorted(told):
        notify(person_id, "figures_changed", case_number="", now=now)


def tell_of_tampering(*, now: datetime) -> None:
    """Tell the district's leads that what was published is not stored as it was."""
    _tell_leads("figures_tampered", now)


def _tell_leads(kind: str, now: datetime) -> None:
    for person in holders(Role.LEAD, DISTRICT, clock.day_of(now)):
        notify(person.id, kind, case_number="", now=now)
