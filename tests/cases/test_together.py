"""Whatever happens to cases that are joined, parted and split, some things always hold."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions, queries
from portal.cases.actions import PartAsked
from portal.cases.rules import CaseStatus, Outcome, Solved, Step
from portal.cases.rules.together import OVER
from portal.db import db
from portal.errors import NoLonger, Refused
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, a_case, a_clerk, a_grid, a_matter, a_unit

pytestmark = pytest.mark.usefixtures("app")
ANY = st.integers(0, 99)


class Neighbours(RuleBasedStateMachine):
    """A handful of reports, joined, parted, split, resolved and answered in any order."""

    @initialize(count=st.integers(3, 5))
    def report(self, count):
        self.now = NOW
        self.grid, self.matter, self.unit = a_grid(), a_matter(), a_unit()
        self.dispatcher = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
        self.clerk = a_clerk(Role.UNIT_CLERK, unit=self.unit)
        self.worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE + "001")
        self.reports = [a_case(grid=self.grid, matter=self.matter) for _ in range(count)]

    @property
    def cases(self):
        return [one for case in self.reports for one in (case, *case.parts)]

    def one(self, n):
        return self.cases[n % len(self.cases)]

    @property
    def clocks(self):
        today = clock.day_of(self.now)
        return {"policy": policy_on(today), "calendar": work_calendar()}

    def try_to(self, act, *args, **given):
        """Act as a request would: kept whole, or refused and undone whole."""
        self.now += timedelta(minutes=1)
        attempt = db.session.begin_nested()
        try:
            act(*args, now=self.now, **given)
            attempt.commit()
        except Refused:
            attempt.rollback()

    @rule(n=ANY, other=ANY)
    def merge(self, n, other):
        policy, by = self.clocks["policy"], self.dispatcher
        self.try_to(actions.merge, self.one(n), self.one(other), by=by, policy=policy)

    @rule(n=ANY)
    def unmerge(self, n):
        by = self.dispatcher
        self.try_to(actions.unmerge, self.one(n), note="是另一处", by=by, **self.clocks)

    @rule(n=ANY, count=st.integers(1, 4))
    def split(self, n, count):
        part = PartAsked(matter=self.matter, level=3, unit=self.unit)
        self.try_to(actions.split, self.one(n), [part] * count, by=self.dispatcher, **self.clocks)

    @rule(n=ANY)
    def dispatch(self, n):
        given = {"level": 3, "unit": self.unit, "note": "", "by": self.dispatcher}
        self.try_to(actions.dispatch, self.one(n), **given, **self.clocks)

    @rule(n=ANY)
    def give_back(self, n):
        given = {"words": "不归我管", "by": self.clerk}
        self.try_to(actions.return_to_triage, self.one(n), **given, **self.clocks)

    @rule(n=ANY)
    def resolve(self, n):
        self.resolve_this(self.one(n))

    @rule(n=ANY)
    def resolve_all_parts(self, n):
        """Go the straight way: a wild walk alone seldom comes so far."""
        for part in self.reports[n % len(self.reports)].parts:
            self.resolve_this(part)

    def resolve_this(self, case):
        given = {"outcome": Outcome.DONE, "words": "已清理", "photos": [], "by": self.clerk}
        self.try_to(actions.resolve, case, **given, policy=self.clocks["policy"])

    @rule(n=ANY)
    def dispute(self, n):
        given = {"words": "还在", "by": self.worker}
        self.try_to(actions.dispute, self.one(n), **given, **self.clocks)

    @rule(n=ANY)
    def verify(self, n):
        self.try_to(actions.verify, self.one(n), words="", by=self.worker)

    @rule(n=ANY, solved=st.sampled_from(Solved))
    def answer(self, n, solved):
        def tap(now):
            ratings = self.one(n).ratings
            if ratings:
                rating = queries.rating_by_token(ratings[-1].token, now)
                actions.say_solved(rating, solved, now=now, **self.clocks)

        self.try_to(tap)

    @invariant()
    def nobody_is_joined_to_a_joined_one(self):
        for case in self.cases:
            is_joined = case.merged_into_id is not None
            assert is_joined == (case.status is CaseStatus.MERGED)
            if is_joined:
                assert case.merged_into.merged_into_id is None
                assert case.merged_into.id != case.id
                assert case.merged == []

    @invariant()
    def a_part_is_part_of_something_that_is_no_part_and_never_joined(self):
        for part in (one for one in self.cases if one.part_of_id):
            assert part.whole.part_of_id is None
            assert part.merged_into_id is None
            assert part.merged == []
            assert part.ratings == []

    @invariant()
    def there_are_at_most_ten_parts_and_they_are_numbered(self):
        for case in self.reports:
            assert [part.part for part in case.parts] == list(range(1, len(case.parts) + 1))
            assert len(case.parts) <= 10

    @invariant()
    def a_whole_is_resolved_exactly_when_its_parts_are(self):
        for case in (one for one in self.reports if one.parts):
            are_over = all(part.status in OVER for part in case.parts)
            if case.status in OVER:
                assert are_over
            if case.status is CaseStatus.SPLIT:
                assert not are_over

    @invariant()
    def a_whole_is_due_no_sooner_than_its_open_parts(self):
        for case in (one for one in self.reports if one.status is CaseStatus.SPLIT):
            due = [part.due_on for part in case.parts if part.status not in OVER and part.due_on]
            assert not due or case.due_on >= max(due)

    @invariant()
    def every_reporter_is_asked_at_most_once_a_round(self):
        for case in self.reports:
            assert [rating.round for rating in case.ratings] == list(range(1, case.round + 1))
            about = [(r.main_id or case.id, r.main_round or r.round) for r in case.ratings]
            assert len(set(about)) == len(about)
            assert len([rating for rating in case.ratings if self.is_open(rating)]) <= 1

    @invariant()
    def every_reporter_of_what_is_resolved_has_been_asked(self):
        for main in (one for one in self.reports if one.status is CaseStatus.RESOLVED):
            for joined in main.merged:
                about = {(rating.main_id, rating.main_round) for rating in joined.ratings}
                assert (main.id, main.round) in about

    @invariant()
    def a_round_opens_a_case_again_at_most_once(self):
        for case in self.reports:
            steps = [event.step for event in case.events]
            opened = steps.count(Step.REOPEN) + steps.count(Step.ESCALATE)
            assert opened <= steps.count(Step.RESOLVE)

    def is_open(self, rating):
        try:
            return queries.rating_by_token(rating.token, self.now) is rating
        except NoLonger:
            return False


def test_whatever_is_joined_parted_and_split_stays_sound():
    run_state_machine_as_test(
        Neighbours,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
