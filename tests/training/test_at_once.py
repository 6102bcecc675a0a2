"""Tries at the very same moment: one form is one try, and a day holds no more than it may."""

import secrets

from sqlalchemy import func, select

from portal.accounts.models import Person
from portal.accounts.rules import Role
from portal.db import db
from portal.policy.rules import DRAFT
from portal.training import actions
from portal.training.models import Course, CourseResult
from tests.at_once import all_at_once
from tests.conftest import NOW
from tests.factories import WRONG, a_clerk, a_course, a_grid

HANDS = 8


def a_try():
    """How somebody tries a course, with the key of a form."""
    course_id, person_id = a_course().id, a_clerk(Role.GRID_WORKER, area_code=a_grid().code).id
    db.session.commit()

    def press(key):
        course, person = (
            db.session.get_one(Course, course_id),
            db.session.get_one(Person, person_id),
        )
        actions.take(course, WRONG, request_key=key, by=person, now=NOW, policy=DRAFT)

    return press


def kept():
    return db.session.scalar(select(func.count()).select_from(CourseResult))


def test_one_form_sent_many_times_at_once_is_one_try(own_app):
    press = a_try()

    done, _refused = all_at_once(own_app, press, ["one-form"] * HANDS)

    assert done >= 1
    assert kept() == 1


def test_a_day_never_holds_more_tries_than_it_may(own_app):
    press = a_try()
    keys = [secrets.token_urlsafe(9) for _n in range(HANDS)]

    done, refused = all_at_once(own_app, press, keys)

    assert (done + refused, kept()) == (HANDS, done)
    assert 1 <= done <= DRAFT.quiz_tries
