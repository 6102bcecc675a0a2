"""Whatever happens in whatever order, the ledger comes to what the facts are worth in the end."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.accounts.rules import Role
from portal.cases import actions as case_actions
from portal.cases.rules import DeclineReason, Validity
from portal.db import db
from portal.rewards import actions
from portal.rewards.models import PointEntry, PointFact, PointMonth
from portal.rewards.rules import FactKind
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_patrol,
    a_volunteer,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WALK = ((120.2, 30.2, 0), (120.201, 30.2, 60))
MOST_CASES = 3  # of 15 points each: below the cap of a day
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["report", "valid", "invalid", "fault", "fake", "unfake", "pull", "patrol"]
        ),
        st.integers(0, MOST_CASES - 1),
    ),
    max_size=12,
)


class Life:
    """What one volunteer does and what becomes of it, beside what it must come to."""

    def __init__(self, grid):
        self.grid, self.volunteer = grid, a_volunteer(grid)
        self.clerk = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
        self.cases, self.calls, self.patrols = [], {}, 0
        self.now = NOW

    def goes_on(self, step, which):
        self.now += MINUTE
        getattr(self, step)(which)

    def report(self, _which):
        if len(self.cases) < MOST_CASES:
            case = a_dispatched_case(grid=self.grid, by=self.volunteer, now=self.now)
            self.cases.append(case)

    def valid(self, which):
        self.judged(which, Validity.VALID, None)

    def invalid(self, which):
        self.judged(which, Validity.INVALID, DeclineReason.NOTHING_FOUND)

    def fault(self, which):
        self.judged(which, Validity.INVALID, DeclineReason.TEST)

    def judged(self, which, validity, reason):
        if which < len(self.cases):
            case_actions.judge(
                self.cases[which],
                validity=validity,
                reason=reason,
                note="",
                by=self.clerk,
                now=self.now,
            )

    def fake(self, which):
        fact = self.fact_of(which)
        if fact and which not in self.calls:
            self.calls[which] = actions.call_fake(fact, words="Seen", by=self.clerk, now=self.now)

    def unfake(self, which):
        if which in self.calls:
            call = self.calls.pop(which)
            actions.withdraw_call(call, words="No", by=self.clerk, now=self.now)

    def patrol(self, _which):
        self.patrols += 1
        begun = self.now - 3 * self.patrols * HOUR
        a_patrol(self.grid, self.volunteer, begun=begun, route=WALK)

    def pull(self, _which):
        while actions.pull_next(self.now):
            pass

    def fact_of(self, which):
        if which >= len(self.cases):
            return None
        of_report = select(PointFact).where(PointFact.kind == FactKind.REPORT)
        return db.session.scalar(of_report.where(PointFact.source_id == self.cases[which].id))

    def worth(self):
        """What all of it comes to, told from the cases and not from the ledger."""
        reports = sum(
            15 * (case.validity is Validity.VALID and n not in self.calls)
            - 2 * (case.decline_reason is DeclineReason.TEST)
            for n, case in enumerate(self.cases)
        )
        of_patrols = select(PointFact.day).where(PointFact.kind == FactKind.PATROL).distinct()
        days = len(db.session.scalars(of_patrols).all())
        return reports + 2 * days - 50 * len(self.calls)


def total(column, person):
    sums = select(func.coalesce(func.sum(column), 0))
    return db.session.scalar(sums.where(column.class_.person_id == person.id))


@pytest.fixture
def undone(app):
    """Roll back what an example has made, also when it fails."""

    def over(example, *given):
        with db.session.begin_nested() as point:
            try:
                example(*given)
            finally:
                point.rollback()

    return over


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_the_balance_is_what_the_facts_are_worth(undone, steps):
    undone(comes_to_its_worth, steps)


def comes_to_its_worth(steps):
    life = Life(a_grid())
    for step, which in steps:
        life.goes_on(step, which)
    life.pull(0)

    worth, who = life.worth(), life.volunteer
    assert total(PointEntry.points, who) == total(PointMonth.points, who) == worth
    entries = db.session.scalar(select(func.count(PointEntry.id)))
    life.pull(0)
    assert db.session.scalar(select(func.count(PointEntry.id))) == entries
