"""Who is told of a finding: the unit that answers for it, and the team that signed it."""

from datetime import date, datetime

from portal import clock, messages
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.cases.queries import people_of
from portal.grids.rules import DISTRICT
from portal.supervision.models import Finding
from portal.supervision.queries.teams import members_on


def tell_unit(finding: Finding, kind: str, *, now: datetime, day: date | None = None) -> None:
    """Tell everybody who works for the unit that a finding is held against."""
    if finding.unit is None:
        return
    for person in people_of(finding.unit, clock.day_of(now)):
        _tell(person.id, finding, kind, day, now)


def tell_team(finding: Finding, kind: str, *, now: datetime, only_leads: bool = False) -> None:
    """Tell the team, or its leads alone."""
    for member in members_on(finding.team, clock.day_of(now)):
        if member.is_lead or not only_leads:
            _tell(member.person_id, finding, kind, None, now)


def tell_signers(finding: Finding, kind: str, *, now: datetime) -> None:
    """Tell the leads and the two who signed: colleagues who may look again stay blind."""
    signed = {finding.proposed_by_id, finding.signed_by_id}
    for member in members_on(finding.team, clock.day_of(now)):
        if member.is_lead or member.person_id in signed:
            _tell(member.person_id, finding, kind, None, now)


def tell_all(kind: str, *, now: datetime) -> None:
    """Tell the district's lead and every lead of a team."""
    today = clock.day_of(now)
    for role in (Role.LEAD, Role.INSPECTION_LEAD):
        for person in holders(role, DISTRICT, today):
            messages.notify(person.id, kind, case_number="", now=now)


def _tell(person_id: int, finding: Finding, kind: str, day: date | None, now: datetime) -> None:
    facts = str(day) if day else ""
    messages.notify(person_id, kind, case_number=finding.sampled.number, facts=facts, now=now)
