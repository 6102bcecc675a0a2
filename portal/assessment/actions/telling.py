"""Who is told of figures: those who decide on objections, those who made them, and the lead."""

from datetime import datetime

from portal import clock
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.assessment.models import Objection
from portal.grids.rules import DISTRICT
from portal.messages.notices import notify


def tell_of_objection(*, now: datetime) -> None:
    """Tell the district's leads that somebody objects: one of them decides."""
    _tell_leads("figures_objected", now)


def tell_of_decision(objection: Objection, *, now: datetime) -> None:
    """Tell whoever objected that it is decided."""
    notify(objection.by_id, "figures_decided", case_number="", now=now)


def tell_of_tampering(*, now: datetime) -> None:
    """Tell the district's leads that what was published is not stored as it was."""
    _tell_leads("figures_tampered", now)


def _tell_leads(kind: str, now: datetime) -> None:
    for person in holders(Role.LEAD, DISTRICT, clock.day_of(now)):
        notify(person.id, kind, case_number="", now=now)
