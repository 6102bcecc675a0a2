"""What an answer does to its case, and what stays true of a case whatever happens to it."""

from datetime import date, timedelta
from itertools import pairwise

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
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions, queries
from portal.cases.models import Case, CaseEvent, ChangedMonth
from portal.cases.rules import (
    LEVELS,
    MOVES,
    ON_THE_SPOT,
    CaseStatus,
    DeclineReason,
    Outcome,
    Solved,
    Step,
    may_serve,
)
from portal.db import db
from portal.errors import NoLonger, NotAllowedNow, Refused
from portal.messages import Notice
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_resolved_case,
    a_unit,
    resolved,
)

pytestmark = pytest.mark.usefixtures("app")


def say(case, solved, round_asked=None):
    rating = case.ratings[round_asked - 1] if round_asked else case.ratings[-1]
    policy = policy_on(clock.today())
    actions.say_solved(rating, solved, now=clock.now(), policy=policy, calendar=work_calendar())


def dispute(case, by=None):
    actions.dispute(
        case,
        words="还在",
        by=by or a_clerk(Role.GRID_WORKER, area_code=case.grid.code),
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )


def told(person):
    rows = select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)
    return list(db.session.scalars(rows))


def later(**time):
    return clock.stopped_at(NOW + timedelta(**time))


@pytest.mark.parametrize("answer", [Solved.NO, Solved.PARTLY])
def test_the_first_no_opens_the_case_again_with_a_fresh_clock(answer):
    case = a_resolved_case()
    unit = case.unit

    with later(days=3):
        say(case, answer)

    assert case.status is CaseStatus.DISPATCHED
    assert case.events[-1].step is Step.REOPEN
    assert (case.unit, case.level) == (unit, 3)
    assert case.due_on == date(2026, 10, 9)  # five working days after 24 September
    assert case.reopened == 1


def test_whoever_resolved_it_is_told_once_that_it_is_open_again():
    unit = a_unit()
    handler, elsewhere = (
        a_clerk(Role.UNIT_CLERK, unit=unit),
        a_clerk(Role.UNIT_CLERK, unit=a_unit()),
    )

    say(a_resolved_case(unit=unit, by=handler), Solved.NO)
    say(a_resolved_case(unit=unit, by=elsewhere), Solved.NO)

    assert told(handler).count("reopened") == 2
    assert told(elsewhere) == ["reopened"]


def test_the_second_no_goes_a_level_up_and_the_levels_above_are_told():
    room = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    community = a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE)
    team = a_unit(platform="综合执法")
    case = a_resolved_case(level=2, unit=community, matter=a_matter(platform="综合执法", level=2))

    say(case, Solved.NO)
    resolved(case)
    say(case, Solved.PARTLY)

    assert case.events[-1].step is Step.ESCALATE
    assert case.level == 3
    assert may_serve(3, case.unit.kind)
    assert team.kind is case.unit.kind
    assert case.due_on == date(2026, 9, 29)
    assert "escalated" in told(room)


def test_a_grid_workers_objection_is_not_the_reporters_first_no():
    case = a_resolved_case()

    dispute(case)
    resolved(case)
    say(case, Solved.NO)

    assert case.events[-1].step is Step.REOPEN
    assert case.level == 3


def test_at_the_top_level_the_unit_keeps_a_case_that_is_escalated():
    bureau = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    centre = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    case = a_resolved_case(level=4, unit=bureau)

    say(case, Solved.NO)
    resolved(case)
    say(case, Solved.NO)

    assert (case.level, case.unit) == (4, bureau)
    assert "escalated" in told(centre)


def test_a_case_stays_on_its_level_where_nobody_serves_the_one_above():
    case = a_resolved_case(matter=a_matter(department=""))

    say(case, Solved.NO)
    resolved(case)
    say(case, Solved.NO)

    assert case.events[-1].step is Step.ESCALATE
    assert (case.level, case.unit.kind) == (3, UnitKind.STREET_TEAM)


def test_every_closing_asks_again_by_a_link_of_its_own():
    case = a_resolved_case()

    for _ in range(3):
        say(case, Solved.NO)
        resolved(case)

    assert [rating.round for rating in case.ratings] == [1, 2, 3, 4]
    assert len({rating.token for rating in case.ratings}) == 4
    for rating in case.ratings[:-1]:
        with pytest.raises(NoLonger):
            queries.rating_by_token(rating.token, clock.now())
    assert queries.rating_by_token(case.ratings[-1].token, clock.now()).solved is None


def test_a_yes_closes_a_resolved_case_and_leaves_a_closed_one_as_it_is():
    asked, lapsed = a_resolved_case(), a_resolved_case()
    actions.lapse(lapsed, now=clock.now())

    say(asked, Solved.YES)
    say(lapsed, Solved.YES)

    assert (asked.status, asked.closed_by) == (CaseStatus.CLOSED, Step.CONFIRM)
    assert (lapsed.status, lapsed.closed_by) == (CaseStatus.CLOSED, Step.LAPSE)
    assert lapsed.ratings[0].solved is Solved.YES


def test_a_no_opens_even_a_case_that_has_closed_meanwhile():
    case = a_resolved_case()
    actions.verify(
        case, words="", by=a_clerk(Role.GRID_WORKER, area_code=case.grid.code), now=clock.now()
    )

    say(case, Solved.NO)

    assert case.status is CaseStatus.DISPATCHED
    assert case.closed_at is None


@pytest.mark.parametrize("change", ["solved", "stars", "words"])
def test_an_answer_is_kept_as_it_was_given_first(change):
    rating = a_resolved_case().ratings[0]
    answer = {
        "solved": lambda n: say(rating.case, [Solved.YES, Solved.NO][n]),
        "stars": lambda n: actions.give_stars(rating, [5, 1][n], now=clock.now()),
        "words": lambda n: actions.add_words(rating, ["谢谢", "不谢"][n]),
    }[change]
    answer(0)
    first = getattr(rating, change)

    with pytest.raises(NoLonger):
        answer(1)

    assert getattr(rating, change) == first


def test_an_answer_counts_in_the_month_in_which_it_was_asked():
    case = a_resolved_case()
    db.session.commit()
    db.session.query(ChangedMonth).delete()

    with later(days=10):
        actions.give_stars(case.ratings[0], 5, now=clock.now())
    db.session.commit()

    assert list(db.session.execute(select(ChangedMonth.grid_id, ChangedMonth.month))) == [
        (case.grid_id, date(2026, 9, 1))
    ]


def test_nobody_confirms_their_own_work():
    worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE + "001")
    case = a_resolved_case(by=worker)

    with pytest.raises(NotAllowedNow):
        actions.verify(case, words="好了", by=worker, now=clock.now())
    with pytest.raises(NotAllowedNow):
        dispute(case, by=worker)

    assert case.status is CaseStatus.RESOLVED


class Life(RuleBasedStateMachine):
    """Everything that can happen to a case, in any order, wanted or not."""

    @initialize(source=st.sampled_from(["resident", "worker", "mended"]))
    def report(self, source):
        self.now = NOW
        worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE + "001")
        self.people = [worker, a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE + "002")]
        self.units = {
            kind: [a_unit(kind=kind, area_code=area), a_unit(kind=kind, area_code=area)]
            for kind, area in {
                UnitKind.COMMUNITY: COMMUNITY_CODE,
                UnitKind.STREET_TEAM: STREET_CODE,
                UnitKind.DEPARTMENT: DISTRICT_CODE,
            }.items()
        }
        self.is_mended = source == "mended"
        matter = a_matter(level=1 if self.is_mended else 2)
        self.case = a_case(by=None if source == "resident" else worker, matter=matter)
        if self.is_mended:
            self.mend(0)
        self.before = self.history()

    def history(self):
        columns = CaseEvent.__table__.columns.keys()
        return [tuple(getattr(event, name) for name in columns) for event in self.case.events]

    def try_to(self, act, **given):
        """Act as a request would: kept whole, or refused and undone whole."""
        state = self.case.status, self.case.round, self.case.due_on, self.case.closed_at
        attempt = db.session.begin_nested()
        try:
            act(self.case, now=self.now, **given)
            attempt.commit()
        except Refused:
            attempt.rollback()
            now = self.case.status, self.case.round, self.case.due_on, self.case.closed_at
            assert now == state

    @property
    def clocks(self):
        today = clock.day_of(self.now)
        return {"policy": policy_on(today), "calendar": work_calendar()}

    @rule(hours=st.sampled_from([1, 30, 100, 400]))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule(level=st.sampled_from(LEVELS), n=st.integers(0, 1))
    def dispatch(self, level, n):
        kind = next(kind for kind in self.units if may_serve(level, kind))
        unit, by = self.units[kind][n], self.people[0]
        self.try_to(actions.dispatch, level=level, unit=unit, note="", by=by, **self.clocks)

    @rule(reason=st.sampled_from(DeclineReason), seldom=st.integers(0, 5))
    def decline(self, reason, seldom):
        if seldom == 0:  # it ends the walk
            self.try_to(actions.decline, reason=reason, words="不在清单", by=self.people[0])

    @rule(n=st.integers(0, 1))
    def take(self, n):
        self.try_to(actions.take, words="", by=self.people[n])

    @rule(kind=st.sampled_from(UnitKind), n=st.integers(0, 1))
    def transfer(self, kind, n):
        if kind in self.units:
            unit = self.units[kind][n]
            self.try_to(actions.transfer, unit=unit, words="属另一队", by=self.people[0])

    @rule()
    def give_back(self):
        self.try_to(actions.return_to_triage, words="不归我管", by=self.people[0], **self.clocks)

    @rule(n=st.integers(0, 1), outcome=st.sampled_from(Outcome))
    def resolve(self, n, outcome):
        self.try_to(
            actions.resolve,
            outcome=outcome,
            words="已清理",
            photos=[],
            by=self.people[n],
            policy=self.clocks["policy"],
        )

    @rule(n=st.integers(0, 1))
    def mend(self, n):
        """Say that it was solved in the very form that reported it, also long after."""
        given = {"words": "当场清走", "photos": [], "by": self.people[n]}
        self.try_to(actions.resolve_on_the_spot, **given, **self.clocks)

    @rule(level=st.sampled_from(LEVELS), n=st.integers(0, 1))
    def handle(self, level, n):
        """Go the straight way to the next closing round: a wild walk alone seldom comes so far."""
        self.dispatch(level, n)
        self.resolve(n, Outcome.DONE)

    @rule(n=st.integers(0, 1), stars=st.integers(1, 5))
    def complain(self, n, stars):
        """Resolve, and hear that it is not."""
        self.resolve(n, Outcome.DONE)
        self.answer(-1, Solved.NO)
        self.give_stars(-1, stars)

    @rule(n=st.integers(0, 1))
    def verify(self, n):
        self.try_to(actions.verify, words="", by=self.people[n])

    @rule(n=st.integers(0, 1))
    def object(self, n):
        self.try_to(actions.dispute, words="还在", by=self.people[n], **self.clocks)

    @rule()
    def lapse(self):
        self.try_to(actions.lapse)

    @rule()
    def expedite(self):
        if not self.case.is_overdue:  # as the timetable asks
            self.try_to(actions.expedite)

    def by_link(self, n, act):
        def answer(case, now):
            if case.ratings:
                token = case.ratings[n % len(case.ratings)].token
                act(queries.rating_by_token(token, now), now)

        self.try_to(answer)

    @rule(n=st.sampled_from([-1, -1, -1, 0, -2]), solved=st.sampled_from(Solved))
    def answer(self, n, solved):
        self.by_link(n, lambda r, now: actions.say_solved(r, solved, now=now, **self.clocks))

    @rule(n=st.sampled_from([-1, -1, 0]), stars=st.integers(1, 5))
    def give_stars(self, n, stars):
        self.by_link(n, lambda rating, now: actions.give_stars(rating, stars, now=now))

    @invariant()
    def history_grows_and_never_changes(self):
        history = self.history()
        assert history[: len(self.before)] == self.before
        self.before = history

    @invariant()
    def the_history_leads_to_where_the_case_stands(self):
        events = self.case.events
        assert (events[0].step, events[0].status) == (Step.REPORT, CaseStatus.REPORTED)
        steps = [(a.status, b.step, b.status) for a, b in pairwise(events)]
        if self.is_mended:
            (start, step, end), *steps = steps
            assert ON_THE_SPOT[start, step] is end
        assert all(MOVES[start, step] is end for start, step, end in steps)
        assert events[-1].status is self.case.status

    @invariant()
    def who_has_it_has_a_date(self):
        case = self.case
        if case.status in {CaseStatus.DISPATCHED, CaseStatus.IN_HAND, CaseStatus.RESOLVED}:
            assert case.due_on is not None
            assert case.due_on > clock.day_of(case.dispatched_at)
            assert case.unit is not None
            assert may_serve(case.level, case.unit.kind)

    @invariant()
    def what_is_over_has_an_end(self):
        case = self.case
        is_done = case.status in {CaseStatus.RESOLVED, CaseStatus.CLOSED}
        assert (case.closed_at is None) == case.status.is_open
        assert (case.closed_by is None) == case.status.is_open
        assert (case.resolved_at is not None) == is_done
        assert (case.outcome is not None) == is_done

    @invariant()
    def a_resident_is_asked_once_a_round_and_a_worker_never(self):
        case = self.case
        rounds = [] if case.reported_by_id else list(range(1, case.round + 1))
        assert [rating.round for rating in case.ratings] == rounds
        open_now = [rating for rating in case.ratings if self.is_open(rating)]
        assert len(open_now) <= 1
        assert open_now == [r for r in [queries.open_rating(case, self.now)] if r]

    def is_open(self, rating):
        try:
            return queries.rating_by_token(rating.token, self.now) is rating
        except NoLonger:
            return False

    @invariant()
    def nobody_looked_at_their_own_work(self):
        resolver = None
        for event in self.case.events:
            if event.step in {Step.VERIFY, Step.DISPUTE}:
                assert event.by_id != resolver
            resolver = event.by_id if event.step is Step.RESOLVE else resolver


def test_whatever_happens_to_a_case_it_stays_sound():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert db.session.scalars(select(Case)).first() is not None


def test_a_reported_case_is_asked_nothing():
    assert queries.open_rating(a_case(), clock.now()) is None
    assert queries.open_rating(a_dispatched_case(), clock.now()) is None
