"""What is done with a sample: each street goes to an inspector, and what is urgent is added."""

from collections.abc import Collection
from datetime import datetime

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.supervision.actions.planning import note
from portal.supervision.models import Sampled, SpotCheck, TeamMember
from portal.supervision.queries import (
    DISPUTES,
    conflicts_on,
    days_in_street,
    may_inspect,
    streets_to_assign,
    urgent_cases,
)
from portal.supervision.rules import (
    CheckStatus,
    CheckStep,
    VisitState,
    WhyPriority,
    after,
    may_go,
)


def assign_street(
    check: SpotCheck, street_code: str, member: TeamMember, *, now: datetime
) -> list[Sampled]:
    """Give what is still to be looked at in a street to an inspector who may go there."""
    if check.status not in {CheckStatus.DRAWN, CheckStatus.SEEDED}:
        raise NotAllowedNow(N_("First the sample is drawn, then it is shared out."))
    today, person = clock.day_of(now), member.person
    if member.team_id != check.team_id or member.ended_on is not None:
        raise NotAcceptable(N_("%(name)s is not in this team."), name=person.name)
    items = [
        one
        for one in streets_to_assign(check).get(street_code, [])
        if one.state is VisitState.TO_VISIT
    ]
    if not items:
        raise NotAllowedNow(N_("There is nothing left to look at in this street."))
    conflicts = conflicts_on(check.team, today)
    if not may_inspect(person, {one.grid.code for one in items}, conflicts):
        raise NotAcceptable(
            N_("%(name)s may not look there: a conflict is written down."), name=person.name
        )
    if not may_go(days_in_street(person, street_code, today), today):
        raise NotAcceptable(
            N_("%(name)s was in this street the last two months. Somebody else goes now."),
            name=person.name,
        )
    for one in items:
        one.inspector, one.assigned_on = person, today
    return items


def add_urgent(
    check: SpotCheck, numbers: Collection[str], *, by: Person, now: datetime
) -> list[Sampled]:
    """Add cases that were disputed twice or expedited: looked at, but in no estimate."""
    after(check.status, CheckStep.ADD_PRIORITY)
    offered = {case.number: case for case in urgent_cases(check)}
    if not numbers or not set(numbers) <= set(offered):
        raise NotAcceptable(N_("Choose from the cases that were disputed twice or expedited."))
    added = [
        Sampled(
            check=check,
            number=number,
            stratum="",
            source_id=offered[number].id,
            grid_id=offered[number].grid_id,
            street_code=offered[number].street.code,
            is_priority=True,
            why_priority=WhyPriority.DISPUTED
            if offered[number].reopened >= DISPUTES
            else WhyPriority.EXPEDITED,
        )
        for number in sorted(numbers)
    ]
    db.session.add_all(added)
    note(check, CheckStep.ADD_PRIORITY, by=by, now=now, words=str(len(added)))
    return added
