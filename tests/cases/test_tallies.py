"""The counts of the live page: exact, written with what they count, and the rule of warning."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.actions.tallies import count_the_past, recount
from portal.cases.models import DayTally
from portal.cases.queries import live
from portal.cases.rules import CaseStatus, Step, TallyKind
from portal.cases.rules.tallies import Happened, station, tallies_of
from portal.cases.rules.warning import Watched, could_be_hot, judge_watched, upper_bound
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import DRAFT
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    a_unit,
    an_area,
)

TODAY = date(2026, 9, 21)


def tallies():
    db.session.commit()
    rows = select(DayTally).order_by(DayTally.kind, DayTally.day, DayTally.street_id, DayTally.key)
    return {(t.kind, t.day, t.street_id, t.key): t.count for t in db.session.scalars(rows)}


def flow():
    return {key: count for (kind, _day, _street, key), count in tallies().items() if kind == "flow"}


def returned(case):
    actions.return_to_triage(
        case,
        words="不归我们",
        by=a_clerk(Role.UNIT_CLERK, unit=case.unit),
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )


def test_a_report_counts_in_its_hour_for_its_matter_and_for_its_grid(app):
    case = a_case()

    street = case.street_id
    assert tallies() == {
        (TallyKind.GRID, TODAY, street, case.grid.code): 1,
        (TallyKind.GRID_WEEK, TODAY, street, case.grid.code): 1,  # a Monday
        (TallyKind.HOUR, TODAY, street, "10"): 1,
        (TallyKind.MATTER, TODAY, street, case.matter.code): 1,
        (TallyKind.MATTER_WEEK, TODAY, street, case.matter.code): 1,
    }


@pytest.mark.usefixtures("app")
def test_an_hour_is_one_of_the_local_day():
    a_case(now=NOW.replace(hour=15, minute=59))
    a_case(now=NOW.replace(hour=16, minute=0))

    hours = [(day, key) for kind, day, _street, key in tallies() if kind is TallyKind.HOUR]

    assert hours == [(TODAY, "23"), (TODAY + timedelta(days=1), "00")]


@pytest.mark.usefixtures("app")
def test_a_step_to_another_level_back_to_triage_and_to_another_unit_count():
    case = a_dispatched_case(level=3)
    other = a_unit()
    by = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.take(case, words="", by=by, now=NOW)
    actions.transfer(case, unit=other, words="归他们", by=by, now=NOW)
    returned(case)

    assert flow() == {"0-3": 1, "3-3": 1, "3-0": 1}


@pytest.mark.usefixtures("app")
def test_resolving_at_a_level_is_no_flow():
    a_resolved_case()

    assert flow() == {"0-3": 1}


@pytest.mark.usefixtures("app")
def test_what_is_rolled_back_is_not_counted():
    a_case()
    db.session.rollback()
    a_case()

    assert sum(tallies().values()) == 5


@pytest.mark.usefixtures("app")
def test_what_a_savepoint_took_back_is_not_counted():
    grid, matter = a_grid(), a_matter()
    a_case(grid=grid, matter=matter)
    taken_back = db.session.begin_nested()
    a_case(grid=grid, matter=matter)
    taken_back.rollback()
    with db.session.begin_nested():
        a_case(grid=grid, matter=matter)

    assert set(tallies().values()) == {2}


def lived_through():
    """Cases of two days and two streets in every kind of state."""
    an_area("330108001001")
    a_unit(kind=UnitKind.COMMAND_ROOM, area_code=STREET_CODE)
    elsewhere = a_grid(community=an_area("330108001001"))
    for days in (0, 1, 1):
        a_case(now=NOW - timedelta(days=days))
        a_case(grid=elsewhere, now=NOW - timedelta(days=days, hours=5))
    a_dispatched_case(level=2, unit=a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE))
    a_resolved_case()
    returned(a_dispatched_case())
    case = a_dispatched_case()
    by = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.transfer(case, unit=a_unit(), words="归他们", by=by, now=NOW)
    declined = a_case()
    actions.decline(
        declined,
        reason="test",
        words="测试",
        by=a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
        now=NOW,
    )


@pytest.mark.usefixtures("app")
def test_a_recount_from_the_histories_changes_nothing():
    lived_through()
    counted = tallies()

    recount(TODAY - timedelta(days=3), TODAY)

    assert tallies() == counted
    assert sum(n for (kind, *_), n in counted.items() if kind is TallyKind.HOUR) == 11


@pytest.mark.usefixtures("app")
def test_the_past_is_counted_once_where_there_were_no_counts():
    lived_through()
    counted = tallies()
    db.session.query(DayTally).delete()

    count_the_past(TODAY)
    assert tallies() == counted

    db.session.query(DayTally).filter(DayTally.day == TODAY).delete()
    count_the_past(TODAY)
    assert tallies() != counted


@pytest.mark.usefixtures("app")
def test_a_portal_without_cases_has_no_past_to_count():
    count_the_past(TODAY)

    assert tallies() == {}


statuses = st.sampled_from(list(CaseStatus))
levels = st.sampled_from([None, 1, 2, 3, 4])


@given(st.sampled_from(list(Step)), statuses, levels, statuses, levels)
def test_no_step_counts_twice_and_only_a_report_counts_as_one(step, status, level, before, was):
    what = Happened(step, NOW, 7, "B219", COMMUNITY_CODE, status, level, before, was)

    counted = [kind for kind, *_rest in tallies_of(what)]

    assert len(counted) == len(set(counted))
    assert (TallyKind.HOUR in counted) is (step is Step.REPORT)
    if TallyKind.FLOW in counted:
        assert step is Step.TRANSFER or station(before, was) != station(status, level)


# -- what the page reads --


def kept(day, kind, key, count, street=STREET_CODE):
    street_id = an_area(street).id
    db.session.add(DayTally(kind=kind, day=day, street_id=street_id, key=key, count=count))
    db.session.flush()


@pytest.mark.usefixtures("app")
def test_the_usual_is_the_mean_of_the_last_four_same_weekdays():
    for weeks, count in ((0, 9), (1, 2), (2, 4), (3, 6), (4, 0), (5, 99)):
        kept(TODAY - timedelta(weeks=weeks), TallyKind.HOUR, "09", count)
    kept(TODAY - timedelta(days=1), TallyKind.HOUR, "09", 50)
    streets = live.streets_in(DISTRICT_CODE)

    intake = live.intake_of(streets, TODAY, live.first_counted_day())

    assert (intake.today[9], intake.usual[9], intake.days) == (9, 3.0, 4)
    assert live.intake_until(intake, NOW) == (9, 3.0)
    assert live.intake_until(intake, NOW - timedelta(minutes=30)) == (9, 1.5)


@pytest.mark.usefixtures("app")
def test_before_a_week_has_passed_nothing_is_usual():
    kept(TODAY - timedelta(days=6), TallyKind.HOUR, "09", 5)

    intake = live.intake_of(live.streets_in(DISTRICT_CODE), TODAY, live.first_counted_day())

    assert intake.usual is None
    assert live.intake_until(intake, NOW) == (0, None)


@pytest.mark.usefixtures("app")
def test_a_street_counts_its_own_and_the_district_all():
    kept(TODAY, TallyKind.HOUR, "09", 5)
    kept(TODAY, TallyKind.HOUR, "09", 7, street="330108001")
    kept(TODAY, TallyKind.FLOW, "0-3", 4, street="330108001")
    kept(TODAY - timedelta(days=7), TallyKind.FLOW, "0-3", 99)

    def seen(code):
        streets = live.streets_in(code)
        first = live.first_counted_day()
        return sum(live.intake_of(streets, TODAY, first).today), live.flow_of(streets, TODAY)[0, 3]

    assert seen(DISTRICT_CODE) == (12, 4)
    assert seen("330108001") == (7, 4)
    assert seen(STREET_CODE) == (5, 0)


def late_case(unit, days):
    case = a_dispatched_case(unit=unit)
    case.due_on = TODAY - timedelta(days=days)
    db.session.flush()


@pytest.mark.usefixtures("app")
def test_units_are_ordered_by_how_many_they_have_late_then_by_how_long():
    few, long, many = (a_unit() for _ in range(3))
    late_case(few, 1)
    late_case(long, 9)
    late_case(many, 2)
    late_case(many, 3)
    a_dispatched_case(unit=few)

    late = live.late_of(live.streets_in(STREET_CODE), TODAY)

    assert late.count == 4
    assert [(each.unit, each.count) for each in late.units] == [(many, 2), (long, 1), (few, 1)]
    assert late.units[0].oldest_due == TODAY - timedelta(days=3)
    assert live.late_of(live.streets_in("330108001"), TODAY).count == 0


@pytest.mark.usefixtures("app")
def test_open_cases_are_counted_by_status_and_closed_ones_are_not():
    a_case()
    a_dispatched_case()
    closed = a_case()
    actions.decline(
        closed,
        reason="test",
        words="测试",
        by=a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
        now=NOW,
    )

    counted = live.open_by_status(live.streets_in(DISTRICT_CODE))

    assert counted[CaseStatus.REPORTED] == 1
    assert counted[CaseStatus.DISPATCHED] == 1
    assert CaseStatus.DECLINED not in counted
    assert sum(counted.values()) == 2


@pytest.mark.usefixtures("app")
def test_a_matter_and_a_grid_beyond_their_usual_are_warned_of():
    matter, grid = a_matter(), a_grid()
    for weeks in range(1, 7):
        kept(TODAY - timedelta(weeks=weeks), TallyKind.HOUR, "09", 1)
        kept(TODAY - timedelta(weeks=weeks), TallyKind.MATTER_WEEK, matter.code, 2)
    kept(TODAY, TallyKind.MATTER, matter.code, 12)
    kept(TODAY - timedelta(days=2), TallyKind.GRID, grid.code, 5)
    kept(TODAY, TallyKind.MATTER, "QUIET", 1)

    def warned(day=TODAY):
        streets = live.streets_in(DISTRICT_CODE)
        return live.warnings_of(streets, day, live.first_counted_day(), DRAFT)

    assert [(hot.thing, hot.watched.lately) for hot in warned().matters] == [(matter, 12)]
    assert [hot.thing for hot in warned().grids] == [grid]
    assert warned().matters[0].watched == Watched(12, 8, 28)
    assert warned(TODAY + timedelta(days=3)).matters == []


@pytest.mark.usefixtures("app")
def test_nothing_is_warned_of_before_there_is_enough_to_compare_with():
    matter = a_matter()
    kept(TODAY - timedelta(days=10), TallyKind.HOUR, "09", 1)
    kept(TODAY, TallyKind.MATTER, matter.code, 50)

    streets, first = live.streets_in(DISTRICT_CODE), live.first_counted_day()
    warned = live.warnings_of(streets, TODAY, first, DRAFT)

    assert (warned.matters, warned.grids) == ([], [])
    assert first == date(2026, 9, 11)  # a Friday: the first whole week begins on the 14th
    assert warned.begins_on == date(2026, 9, 14) + timedelta(weeks=4, days=2)
    day_before = live.warnings_of(streets, warned.begins_on - timedelta(days=1), first, DRAFT)
    assert day_before.begins_on == warned.begins_on
    later = live.warnings_of(streets, warned.begins_on, first, DRAFT)
    assert later.begins_on is None


# -- the rule of warning --

means = st.floats(0, 2000)
odds = st.integers(2, 100_000)


def tail(number, mean):
    """The chance of more than so many, summed up term by term from above."""
    return sum(
        math.exp(k * math.log(mean) - mean - math.lgamma(k + 1))
        for k in range(number + 1, number + 1 + int(40 + 12 * math.sqrt(mean) + mean))
    )


@given(st.floats(0.01, 300), st.integers(2, 10_000))
def test_chance_exceeds_the_bound_less_than_once_in_so_many_times(mean, times):
    most = upper_bound(mean, times)

    assert tail(most, mean) < 1 / times + 1e-9
    assert most == 0 or tail(most - 1, mean) >= 1 / times - 1e-9


@given(means, means, odds)
def test_who_usually_sees_more_may_see_more(one, other, times):
    low, high = sorted((one, other))

    assert upper_bound(low, times) <= upper_bound(high, times)


@given(means, odds, odds)
def test_who_wants_to_be_surer_waits_for_more(mean, one, other):
    less, more = sorted((one, other))

    assert upper_bound(mean, less) <= upper_bound(mean, more)


@given(st.integers(0, 500), st.integers(0, 5000), st.integers(1, 90))
def test_a_warning_needs_the_least_number_and_more_than_chance(lately, before, days):
    judged = judge_watched(Watched(lately, before, days), DRAFT)

    if judged.is_hot:
        assert could_be_hot(Watched(lately, before, days), DRAFT)
        assert lately >= DRAFT.warning_least
        assert lately > judged.most >= math.floor(judged.usual)
    assert not judge_watched(Watched(judged.most, before, days), DRAFT).is_hot


def test_one_report_where_there_was_none_is_no_news():
    assert not judge_watched(Watched(1, 0, 28), DRAFT).is_hot
    assert not judge_watched(Watched(4, 0, 28), DRAFT).is_hot
    assert judge_watched(Watched(5, 0, 28), DRAFT).is_hot
