"""What triage and handling ask: the running clock, the usual unit, what is late or silent."""

from dataclasses import dataclass
from datetime import date

from portal import clock
from portal.accounts.models import Unit
from portal.accounts.queries import unit_by_code, units_for
from portal.accounts.rules import UnitKind
from portal.cases.models import Case, Matter
from portal.cases.rules import (
    CaseStatus,
    Light,
    light,
    starts_clock,
)
from portal.cases.rules import due_on as due_of
from portal.grids.models import Grid
from portal.grids.rules import DISTRICT
from portal.policy.rules import Policy, WorkCalendar


@dataclass(frozen=True)
class Clock:
    """The clock that runs on a case now: triage until it is dispatched, then its level's."""

    due_on: date
    light: Light
    is_triage: bool


def clock_of(case: Case, today: date, policy: Policy, calendar: WorkCalendar) -> Clock | None:
    """Return the clock that runs on a case, if one does: a resolved case waits for others."""
    is_triage = case.status is CaseStatus.REPORTED
    if not is_triage and case.status not in {CaseStatus.DISPATCHED, CaseStatus.IN_HAND}:
        return None
    due = case.triage_due_on if is_triage else case.due_on
    started = case.reported_at if is_triage else case.dispatched_at
    if due is None or started is None:
        return None
    colour = light(clock.day_of(started), due, today, policy, calendar)
    return Clock(due, colour, is_triage)


def due_if_dispatched(
    case: Case, level: int, today: date, policy: Policy, calendar: WorkCalendar
) -> date:
    """Return the due date that a case would have, were it dispatched to a level today."""
    if case.due_on and not starts_clock(case.due_on, case.level, level):
        return case.due_on
    return due_of(level, today, policy, calendar)


def suggested_unit(matter: Matter, level: int, grid: Grid) -> Unit | None:
    """Return the unit that usually handles a matter at a level, in this grid's place."""
    community, street = grid.community.code, grid.community.code[:9]
    if level == 4:
        return unit_by_code(matter.department) or _first_unit(DISTRICT, UnitKind.COMMAND_CENTRE)
    if level == 3:
        teams = units_for([street], UnitKind.STREET_TEAM)
        ours = [team for team in teams if team.platform == matter.platform]
        return ours[0] if ours else _first_unit(street, UnitKind.COMMAND_ROOM)
    return _first_unit(community, UnitKind.COMMUNITY)


def units_to_choose(case: Case) -> list[Unit]:
    """Return every unit that could take a case of this place."""
    community = case.community.code
    return units_for([DISTRICT, community[:9], community])


def _first_unit(area_code: str, kind: UnitKind) -> Unit | None:
    return next(iter(units_for([area_code], kind)), None)
