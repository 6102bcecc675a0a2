"""Figures: the kept rows agree with the cases, whatever happened to them and when."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.rules import Role
from portal.assessment import queries
from portal.assessment.jobs import recount_changed_months
from portal.assessment.models import GridMonth
from portal.assessment.rules import Counts
from portal.cases import actions
from portal.cases.jobs import close_unopposed, mark_overdue
from portal.cases.models import Case, ChangedMonth, Matter
from portal.cases.rules import CaseStatus, DeclineReason, Outcome, Solved
from portal.db import db
from portal.errors import Refused
from portal.grids.models import Grid
from portal.policy.queries import policy_on, work_calendar
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    a_unit,
    resolved,
)

FIRST = datetime(2026, 6, 28, 1, 0, tzinfo=UTC)  # a Sunday three days before a month's end
MONTHS = [date(2026, month, 1) for month in range(6, 13)]


class Life:
    """Two grids, their cases, and everything that can happen to them."""

    def __init__(self) -> None:
        self.grids: list[Grid] = [a_grid(), a_grid()]
        self.matter: Matter = a_matter()
        self.unit: Unit = a_unit()
        self.dispatcher: Person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
        self.handler: Person = a_clerk(Role.UNIT_CLERK, unit=self.unit)
        self.worker: Person = a_clerk(Role.GRID_WORKER, area_code=self.grids[0].code)
        self.cases: list[Case] = []

    def live(self, happening: str, n: int) -> None:
        """Let one thing happen to one case; a step that the case does not have is refused."""
        if happening == "report" or not self.cases:
            self.cases.append(a_case(grid=self.grids[n % 2], matter=self.matter))
            return
        case = self.cases[n % len(self.cases)]
        try:
            with db.session.begin_nested():
                getattr(self, happening)(case, n)
        except Refused:
            db.session.expire_all()

    def dispatch(self, case: Case, _n: int) -> None:
        by = self.dispatcher
        actions.dispatch(case, level=3, unit=self.unit, note="", by=by, **moment(calendar=True))

    def decline(self, case: Case, _n: int) -> None:
        now = clock.now()
        actions.decline(
            case, reason=DeclineReason.TEST, words="不受理", by=self.dispatcher, now=now
        )

    def resolve(self, case: Case, _n: int) -> None:
        by = self.handler
        actions.resolve(
            case, outcome=Outcome.DONE, words="已处理", photos=[], by=by, **moment(calendar=False)
        )

    def handle(self, case: Case, n: int) -> None:
        self.dispatch(case, n)
        self.resolve(case, n)
        recount_all_that_changed()

    def verify(self, case: Case, _n: int) -> None:
        actions.verify(case, words="", by=self.worker, now=clock.now())

    def dispute(self, case: Case, _n: int) -> None:
        actions.dispute(case, words="没有解决", by=self.worker, **moment(calendar=True))

    def say_solved(self, case: Case, n: int) -> None:
        if case.ratings:
            answer = list(Solved)[n % 3]
            actions.say_solved(case.ratings[-1], answer, **moment(calendar=True))

    def give_stars(self, case: Case, n: int) -> None:
        if case.ratings:
            actions.give_stars(case.ratings[n % len(case.ratings)], n % 5 + 1, now=clock.now())

    def return_to_triage(self, case: Case, _n: int) -> None:
        actions.return_to_triage(case, words="不是我们的", by=self.handler, **moment(calendar=True))

    def merge(self, case: Case, n: int) -> None:
        main, policy = self.cases[n * 7 % len(self.cases)], policy_on(clock.today())
        actions.merge(case, main, by=self.dispatcher, now=clock.now(), policy=policy)

    def unmerge(self, case: Case, _n: int) -> None:
        actions.unmerge(case, note="是另一处", by=self.dispatcher, **moment(calendar=True))

    def split(self, case: Case, n: int) -> None:
        part = actions.PartAsked(matter=self.matter, level=3, unit=self.unit)
        actions.split(case, [part] * (n % 3 + 1), by=self.dispatcher, **moment(calendar=True))
        self.cases += [part for part in case.parts if part not in self.cases]

    def time_passes(self, _case: Case, _n: int) -> None:
        mark_overdue()
        close_unopposed()

    def recount(self, _case: Case, _n: int) -> None:
        recount_all_that_changed()


HAPPENINGS = ["report", *(name for name in vars(Life) if name[0] != "_" and name != "live")]
# The paths that change what was counted before are walked often enough to be met.
LIKELY = ["handle", "handle", "resolve", "say_solved", "dispute", "dispute", "recount"]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    story=st.lists(
        st.tuples(
            st.sampled_from(HAPPENINGS + LIKELY),
            st.integers(0, 29),
            st.sampled_from([0, 0, 1, 3, 16, 31]),
        ),
        min_size=3,
        max_size=18,
    )
)
@pytest.mark.usefixtures("app")
def test_recounting_what_changed_gives_what_recounting_everything_gives(
    story: list[tuple[str, int, int]],
):
    with db.session.begin_nested() as example:
        life, now = Life(), FIRST
        for happening, n, days in story:
            now = min(now + timedelta(days=days, minutes=1), datetime(2026, 12, 30, tzinfo=UTC))
            with clock.stopped_at(now):
                life.live(happening, n)
        recount_all_that_changed()

        for grid in life.grids:
            for month in MONTHS:
                assert kept(grid, month) == queries.count_cases(grid.id, month), (grid.id, month)
        example.rollback()
    db.session.expunge_all()


def the_reporter_objects(case: Case) -> None:
    actions.say_solved(case.ratings[0], Solved.NO, **moment(calendar=True))


def the_grid_worker_objects(case: Case) -> None:
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    actions.dispute(case, words="没有解决", by=worker, **moment(calendar=True))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("objects", "said"), [(the_reporter_objects, 1), (the_grid_worker_objects, 0)]
)
def test_a_case_opened_again_is_not_counted_as_resolved_until_it_is_again(
    objects: Callable[[Case], None], said: int
):
    with clock.stopped_at(datetime(2026, 8, 28, 2, 0, tzinfo=UTC)):
        case = a_resolved_case()
    recount_all_that_changed()
    august, september = date(2026, 8, 1), date(2026, 9, 1)
    assert kept(case.grid, august) == Counts(reported=1, resolved=1, on_time=1, asked=1)

    with clock.stopped_at(datetime(2026, 9, 2, 2, 0, tzinfo=UTC)):
        objects(case)
    recount_all_that_changed()
    assert case.status is CaseStatus.DISPATCHED
    assert kept(case.grid, august) == Counts(reported=1, asked=1, said=said)
    assert kept(case.grid, september) == Counts()


def in_september(case: Case) -> Counts:
    recount_all_that_changed()
    return kept(case.grid, date(2026, 9, 1))


@pytest.mark.usefixtures("app")
def test_a_joined_report_counts_as_reported_and_asked_and_never_as_resolved():
    case, grid = a_case(), a_grid()
    main = a_dispatched_case(grid=grid)
    by, policy = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE), policy_on(clock.today())
    actions.merge(case, main, by=by, now=clock.now(), policy=policy)

    resolved(main)

    assert in_september(case) == Counts(reported=1)
    assert in_september(main) == Counts(reported=1, resolved=1, on_time=1, asked=2)


@pytest.mark.usefixtures("app")
def test_a_case_in_parts_counts_once():
    case, unit = a_case(), a_unit()
    part = actions.PartAsked(matter=a_matter(), level=3, unit=unit)
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.split(case, [part, part, part], by=by, **moment(calendar=True))
    resolved(case.parts[0])
    assert in_september(case) == Counts(reported=1)

    for one in case.parts[1:]:
        resolved(one)

    assert in_september(case) == Counts(reported=1, resolved=1, on_time=1, asked=1)


@pytest.mark.usefixtures("app")
def test_many_changed_months_are_recounted_batch_by_batch():
    grids = [a_grid() for _ in range(60)]
    for grid in grids:
        a_case(grid=grid)
    batches = recount_all_that_changed()

    assert batches == 2
    assert db.session.scalar(select(func.sum(GridMonth.reported))) == 60
    assert db.session.scalar(select(func.count()).select_from(ChangedMonth)) == 0


def recount_all_that_changed() -> int:
    batches = 1
    while recount_changed_months():
        batches += 1
    db.session.flush()
    db.session.expire_all()
    return batches


def kept(grid: Grid, month: date) -> Counts:
    return queries.counts_of_grid(grid, month, month)


def moment(*, calendar: bool) -> dict[str, object]:
    given = {"now": clock.now(), "policy": policy_on(clock.today())}
    return given | ({"calendar": work_calendar()} if calendar else {})
