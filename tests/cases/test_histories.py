"""Random histories by the real actions: a due date is the sum of its history, and of nothing else.

Each history has a core, which may start, stop or lengthen the clock, and steps beside it that are
none of the clock's business. It is walked alone, and among the others in two orders: all three
have the same dates. After every single step the date is computed anew from the rows alone.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import queries
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import CaseStatus, Step
from portal.db import db
from portal.policy.queries import work_calendar
from portal.policy.rules import DRAFT, WorkCalendar
from tests.cases.walks import BESIDE, NEW_YEAR, STARTS, Office, Walk
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_unit,
)

# Each move is one of those that the case has then, by its place in their list, some hours later.
moves = st.tuples(st.integers(0, 9999), st.sampled_from((0, 1, 5, 24, 24, 48, 72)))
besides = st.tuples(st.sampled_from(list(BESIDE)), st.integers(0, 9))
# Most histories begin with a case in work, or little would happen in them.
histories = st.tuples(
    st.sampled_from(STARTS),
    st.sampled_from(("dispatch 2", "dispatch 3", "dispatch 3", "dispatch 4")),
    st.lists(moves, min_size=3, max_size=10),
    st.lists(besides, min_size=3, max_size=10),
    st.randoms(use_true_random=False),
)


@pytest.fixture
def office(app: Flask) -> Office:
    assert app
    community = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    teams = [a_unit(), a_unit()]
    departments = [a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE) for _ in (1, 2)]
    return Office(
        {1: [community], 2: [community], 3: teams, 4: departments},
        lead=a_clerk(Role.LEAD, area_code=DISTRICT_CODE),
        handler=a_clerk(Role.UNIT_CLERK, unit=teams[0]),
        worker=a_clerk(Role.GRID_WORKER, area_code=f"{COMMUNITY_CODE}001"),
        grid=a_grid(),
        matter=a_matter(
            department=departments[0].code, first_response_hours=4, evidence="现场照片"
        ),
    )


ANEW = frozenset({Step.HAND_UP, Step.DISPUTE, Step.REOPEN, Step.ESCALATE})


@dataclass(frozen=True)
class Running:
    """A clock: since when, how many working days in all, and the calendar it was counted with."""

    since: date
    days: int
    calendar: WorkCalendar


class Reckoning:
    """The due date computed anew, from nothing but the rows of the history and its requests.

    A date is as good as the calendar that was known when it was last computed.
    """

    def __init__(self, case: Case, known: dict[int, WorkCalendar]) -> None:
        self.known = known
        self.asked = {one.event_id: one for one in queries.requests_of(case) if one.event_id}
        self.running: Running | None = None
        self.before_decision: Running | None = None
        self.level, self.paused_on, self.last = 0, date.min, date.min
        self.triage: Running | None = None
        self.look: Running | None = None
        self.was: CaseStatus | None = None
        for row in case.events:
            self.read(row)

    @property
    def stands(self) -> tuple[date | None, ...]:
        """The days by which it is to be resolved, dispatched and looked at."""
        clocks = self.running, self.triage, self.look
        return tuple(one and one.calendar.add(one.since, one.days) for one in clocks)

    def read(self, row: CaseEvent) -> None:
        if row.step in {Step.DISPATCH, Step.DECLINE}:
            self.before_decision = self.running
        if row.step in ANEW or (row.step is Step.DISPATCH and self._begins(row)):
            days = DRAFT.days_to_resolve(row.level or 0)
            self.running = Running(self._day(row), days, self.known[row.id])
        elif row.step in {Step.RETURN, Step.RECALL}:
            self.running = self._given_back(row)
        elif row.step is Step.PAUSE:
            self.paused_on, self.last = self._day(row), self.asked[row.id].until or date.max
        elif self.running and row.step in {Step.RESUME, Step.EXTEND, Step.REDATE}:
            days = self.running.days + self._added(row)
            self.running = replace(self.running, days=days, calendar=self.known[row.id])
        self.level = row.level or 0
        self._wait(row)
        self.was = row.status

    def _wait(self, row: CaseEvent) -> None:
        """Start the days of triage and of the look, or count those that run with a new calendar."""
        known, day = self.known[row.id], self._day(row)
        is_back = row.status is CaseStatus.REPORTED and self.was is not CaseStatus.REPORTED
        if is_back and row.step is not Step.RECALL:
            self.triage = Running(day, DRAFT.triage_days, known)
        elif row.step is Step.RESOLVE:
            self.look = Running(day, DRAFT.verify_days, known)
        elif row.step in {Step.DISPUTE, Step.REOPEN, Step.ESCALATE}:
            self.look = None
        elif row.step is Step.REDATE and self.triage and row.status is CaseStatus.REPORTED:
            self.triage = replace(self.triage, calendar=known)
        elif row.step is Step.REDATE and self.look and row.status is CaseStatus.RESOLVED:
            self.look = replace(self.look, calendar=known)

    def _begins(self, row: CaseEvent) -> bool:
        return self.running is None or (row.level or 0) > self.level

    def _given_back(self, row: CaseEvent) -> Running | None:
        if row.step is Step.RECALL or self.running is None:
            return self.before_decision if row.step is Step.RECALL else None
        used = self.known[row.id].between(self.running.since, self._day(row))
        return None if used <= DRAFT.return_days else self.running

    def _added(self, row: CaseEvent) -> int:
        if row.step is Step.EXTEND:
            return self.asked[row.id].days or 0
        ends_on = min(self._day(row), self.last)
        days = self.known[row.id].between(self.paused_on, ends_on)
        return max(0, days) if row.step is Step.RESUME else 0

    @staticmethod
    def _day(row: CaseEvent) -> date:
        return clock.day_of(row.at)


def dates_of(case: Case, known: dict[int, WorkCalendar]) -> tuple[date | None, ...]:
    return Reckoning(case, known).stands


def begun(office: Office, start: datetime, first: str, but: str = "") -> Walk:
    """Report a case and take the first step with it."""
    with clock.stopped_at(start):
        case = a_case(matter=office.matter, grid=office.grid, now=start)
        walk = Walk(office, case, work_calendar(), start, but=but, reckon=dates_of)
        walk.known = {row.id: walk.calendar for row in case.events}
    walk.take(first)
    return walk


def walked(office: Office, history: Any, beside: list[tuple[str, int]], but: str = "") -> Walk:
    """Walk a history; what stands beside the clock falls between its steps, at the same hours."""
    start, first, core, *_rest = history
    walk = begun(office, start, first, but)
    for n, (place, hours) in enumerate(core):
        for step, when in beside:
            if when % len(core) == n:
                walk.take(step)
        walk.now += timedelta(hours=hours)
        walk.go_on(place)
    return walk


MANY = settings(
    phases=(Phase.explicit, Phase.generate),  # no shrinking: minutes, and a walk says what it did
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def forgotten(app: Flask) -> Callable[[], AbstractContextManager[None]]:
    """Lets each example leave nothing behind, whether it holds or not."""

    @contextmanager
    def example() -> Iterator[None]:
        before, kept = {id(one) for one in db.session}, db.session.begin_nested()
        try:
            yield
        finally:
            kept.rollback()
            for one in [one for one in db.session if id(one) not in before]:
                db.session.expunge(one)

    assert app
    return example


@settings(MANY, max_examples=40)
@given(history=histories)
def test_a_due_date_is_the_sum_of_its_history(office, forgotten, history):
    with forgotten():
        walk = walked(office, history, history[3])

    for name in walk.done:
        event(name)


@settings(MANY, max_examples=30)
@given(history=histories)
def test_unrelated_steps_and_their_order_never_move_a_date(office, forgotten, history):
    """Taking a dispatch back is left out: it needs that nobody has done anything since."""
    beside, chance = history[3], history[4]
    moved = [(step, chance.randint(0, 9)) for step, _when in chance.sample(beside, len(beside))]

    def dues(steps: list[tuple[str, int]]) -> list[date | None]:
        with forgotten():
            return walked(office, history, steps, but="recall").dues

    assert dues([]) == dues(beside) == dues(moved)


@settings(MANY, max_examples=20)
@given(
    pauses=st.lists(st.integers(1, 3), min_size=1, max_size=2),
    granted_at=st.integers(0, 2),
    start=st.sampled_from(STARTS),
)
def test_it_never_matters_when_more_days_are_granted(office, forgotten, pauses, granted_at, start):
    def due(granted: int) -> date | None:
        walk = begun(office, start, "dispatch 4")
        for n, days in enumerate(pauses):
            if n == granted:
                walk.take("extend")
            walk.now += timedelta(days=1)
            walk.take("pause")
            walk.now += timedelta(days=days)
            walk.take("resume")
        if granted >= len(pauses):
            walk.take("extend")
        assert walk.done.count("extend") == 1
        return walk.case.due_on

    with forgotten():
        assert due(granted_at) == due(0)


AT_THE_END_OF_THE_YEAR = ("return", "dispatch 3", "recall", "resolve", "dispute", "note")


@settings(MANY, max_examples=20)
@given(
    steps=st.lists(
        st.sampled_from(("return", "dispatch 3", "recall", "resolve", "dispute", "note")),
        max_size=6,
    ),
    hours=st.lists(st.sampled_from((1, 5, 24, 30)), min_size=7, max_size=7),
)
def test_what_waits_when_the_year_is_loaded_has_the_days_of_the_new_calendar(
    office, forgotten, steps, hours
):
    """The walk itself reckons after each step by when it is to be dispatched, and looked at."""
    eve = datetime(2026, 12, 30, 2, tzinfo=UTC)
    with forgotten():
        walk = begun(office, eve, "dispatch 3")
        for step, later in zip([*steps, "resolve"], hours, strict=False):
            walk.now += timedelta(hours=later)
            walk.take(step)
        walk.take("year is loaded")

        case = walk.case
        waits = case.status in {CaseStatus.REPORTED, CaseStatus.RESOLVED}
        is_triage = case.status is CaseStatus.REPORTED
        assert not waits or (case.triage_due_on if is_triage else case.verify_due_on) != NEW_YEAR
