"""What triage and handling ask: the running clock, the usual unit, what is late or silent."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.queries import clerks_of, holders, units_for
from portal.accounts.rules import OFFICES, Role
from portal.cases.models import Assist, Case
from portal.cases.queries.finding import times_unsolved
from portal.cases.queries.routing import one_up
from portal.cases.rules import (
    IN_WORK,
    OWES_ANSWER,
    CaseStatus,
    Light,
    Solved,
    Step,
    answer_light,
    light,
    reopening,
    starts_clock,
    triage_light,
)
from portal.cases.rules import due_on as due_of
from portal.cases.rules.routing import LAST_RESORT
from portal.cases.rules.together import OVER
from portal.db import db
from portal.grids.rules import DISTRICT
from portal.policy.rules import Policy, WorkCalendar


@dataclass(frozen=True)
class Clock:
    """The clock that runs on a case now: triage until it is dispatched, then its level's."""

    due_on: date
    light: Light
    is_triage: bool
    is_provisional: bool


def clock_of(case: Case, today: date, policy: Policy, calendar: WorkCalendar) -> Clock | None:
    """Return the clock that runs on a case, if one does: a resolved case waits for others."""
    if case.status is CaseStatus.REPORTED:
        due = case.triage_due_on
        colour = triage_light(due, today, policy, calendar)
        return Clock(due, colour, is_triage=True, is_provisional=case.is_triage_provisional)
    if case.status not in IN_WORK or case.due_on is None or case.dispatched_at is None:
        return None
    started, paused = clock.day_of(case.dispatched_at), case.paused_days
    colour = light(started, case.due_on, today, policy, calendar, paused=paused)
    return Clock(case.due_on, colour, is_triage=False, is_provisional=case.is_due_provisional)


@dataclass(frozen=True)
class AnswerClock:
    """The hours in which a reporter is to have a first answer, while nobody has given it."""

    due_at: datetime
    light: Light


def answer_clock_of(case: Case, now: datetime, policy: Policy) -> AnswerClock | None:
    """Return the clock of the first answer, if the matter has one and it still runs."""
    if case.first_response_at or case.response_due_at is None or case.status not in OWES_ANSWER:
        return None
    started = case.dispatched_at or case.reported_at
    colour = answer_light(started, case.response_due_at, now, policy)
    return AnswerClock(case.response_due_at, colour)


def due_if_dispatched(
    case: Case, level: int, today: date, policy: Policy, calendar: WorkCalendar
) -> date:
    """Return the due date that a case would have, were it dispatched to a level today."""
    if case.due_on and not starts_clock(case.due_on, case.level, level):
        return case.due_on
    return due_of(level, today, policy, calendar)


@dataclass(frozen=True)
class Again:
    """Where a case would be if its reporter said that it is not solved: with whom, until when."""

    unit: Unit | None
    due_on: date
    is_up: bool  # one level up


def if_unsolved(case: Case, today: date, policy: Policy, calendar: WorkCalendar) -> Again | None:
    """Return what a "no" would do to a case now; None where it is open already."""
    if case.status not in OVER:
        return None
    is_second = reopening(Solved.NO, times_unsolved(case)) is Step.ESCALATE
    above = one_up(case) if is_second else None
    level, unit = above or (case.level or 1, case.unit)
    return Again(unit, due_of(level, today, policy, calendar), above is not None)


def people_in_hand(case: Case, on: date) -> list[Person]:
    """Return who works for whoever has a case: at level 1 the grid's own workers."""
    return people_at(case.level, case.unit, case.grid.code, on)


def people_at(level: int | None, unit: Unit | None, grid_code: str, on: date) -> list[Person]:
    """Return who has a case of this level and unit in hand: at level 1 the grid's own workers.

    Unless the street's command room has it, because no row of the table took it.
    """
    if level == 1 and (unit is None or unit.kind is not LAST_RESORT):
        return holders(Role.GRID_WORKER, grid_code, on)
    return people_of(unit, on) if unit else []


def people_of(unit: Unit, on: date) -> list[Person]:
    """Return who works for a unit, also where their post is held for the area it serves."""
    role = OFFICES.get(unit.kind)
    office = holders(role, unit.area_code, on) if role else []
    return [*office, *clerks_of(unit, on)]


def open_assist(case: Case, unit: Unit) -> Assist | None:
    """Return what a second unit was asked on a case and has not answered yet."""
    asked = select(Assist).where(Assist.case_id == case.id, Assist.unit_id == unit.id)
    return db.session.scalar(asked.where(Assist.answered_at.is_(None)))


def assists_of(case: Case) -> list[Assist]:
    """Return what second units were asked on a case, and what they answered."""
    asked = select(Assist).where(Assist.case_id == case.id).order_by(Assist.id)
    named = joinedload(Assist.unit), joinedload(Assist.answered_by)
    return list(db.session.scalars(asked.options(*named)))


def units_to_choose(case: Case) -> list[Unit]:
    """Return every unit that could take a case of this place."""
    community = case.community.code
    return units_for([DISTRICT, community[:9], community])
