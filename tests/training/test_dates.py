"""Who is in date: editions, ends of passes, required from a day on, tasks that need a course."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.training import actions, queries
from portal.training.rules import CourseState, Task
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    WRONG,
    a_clerk,
    a_course,
    a_draft_course,
    a_grid,
    a_result,
)
from tests.plans import listening

TODAY = clock.day_of(NOW)


@pytest.fixture
def worker(app):
    return a_clerk(Role.GRID_WORKER, area_code=a_grid().code)


def test_where_nothing_is_required_everybody_is_trained(worker):
    a_course()

    assert queries.is_in_date(worker, TODAY)
    assert queries.trained_on([worker.id, 987654], TODAY) == {worker.id, 987654}


def test_a_required_course_is_lacked_until_it_is_passed_and_after_its_pass_is_over(worker):
    course = a_course(required_from=TODAY, valid_months=1)

    assert queries.lacks(worker, TODAY) == [course]
    a_result(worker, course, WRONG)
    assert not queries.is_in_date(worker, TODAY)
    result = a_result(worker, course)

    assert queries.is_in_date(worker, TODAY)
    assert queries.is_in_date(worker, result.valid_until)
    assert not queries.is_in_date(worker, result.valid_until + timedelta(days=1))


def test_a_course_required_from_a_later_day_asks_nothing_before_it(worker):
    a_course(required_from=TODAY + timedelta(days=30), tasks=frozenset({Task.PATROL}))

    assert queries.is_in_date(worker, TODAY)
    assert queries.tasks_open_to(worker, TODAY) == set(Task)
    assert not queries.is_in_date(worker, TODAY + timedelta(days=30))
    assert Task.PATROL not in queries.tasks_open_to(worker, TODAY + timedelta(days=30))


def test_a_pass_of_an_earlier_edition_counts_unless_everybody_is_asked_again(worker):
    course = a_course(required_from=TODAY)
    a_result(worker, course)
    second = actions.new_edition(course, by=course.made_by, now=NOW)
    actions.publish(second, asks_again=False, by=course.made_by, now=NOW)

    assert course.state is CourseState.RETIRED
    assert queries.is_in_date(worker, TODAY)

    third = actions.new_edition(second, by=course.made_by, now=NOW)
    actions.publish(third, asks_again=True, by=course.made_by, now=NOW)

    assert queries.lacks(worker, TODAY) == [third]
    a_result(worker, third)
    assert queries.is_in_date(worker, TODAY)


def test_a_past_day_is_judged_by_the_edition_of_that_day(worker):
    long_ago = NOW - timedelta(days=100)
    course = a_course(required_from=date(2026, 1, 1), now=long_ago)
    a_result(worker, course, now=long_ago)
    again = actions.new_edition(course, by=course.made_by, now=NOW)
    actions.publish(again, asks_again=True, by=course.made_by, now=NOW)

    assert queries.is_in_date(worker, TODAY - timedelta(days=1))
    assert not queries.is_in_date(worker, TODAY)


def test_what_was_given_up_is_required_no_more(worker):
    course = a_course(required_from=TODAY)
    actions.retire(course, reason="已并入另一门课程", now=NOW)

    assert queries.is_in_date(worker, TODAY)


def test_a_task_names_the_courses_that_are_lacking(worker):
    course = a_course(tasks=frozenset({Task.PATROL, Task.VERIFY}))

    judged = queries.may_do(worker, Task.PATROL, TODAY)

    assert not judged.is_open
    assert judged.lacking == (course,)
    assert queries.tasks_open_to(worker, TODAY) == {Task.REPORT}
    a_result(worker, course)
    assert queries.tasks_open_to(worker, TODAY) == set(Task)


def test_only_the_district_requires_anything_of_anybody(app):
    with pytest.raises(NotAcceptable, match="whole district"):
        a_draft_course(area_code=COMMUNITY_CODE, required_from=TODAY)
    with pytest.raises(NotAcceptable, match="whole district"):
        a_draft_course(area_code=COMMUNITY_CODE, tasks=frozenset({Task.REPORT}))


def test_many_people_are_judged_in_two_questions_to_the_database(worker):
    course = a_course(required_from=TODAY)
    a_result(worker, course)
    db.session.flush()
    others = range(10**6, 10**6 + 4300)

    with listening() as sent:
        trained = queries.trained_on([worker.id, *others], TODAY)

    assert trained == {worker.id}
    assert len(sent) <= 3


def test_passes_are_told_once_each_in_their_order(worker):
    first, second = a_course(), a_course()
    a_result(worker, first, WRONG)
    passed = [a_result(worker, first), a_result(worker, second)]

    told = queries.passes_after(passed[0].id - 1)

    assert [each.id for each in told] == [each.id for each in passed]
    assert [each.line for each in told] == [first.line, second.line]
    assert told[0].person_id == worker.id
    assert told[0].title == first.title
    assert told[0].day == TODAY
    assert [each.id for each in queries.passes_after(passed[0].id)] == [passed[1].id]


def test_a_pass_that_counts_is_not_earned_again_until_shortly_before_its_end(worker):
    course = a_course(valid_months=12)
    result = a_result(worker, course)

    with pytest.raises(NotAllowedNow, match="still counts"):
        a_result(worker, course)
    soon = NOW + timedelta(days=(result.valid_until - TODAY).days - 30)
    assert a_result(worker, course, now=soon).valid_until > result.valid_until


def test_the_tries_of_a_day_are_counted_and_the_next_day_begins_anew(worker):
    course = a_course()
    for _ in range(3):
        assert not a_result(worker, course, WRONG).passed

    with pytest.raises(NotAllowedNow, match="tries of today"):
        a_result(worker, course)
    assert a_result(worker, course, now=NOW + timedelta(days=1)).passed


def test_the_same_form_sent_twice_is_one_try(worker):
    course = a_course()

    first = a_result(worker, course, WRONG, request_key="same")

    assert a_result(worker, course, request_key="same") is first
    assert queries.tries_on(worker, course, TODAY) == 1
