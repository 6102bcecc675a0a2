"""Signing in, locking, passwords, posts: on both databases."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts import actions
from portal.accounts.actions import Visit
from portal.accounts.models import SignIn
from portal.accounts.queries import (
    NOTICES,
    area_codes_of,
    notices_of,
    person_of_session,
    unread_notices,
)
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import NotAcceptable
from portal.messages import notify
from portal.policy.rules import DRAFT
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, STREET_CODE, a_clerk, a_person, a_unit

pytestmark = pytest.mark.usefixtures("app")
PASSWORD = "a good long password"


@pytest.fixture
def person(app):
    assert app
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    person.login = "lin"
    actions.set_password(person, PASSWORD)
    db.session.flush()
    return person


def tries(password, *, login="lin", after=timedelta(0)):
    return actions.sign_in(
        login, password, visit=Visit("10.0.0.7"), now=clock.now() + after, policy=DRAFT
    )


def test_the_right_password_begins_a_session_that_is_found_by_its_key(person):
    begun = tries(PASSWORD)

    db.session.flush()
    assert begun.from_address == "10.0.0.7"
    assert len(begun.key) >= 32
    assert person_of_session(begun.key, clock.now()) is person


@pytest.mark.parametrize(
    ("login", "password"),
    [
        pytest.param("lin", "not the password", id="wrong password"),
        pytest.param("nobody", PASSWORD, id="unknown name"),
        pytest.param("lin", "", id="no password"),
        pytest.param("LIN' OR 1=1 --", PASSWORD, id="not a name at all"),
    ],
)
@pytest.mark.usefixtures("person")
def test_anything_else_begins_nothing(login, password):
    assert tries(password, login=login) is None
    assert db.session.query(SignIn).count() == 0


def test_somebody_without_a_password_cannot_sign_in():
    a_person(login="never-set")

    assert tries("", login="never-set") is None


def test_the_fifth_failure_locks_for_a_quarter_of_an_hour_even_against_the_right_password(person):
    for _try in range(5):
        assert tries("wrong") is None

    assert person.locked_until == clock.now() + timedelta(minutes=15)
    assert tries(PASSWORD) is None
    assert tries(PASSWORD, after=timedelta(minutes=14, seconds=59)) is None
    assert tries(PASSWORD, after=timedelta(minutes=15))


def test_four_failures_and_a_success_begin_the_count_again(person):
    for _round in range(2):
        for _try in range(4):
            tries("wrong")
        assert tries(PASSWORD)

    assert person.failed_sign_ins == 0
    assert person.locked_until is None


def test_tries_while_it_is_locked_neither_count_nor_prolong(person):
    for _try in range(12):
        tries("wrong")

    assert person.locked_until == clock.now() + timedelta(minutes=15)
    assert person.failed_sign_ins == 0


def test_a_session_ends_for_good_when_it_is_signed_out(person):
    begun = tries(PASSWORD)
    db.session.flush()

    actions.sign_out(begun.key, now=clock.now())

    assert person
    assert person_of_session(begun.key, clock.now()) is None


def test_a_session_ends_with_the_working_day_however_busy_it_was(person):
    begun = tries(PASSWORD)
    db.session.flush()

    assert person_of_session(begun.key, clock.now() + timedelta(hours=12)) is person
    assert person_of_session(begun.key, clock.now() + timedelta(hours=12, seconds=1)) is None


def test_whoever_has_left_is_out_from_that_day_on_and_stays_out(person):
    begun = tries(PASSWORD)
    db.session.flush()

    person.ended_on = clock.today() + timedelta(days=1)
    assert person_of_session(begun.key, clock.now()) is person

    person.ended_on = clock.today()
    assert person_of_session(begun.key, clock.now()) is None
    assert tries(PASSWORD) is None


def test_a_key_that_nobody_holds_finds_nobody():
    assert person_of_session("made up", clock.now()) is None


def test_a_short_password_is_refused_and_a_password_is_never_kept_as_it_is(person):
    with pytest.raises(NotAcceptable, match="at least 10 characters"):
        actions.set_password(person, "123456789")

    assert person.password_hash.startswith("$argon2id$")
    assert PASSWORD not in person.password_hash


def test_notices_come_by_the_page_the_newest_first_and_only_ones_own(person):
    for n in range(NOTICES + 5):
        notify(person.id, "overdue", case_number=f"BJ{n}", now=clock.now())
    notify(a_person().id, "overdue", case_number="BJ-else", now=clock.now())
    db.session.flush()

    first = notices_of(person, before=None)
    second = notices_of(person, before=first[NOTICES - 1].id)

    assert [notice.case_number for notice in first[:2]] == ["BJ34", "BJ33"]
    assert len(first) == NOTICES + 1
    assert [notice.case_number for notice in second] == [f"BJ{n}" for n in (4, 3, 2, 1, 0)]
    assert unread_notices(person) == NOTICES + 5


def test_reading_notices_leaves_newer_ones_and_other_peoples_unread(person):
    other = a_person()
    for to in (person, person, other, person):
        notify(to.id, "overdue", case_number="BJ", now=clock.now())
    db.session.flush()
    seen = notices_of(person, before=None)[1].id

    actions.read_notices(person, up_to=seen, now=clock.now())

    assert unread_notices(person) == 1
    assert unread_notices(other) == 1


@pytest.mark.parametrize(
    ("role", "held_for", "seen"),
    [
        (Role.DISPATCHER, DISTRICT_CODE, DISTRICT_CODE),
        (Role.STREET_CLERK, STREET_CODE, STREET_CODE),
        (Role.COMMUNITY_CLERK, COMMUNITY_CODE, COMMUNITY_CODE),
        (Role.GRID_WORKER, f"{COMMUNITY_CODE}001", COMMUNITY_CODE),
    ],
)
def test_figures_and_boards_reach_as_far_as_the_post(role, held_for, seen):
    assert area_codes_of(a_clerk(role, area_code=held_for), clock.today()) == [seen]


def test_a_units_clerk_sees_what_the_unit_serves():
    clerk = a_clerk(Role.UNIT_CLERK, unit=a_unit(area_code=STREET_CODE))

    assert area_codes_of(clerk, clock.today()) == [STREET_CODE]


def test_a_post_counts_from_its_first_day_until_the_day_before_it_ends():
    person = a_person()
    post = actions.give_post(person, Role.DISPATCHER, area_code=DISTRICT_CODE, on=date(2026, 9, 22))
    post.ended_on = date(2026, 9, 24)
    db.session.flush()

    days = [date(2026, 9, day) for day in range(21, 26)]
    assert [bool(area_codes_of(person, day)) for day in days] == [False, True, True, False, False]
