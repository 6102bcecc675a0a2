"""Due dates as pure sums: what random histories of steps can and cannot do to them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions, queries
from portal.cases.models import Case, Matter
from portal.cases.rules import (
    LEVELS,
    MOVES,
    Light,
    Outcome,
    PauseReason,
    Step,
    after,
    amber_until,
    days_of_pause,
    due_by_sum,
    due_on,
    light,
    most_more_days,
    restarts_clock,
)
from portal.db import db
from portal.errors import Refused
from portal.grids.models import Grid
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import DRAFT, WorkCalendar
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_unit,
)
from tests.policy.test_rules import CALENDAR

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
few = st.integers(0, 20)


# the sum


@given(days, st.integers(1, 7), st.lists(st.tuples(st.sampled_from("pe"), few), max_size=4))
def test_the_order_of_pauses_and_extensions_never_matters(started, clock_days, parts):
    def due(order):
        paused = sum(n for kind, n in order if kind == "p")
        extended = sum(n for kind, n in order if kind == "e")
        return due_by_sum(started, clock_days, CALENDAR, paused_days=paused, extended_days=extended)

    assert len({due(order) for order in permutations(parts)}) == 1


@given(days, st.sampled_from(LEVELS), few, few)
def test_a_day_more_is_a_working_day_later(started, level, paused, extended):
    whole = due_by_sum(
        started,
        DRAFT.days_to_resolve(level),
        CALENDAR,
        paused_days=paused,
        extended_days=extended,
    )

    assert CALENDAR.between(due_on(level, started, DRAFT, CALENDAR), whole) == paused + extended


def day(text):
    return date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("paused", "goes_on", "last", "added"),
    [
        pytest.param("11-23", "11-23", "11-27", 0, id="ended on its first day"),
        pytest.param("11-23", "11-25", "11-27", 2, id="two working days on"),
        pytest.param("11-20", "11-22", "11-27", 0, id="over a weekend only"),
        pytest.param("09-18", "09-20", "09-25", 1, id="through a worked Sunday"),
        pytest.param("09-30", "10-08", "10-09", 1, id="over National Day"),
        pytest.param("11-23", "12-20", "11-27", 4, id="found a month after its last day"),
    ],
)
def test_a_pause_adds_its_working_days_and_never_more_than_approved(paused, goes_on, last, added):
    assert days_of_pause(day(paused), day(goes_on), day(last), CALENDAR) == added


@pytest.mark.parametrize(
    ("level", "extended", "most"),
    [
        pytest.param(1, 0, 0, id="level 1 has none"),
        pytest.param(2, 0, 0, id="level 2 has none"),
        pytest.param(3, 0, 2, id="level 3 up to seven in all"),
        pytest.param(3, 1, 0, id="level 3 once"),
        pytest.param(4, 0, 8, id="level 4 up to fifteen in all"),
        pytest.param(4, 3, 0, id="level 4 once"),
    ],
)
def test_how_many_more_days_a_level_can_have(level, extended, most):
    assert most_more_days(level, DRAFT.days_to_resolve(level), extended, DRAFT) == most


@given(days, st.sampled_from(LEVELS), few)
def test_time_that_stood_still_turns_no_light_amber(started, level, paused):
    plain = due_on(level, started, DRAFT, CALENDAR)
    later = CALENDAR.add(plain, paused)
    goes_on = CALENDAR.add(started, paused)  # paused on the day of dispatch

    for used in range(8):
        today = CALENDAR.add(started, used)
        same = CALENDAR.add(goes_on, used)
        if today <= plain:
            assert light(started, plain, today, DRAFT, CALENDAR) is light(
                started, later, same, DRAFT, CALENDAR, paused=paused
            )


@given(days, st.sampled_from(LEVELS), st.integers(0, 8), few, few)
def test_whatever_is_amber_after_a_pause_or_extension_is_still_looked_at(
    started, level, extended, paused, later
):
    extended = min(extended, most_more_days(level, DRAFT.days_to_resolve(level), 0, DRAFT))
    due = due_by_sum(
        started,
        DRAFT.days_to_resolve(level),
        CALENDAR,
        paused_days=paused,
        extended_days=extended,
    )
    today = due - timedelta(days=later)

    if light(started, due, today, DRAFT, CALENDAR, paused=paused) is Light.AMBER:
        assert due <= amber_until(today, DRAFT, CALENDAR)


# random histories, by the real actions


NOW = datetime(2026, 9, 21, 2, tzinfo=UTC)
# Steps that are none of the clock's business.
BESIDE = {
    "note": Step.NOTE,
    "answer": Step.ANSWER,
    "assign": Step.ASSIGN,
    "take": Step.TAKE,
    "order": Step.EXPEDITE,
    "reply": Step.REPLY,
    "date passes": Step.EXPEDITE,
}
# Steps that may start a clock, stop it, or add to it.
OF_THE_CLOCK = {
    **{f"dispatch {n}": Step.DISPATCH for n in LEVELS},
    "return": Step.RETURN,
    "transfer": Step.TRANSFER,
    "hand up": Step.HAND_UP,
    "pause": Step.PAUSE,
    "ask for a pause": Step.ASK_PAUSE,
    "resume": Step.RESUME,
    "extend": Step.EXTEND,
    "ask for days": Step.ASK_EXTENSION,
    "refuse": Step.REFUSE,
    "resolve": Step.RESOLVE,
    "dispute": Step.DISPUTE,
}
STEPS = BESIDE | OF_THE_CLOCK
# Each move is one of those that the case has then, by its place in their list, some hours later.
moves = st.tuples(st.integers(0, 99), st.integers(0, 40))
# Most histories begin with a case in work, or little would happen in them.
histories = st.tuples(
    st.sampled_from(("dispatch 2", "dispatch 3", "dispatch 4")),
    st.lists(moves, min_size=2, max_size=8),
    st.lists(st.tuples(st.sampled_from(list(BESIDE)), st.integers(0, 9)), max_size=8),
)


@dataclass
class Office:
    """Everybody who takes part in a history."""

    units: dict[int, list[Unit]]
    lead: Person
    handler: Person
    worker: Person
    grid: Grid
    matter: Matter


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
        matter=a_matter(department=departments[0].code),
    )


@dataclass
class Walk:
    """One case on its way through a history; a step that is refused is left out."""

    office: Office
    case: Case
    calendar: WorkCalendar
    now: datetime = NOW
    dues: list[date | None] = field(default_factory=list)

    def go_on(self, place: int) -> None:
        """Take one of the steps of the clock that the case has now."""
        status = self.case.status
        open_now = [name for name, step in OF_THE_CLOCK.items() if (status, step) in MOVES]
        self.take(open_now[place % len(open_now)])
        self.dues.append(self.case.due_on)

    def take(self, step: str) -> None:
        due, status, events = self.case.due_on, self.case.status, len(self.case.events)
        try:
            after(status, STEPS[step])  # as the door asks first
            self._steps()[step]()
        except Refused:
            assert (self.case.due_on, self.case.status) == (due, status), (
                "a refusal changes nothing"
            )
            assert len(self.case.events) == events
            return
        newest = self.case.events[-1]
        if self.case.due_on != due:
            assert len(self.case.events) > events, "no date moves without an entry"
        assert newest.due_on == self.case.due_on, "the history holds the date as it is"

    def _steps(self) -> dict[str, Callable[[], object]]:
        case, office, now = self.case, self.office, self.now
        by = {"by": office.handler, "now": now}
        rules = {"policy": policy_on(clock.day_of(now)), "calendar": self.calendar}
        above = {"by": office.lead, "now": now}
        other = next(
            (u for u in office.units.get(case.level or 3, []) if u.id != case.unit_id),
            office.units[3][0],
        )
        return {
            **{f"dispatch {n}": lambda n=n: self._dispatch(n, rules) for n in LEVELS},
            "return": lambda: actions.return_to_triage(case, words="不是我们的", **by, **rules),
            "transfer": lambda: actions.transfer(case, unit=other, words="转给他们", **by),
            "hand up": lambda: actions.hand_up(case, words="办不了", **by, **rules),
            "ask for a pause": lambda: self._ask_pause(rules),
            "pause": lambda: self._granted_pause(rules),
            "resume": lambda: actions.resume(case, **above, calendar=self.calendar),
            "ask for days": self._ask_days,
            "extend": self._granted_days,
            "refuse": lambda: actions.refuse(case, note="不同意", **above),
            "resolve": lambda: actions.resolve(
                case,
                outcome=Outcome.EXPLAINED,
                words="已说明",
                photos=[],
                policy=rules["policy"],
                **by,
            ),
            "dispute": lambda: actions.dispute(
                case, words="还没好", by=office.worker, now=now, **rules
            ),
            "note": lambda: actions.note(case, note="记一笔", **by),
            "answer": lambda: actions.answer(case, words="正在办", **by),
            "assign": lambda: actions.assign(case, person=office.handler, **by),
            "take": lambda: actions.take(case, words="", **by),
            "order": lambda: actions.order(
                case, words="请抓紧", reply_by=clock.day_of(now) + timedelta(days=2), **above
            ),
            "reply": lambda: self._reply(by),
            "date passes": self._pass_date,
        }

    def _dispatch(self, level: int, rules: dict) -> None:
        unit = self.office.units[level][0]
        actions.dispatch(
            self.case,
            level=level,
            unit=unit,
            note="",
            by=self.office.lead,
            now=self.now,
            **rules,
        )

    def _ask_pause(self, rules: dict) -> None:
        until = self.calendar.add(clock.day_of(self.now), 4)
        actions.ask_pause(
            self.case,
            reason=PauseReason.COURT,
            words="等法院",
            until=until,
            by=self.office.handler,
            now=self.now,
            **rules,
        )

    def _granted_pause(self, rules: dict) -> None:
        if queries.open_request(self.case) is None:
            self._ask_pause(rules)
        actions.pause(self.case, note="", by=self.office.lead, now=self.now)

    def _ask_days(self) -> None:
        actions.ask_extension(
            self.case,
            days=2,
            words="材料未到",
            by=self.office.handler,
            now=self.now,
            policy=policy_on(clock.day_of(self.now)),
        )

    def _granted_days(self) -> None:
        if queries.open_request(self.case) is None:
            self._ask_days()
        actions.extend(
            self.case, note="", by=self.office.lead, now=self.now, calendar=self.calendar
        )

    def _reply(self, by: dict) -> None:
        for order in queries.orders_of(self.case)[:1]:
            actions.reply(order, words="马上办", **by)

    def _pass_date(self) -> None:
        """Do as the clock's own job does."""
        case = self.case
        is_late = case.due_on is not None and clock.day_of(self.now) > case.due_on
        if is_late and not case.is_overdue:
            actions.expedite(case, now=self.now)


def walked(office: Office, history, *, with_beside: bool) -> Walk:
    """Walk a history; what stands beside the clock falls between its steps, at the same hours."""
    first, of_the_clock, beside = history
    case = a_case(matter=office.matter, grid=office.grid, now=NOW)
    walk = Walk(office, case, work_calendar())
    walk.take(first)
    for n, (place, hours) in enumerate(of_the_clock):
        for step, when in beside if with_beside else ():
            if when % len(of_the_clock) == n:
                walk.take(step)
        walk.now += timedelta(hours=hours)
        walk.go_on(place)
    return walk


def due_by_history(case: Case, calendar: WorkCalendar) -> date | None:
    """Compute the due date anew, from nothing but the rows of the history and its requests."""
    started, clock_days, added, level, paused_on = None, 0, 0, 0, None
    asked = {one.event_id: one for one in queries.requests_of(case) if one.event_id}
    for event in case.events:
        on = clock.day_of(event.at)
        goes_up = event.level is not None and event.level > level
        fresh = event.step is Step.DISPATCH and (started is None or goes_up)
        if fresh or event.step in {Step.HAND_UP, Step.DISPUTE}:
            started, clock_days, added = on, DRAFT.days_to_resolve(event.level), 0
            since = on
        if event.step is Step.RETURN and restarts_clock(since, on, DRAFT, calendar):
            started = None
        if event.step is Step.PAUSE:
            paused_on, last = on, asked[event.id].until
        if event.step is Step.RESUME:
            added += calendar.between(paused_on, min(on, last))
        if event.step is Step.EXTEND:
            added += asked[event.id].days
        level = event.level or level
    return calendar.add(started, clock_days + added) if started else None


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories)
def test_a_due_date_is_the_sum_of_its_history_and_unrelated_steps_never_move_it(office, history):
    example = db.session.begin_nested()
    alone = walked(office, history, with_beside=False)
    among_others = walked(office, history, with_beside=True)

    assert alone.dues == among_others.dues
    for walk in (alone, among_others):
        assert walk.case.due_on == due_by_history(walk.case, walk.calendar)
    example.rollback()
