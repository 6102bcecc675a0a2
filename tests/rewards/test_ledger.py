"""The ledger: facts are pulled, paid once, taken back by counter-entries, and always add up."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.rules import Role
from portal.cases import actions as case_actions
from portal.cases.rules import DeclineReason, Validity
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.policy.queries import policy_on, work_calendar
from portal.rewards import actions
from portal.rewards.models import PointEntry, PointFact, PointMonth
from portal.rewards.rules import FactKind, WhyNot
from portal.volunteers import actions as volunteering
from portal.volunteers.models import Volunteer
from portal.volunteers.rules import HelpKind
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_course,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_patrol,
    a_resolved_case,
    a_result,
    a_volunteer,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WALK = ((120.2, 30.2, 0), (120.201, 30.2, 60))


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def volunteer(grid):
    return a_volunteer(grid)


@pytest.fixture
def clerk(app):
    return a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)


def a_report(by, grid, *, level=3, **given):
    return a_dispatched_case(grid=grid, by=by, level=level, **given)


def judged(case, clerk, validity, reason=None):
    case_actions.judge(case, validity=validity, reason=reason, note="", by=clerk, now=NOW)


def pulled(now=NOW):
    while actions.pull_next(now):
        pass
    db.session.flush()


def lines(person):
    """What each line got and why not more, the oldest first."""
    rows = select(PointFact).where(PointFact.person_id == person.id).order_by(PointFact.id)
    return [(fact.kind, fact.points, fact.why_not) for fact in db.session.scalars(rows)]


def balance(person):
    total = select(func.coalesce(func.sum(PointEntry.points), 0))
    return db.session.scalar(total.where(PointEntry.person_id == person.id))


def test_a_valid_report_is_paid_by_its_level_however_often_it_is_read(volunteer, grid):
    a_report(volunteer, grid, level=3)

    pulled()
    entries = db.session.scalar(select(func.count(PointEntry.id)))
    pulled()
    pulled(NOW + DAY)

    assert lines(volunteer) == [(FactKind.REPORT, 15, None)]
    assert db.session.scalar(select(func.count(PointEntry.id))) == entries == 1


def test_what_is_not_judged_yet_is_no_fact_and_residents_earn_nothing(volunteer, grid):
    a_case(grid=grid, by=volunteer)
    a_dispatched_case(grid=grid)

    pulled()

    assert lines(volunteer) == []


def test_a_level_that_rises_later_earns_no_more(volunteer, grid, clerk):
    case = a_report(volunteer, grid)
    case.level = 4
    judged(case, clerk, Validity.VALID)

    pulled()

    assert lines(volunteer) == [(FactKind.REPORT, 15, None)]


def test_judged_invalid_afterwards_it_is_taken_back_by_a_counter_entry(volunteer, grid, clerk):
    case = a_report(volunteer, grid)
    pulled()
    judged(case, clerk, Validity.INVALID, DeclineReason.NOTHING_FOUND)
    pulled()

    [fact] = db.session.scalars(select(PointFact))
    assert [(one.turn, one.points) for one in fact.entries] == [(1, 15), (2, -15)]
    assert fact.entries[1].reverses_id == fact.entries[0].id
    assert fact.why_not is WhyNot.NOT_VALID

    judged(case, clerk, Validity.VALID)
    pulled()
    assert [one.points for one in fact.entries] == [15, -15, 15]


def test_a_trivial_repeat_costs_points_until_it_is_judged_otherwise(volunteer, grid, clerk):
    case = a_report(volunteer, grid)
    judged(case, clerk, Validity.INVALID, DeclineReason.TRIVIAL_REPEAT)
    pulled()
    assert balance(volunteer) == -2

    judged(case, clerk, Validity.VALID)
    pulled()
    assert balance(volunteer) == 15
    assert (FactKind.FAULT, 0, WhyNot.JUDGED_AGAIN) in lines(volunteer)


def test_the_first_of_two_reports_of_one_problem_is_paid(volunteer, grid, clerk):
    matter = a_matter()
    first = a_case(grid=grid, matter=matter)  # a resident's, not judged yet
    a_report(volunteer, grid, matter=matter, now=NOW + MINUTE)
    pulled(NOW + HOUR)
    assert lines(volunteer) == [(FactKind.REPORT, 0, WhyNot.NOT_FIRST)]

    judged(first, clerk, Validity.INVALID, DeclineReason.NOTHING_FOUND)
    pulled(NOW + HOUR)
    assert lines(volunteer) == [(FactKind.REPORT, 15, None)]


def test_a_look_at_a_repair_is_paid_once_for_a_case(volunteer, grid):
    case = a_resolved_case(grid=grid)
    policy, calendar = policy_on(NOW.date()), work_calendar()
    case_actions.dispute(
        case, words="Still there", by=volunteer, now=NOW, policy=policy, calendar=calendar
    )
    case_actions.resolve(
        case,
        by=a_clerk(Role.UNIT_CLERK, unit=case.unit),
        outcome="done",
        words="Swept",
        photos=[],
        now=NOW + HOUR,
        policy=policy,
    )
    case_actions.verify(case, words="", by=volunteer, now=NOW + 2 * HOUR)

    pulled(NOW + 3 * HOUR)

    assert lines(volunteer) == [
        (FactKind.VERIFICATION, 4, None),
        (FactKind.VERIFICATION, 0, WhyNot.NOT_FIRST),
    ]


def test_a_patrol_with_a_route_is_paid_once_a_day_and_a_corrected_one_in_its_place(volunteer, grid):
    walked = a_patrol(grid, volunteer, route=WALK)
    a_patrol(grid, volunteer, begun=NOW - 30 * HOUR)
    pulled()
    assert [(points, why) for _kind, points, why in lines(volunteer)] == [
        (2, None),
        (0, WhyNot.NO_ROUTE),
    ]

    a_patrol(grid, volunteer, begun=NOW - 5 * HOUR, route=WALK, replaces=walked)
    pulled(NOW + MINUTE)
    assert balance(volunteer) == 2
    assert (FactKind.PATROL, 0, WhyNot.REPLACED) in lines(volunteer)


def test_nobody_is_paid_for_days_on_which_they_were_no_volunteer(volunteer, grid):
    db.session.get(Volunteer, volunteer.id).started_on = NOW.date() + DAY
    a_report(volunteer, grid)

    pulled()

    assert lines(volunteer) == [(FactKind.REPORT, 0, WhyNot.AWAY)]


def test_what_is_called_made_up_is_taken_back_and_costs_until_that_is_withdrawn(
    volunteer, grid, clerk
):
    a_report(volunteer, grid)
    pulled()
    [fact] = db.session.scalars(select(PointFact))

    with pytest.raises(NotAcceptable):
        actions.call_fake(fact, words="", by=clerk, now=NOW)
    call = actions.call_fake(fact, words="The photo is a year old", by=clerk, now=NOW)
    pulled()
    month = db.session.get(PointMonth, (volunteer.id, date(2026, 9, 1)))
    assert (balance(volunteer), month.points, month.fakes, month.valid) == (-50, -50, 1, 0)

    with pytest.raises(NotAllowedNow):
        actions.call_fake(fact, words="Again", by=clerk, now=NOW)
    actions.withdraw_call(call, words="It was another photo", by=clerk, now=NOW)
    db.session.refresh(month)
    assert (balance(volunteer), month.points, month.fakes, month.valid) == (15, 15, 0, 1)


def test_nobody_decides_about_their_own_line(volunteer, grid):
    a_report(volunteer, grid)
    pulled()
    [fact] = db.session.scalars(select(PointFact))
    objection = an_objection(fact, volunteer)

    with pytest.raises(NotAllowedNow):
        actions.call_fake(fact, words="x", by=volunteer, now=NOW)
    with pytest.raises(NotAllowedNow):
        actions.decide_objection(objection, points=99, words="x", by=volunteer, now=NOW)


def an_objection(fact, by, now=NOW):
    community_id = db.session.get(Volunteer, by.id).community_id
    return actions.object_to(fact, words="I was first", by=by, community_id=community_id, now=now)


def test_an_objection_that_is_upheld_is_corrected_by_counter_entries(volunteer, grid, clerk):
    matter = a_matter()
    a_case(grid=grid, matter=matter)
    a_report(volunteer, grid, matter=matter, now=NOW + MINUTE)
    pulled(NOW + HOUR)
    [fact] = db.session.scalars(select(PointFact))
    objection = an_objection(fact, volunteer, NOW + HOUR)
    with pytest.raises(NotAllowedNow):
        an_objection(fact, volunteer, NOW + HOUR)

    actions.decide_objection(objection, points=15, words="Another pole", by=clerk, now=NOW + DAY)
    pulled(NOW + DAY)

    assert (balance(volunteer), fact.points) == (15, 15)
    with pytest.raises(NotAllowedNow):
        actions.decide_objection(objection, points=0, words="No", by=clerk, now=NOW + DAY)


def test_a_line_can_be_objected_to_for_ten_working_days(app, volunteer, grid):
    a_report(volunteer, grid)
    pulled()
    [fact] = db.session.scalars(select(PointFact))

    # Ten working days over a long holiday are three weeks.
    with app.test_request_context(), pytest.raises(NotAllowedNow):
        an_objection(fact, volunteer, NOW + 22 * DAY)
    an_objection(fact, volunteer, NOW + 14 * DAY)


def test_the_database_itself_refuses_a_second_payment_of_the_same_turn(volunteer, grid):
    a_report(volunteer, grid)
    pulled()
    [entry] = db.session.scalars(select(PointEntry))
    db.session.add(
        PointEntry(
            fact_id=entry.fact_id,
            turn=1,
            person_id=volunteer.id,
            day=entry.day,
            points=12,
            posted_at=NOW,
        )
    )

    with pytest.raises(IntegrityError):
        db.session.flush()


def test_help_in_a_household_is_paid_once_somebody_else_confirms_it(volunteer, grid, clerk):
    one = db.session.get(Volunteer, volunteer.id)
    written = volunteering.write_help(
        one, day=NOW.date(), kind=HelpKind.ERRAND, words="米面", request_key="a", now=NOW
    )
    pulled()
    assert lines(volunteer) == []

    volunteering.confirm_help(written, by=clerk, now=NOW)
    pulled()
    assert lines(volunteer) == [(FactKind.HELP, 3, None)]


def test_a_course_that_was_passed_is_paid(volunteer, grid):
    a_result(volunteer, a_course())

    pulled()

    assert lines(volunteer) == [(FactKind.TRAINING, 10, None)]
