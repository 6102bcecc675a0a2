"""Whoever holds a pass is told once before it ends; who has renewed it is not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role
from portal.db import db
from portal.messages.notices import Notice
from portal.policy.rules import DRAFT
from portal.training import actions
from tests.conftest import NOW
from tests.factories import a_clerk, a_course, a_grid, a_result

DAY = timedelta(days=1)


@pytest.fixture
def worker(app):
    return a_clerk(Role.GRID_WORKER, area_code=a_grid().code)


def reminded(now, most=500):
    actions.remind_of_endings(DRAFT.renewal_days, most, now=now)
    rows = select(Notice).where(Notice.kind == "pass_ends").order_by(Notice.id)
    return [(one.person_id, one.facts) for one in db.session.scalars(rows)]


def before_the_end(result, days):
    return NOW + (result.valid_until - clock.day_of(NOW)) - days * DAY


def test_a_pass_that_ends_is_told_once_when_it_can_be_renewed_and_not_sooner(worker):
    result = a_result(worker, a_course(title="入户规范", valid_months=12))

    assert reminded(before_the_end(result, DRAFT.renewal_days + 1)) == []
    told = [(worker.id, "入户规范")]
    assert reminded(before_the_end(result, DRAFT.renewal_days)) == told
    assert reminded(before_the_end(result, 1)) == told


def test_who_has_renewed_it_is_not_told(worker):
    course = a_course(valid_months=12)
    first = a_result(worker, course)
    a_result(worker, course, now=before_the_end(first, 3))

    assert reminded(before_the_end(first, 2)) == []


def test_a_pass_that_lasts_and_one_of_a_course_that_is_given_no_more_are_not_told(worker):
    a_result(worker, a_course(valid_months=None))
    course = a_course(valid_months=12)
    result = a_result(worker, course)
    actions.retire(course, reason="superseded", now=NOW)

    assert reminded(before_the_end(result, 2)) == []


def test_many_are_told_in_batches(worker):
    course = a_course(valid_months=12)
    others = [a_clerk(Role.GRID_WORKER, area_code=a_grid().code) for _n in range(3)]
    results = [a_result(each, course) for each in others]
    soon = before_the_end(results[0], 2)

    assert len(reminded(soon, most=2)) == 2
    assert len(reminded(soon, most=2)) == 3
