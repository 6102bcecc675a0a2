"""From an application to a volunteer who rests, moves and leaves; help that others confirm."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.queries import posts_of
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, NotYours
from portal.grids.queries import who_answers_for
from portal.grids.rules import Duty
from portal.volunteers import actions, jobs, queries
from portal.volunteers.models import Volunteer
from portal.volunteers.rules import (
    ApplicationStatus,
    HelpKind,
    HelpStatus,
    VolunteerKind,
    VolunteerStatus,
    VolunteerStep,
    VolunteerTask,
)
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, a_clerk, a_grid, a_person, a_volunteer

TODAY = clock.day_of(NOW)


def apply(grid, key="k" * 20, **said):
    defaults = {
        "name": "𬭎䶮",
        "phone": "13800000001",
        "email": None,
        "kind": VolunteerKind.NEIGHBOUR,
        "words": "",
        "relative": "",
    }
    asked = actions.Asked(**defaults | said)
    return actions.apply(grid, asked, request_key=key, is_proven=True, now=NOW)


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def clerk(grid):
    return a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)


def test_accepting_makes_person_post_duty_and_volunteer(grid, clerk):
    one = actions.accept(apply(grid), grid, [VolunteerTask.REPORT], by=clerk, now=NOW)

    assert one.person.name == "𬭎䶮"
    assert [(p.role, p.area_code) for p in posts_of(one.person, TODAY)] == [
        (Role.VOLUNTEER, grid.code)
    ]
    assert [held.duty for held in who_answers_for(grid, TODAY)] == [Duty.PART_TIME_WORKER]
    assert one.tasks == ["report"]
    assert [event.step for event in queries.history_of(one.person)] == [VolunteerStep.JOINED]
    assert queries.was_active_on(one.person_id, TODAY)


def test_the_same_form_twice_is_one_application(grid):
    assert apply(grid) is apply(grid)


def test_an_application_is_decided_once(grid, clerk):
    application = apply(grid)
    actions.refuse(application, "满员", by=clerk, now=NOW)

    with pytest.raises(NotAllowedNow):
        actions.accept(application, grid, [], by=clerk, now=NOW)
    with pytest.raises(NotAllowedNow):
        actions.withdraw(application, now=NOW)
    assert db.session.query(Volunteer).count() == 0


def test_a_declared_relative_does_not_vet(grid, clerk):
    brother = a_person(phone="13800000001")
    actions.declare_relative(brother, clerk, now=NOW)

    with pytest.raises(NotYours):
        actions.accept(apply(grid), grid, [], by=clerk, now=NOW)
    assert queries.are_related(clerk.id, brother.id)


def test_namesakes_and_shared_phones_are_named_and_never_merged(grid, clerk):
    known = actions.accept(apply(grid), grid, [], by=clerk, now=NOW)
    other = apply(grid, key="l" * 20, name="王五", phone="+86 13800000001")
    third = apply(grid, key="m" * 20, name="王五", phone=None, email="a@example.com")

    assert queries.maybe_the_same(other) == ([known.person], [third])
    assert actions.accept(other, grid, [], by=clerk, now=NOW).person is not known.person


def test_who_was_decided_about_is_erased_in_time(grid, clerk):
    application, waiting = apply(grid, words="你好"), apply(grid, key="l" * 20)
    actions.withdraw(application, now=NOW)
    db.session.flush()

    with clock.stopped_at(NOW + timedelta(days=89)):
        jobs.erase_applications()
    assert application.name
    with clock.stopped_at(NOW + timedelta(days=91)):
        jobs.erase_applications()

    assert (application.name, application.phone, application.words) == ("", None, "")
    assert application.status is ApplicationStatus.WITHDRAWN
    assert waiting.name


def volunteer(grid):
    return queries.volunteer_of(a_volunteer(grid))


def test_paused_days_do_not_count_and_the_days_before_do(grid, clerk):
    one = volunteer(grid)
    back = TODAY + timedelta(days=10)
    actions.pause(one, from_on=TODAY, until_on=back, why="探亲", by=one.person, now=NOW)

    assert one.status is VolunteerStatus.PAUSED
    assert queries.was_active_on(one.person_id, TODAY - timedelta(days=1))
    assert not queries.was_active_on(one.person_id, TODAY)
    assert queries.was_active_on(one.person_id, back)
    assert queries.spans_of([one.person_id]) == {
        one.person_id: [(date(2025, 1, 1), TODAY), (back, None)]
    }


def test_a_pause_never_begins_in_the_past_and_never_doubles(grid):
    one = volunteer(grid)
    told = {"until_on": None, "why": "", "by": one.person, "now": NOW}

    with pytest.raises(NotAcceptable):
        actions.pause(one, from_on=TODAY - timedelta(days=1), **told)
    actions.pause(one, from_on=TODAY, **told)
    with pytest.raises(NotAllowedNow):
        actions.pause(one, from_on=TODAY + timedelta(days=3), **told)


def test_taking_up_again_ends_the_pause(grid):
    one = volunteer(grid)
    actions.pause(one, from_on=TODAY, until_on=None, why="", by=one.person, now=NOW)
    later = NOW + timedelta(days=3)
    actions.resume(one, by=one.person, now=later)

    assert one.status is VolunteerStatus.ACTIVE
    assert not queries.was_active_on(one.person_id, TODAY + timedelta(days=2))
    assert queries.was_active_on(one.person_id, TODAY + timedelta(days=3))


def test_leaving_ends_post_and_duty_and_keeps_the_record(grid, clerk):
    one = actions.accept(apply(grid), grid, [], by=clerk, now=NOW)
    later = NOW + timedelta(days=5)
    actions.leave(one, why="搬家", by=one.person, now=later)

    left = clock.day_of(later)
    assert posts_of(one.person, left) == []
    assert list(who_answers_for(grid, left)) == []
    assert one.person.ended_on == left
    assert queries.was_active_on(one.person_id, TODAY)
    assert not queries.was_active_on(one.person_id, left)
    with pytest.raises(NotAllowedNow):
        actions.agree(one, version=0, now=later)


def test_a_move_ends_the_old_post_and_begins_the_new(grid, clerk):
    one, other = actions.accept(apply(grid), grid, [], by=clerk, now=NOW), a_grid()
    later = NOW + timedelta(days=5)
    actions.move(one, other, why="", by=clerk, now=later)

    db.session.flush()
    db.session.refresh(one.person, ["posts"])
    assert [p.area_code for p in posts_of(one.person, clock.day_of(later))] == [other.code]
    assert [p.area_code for p in posts_of(one.person, TODAY)] == [grid.code]


def help_of(one, key="h" * 20):
    return actions.write_help(
        one, day=TODAY, kind=HelpKind.ERRAND, words="买药", request_key=key, now=NOW
    )


def test_help_counts_once_somebody_else_confirms_it(grid, clerk):
    one = volunteer(grid)
    written = help_of(one)

    with pytest.raises(NotYours):
        actions.confirm_help(written, by=one.person, now=NOW)
    actions.confirm_help(written, by=clerk, now=NOW)
    actions.refuse_help(written, "那天没有人来", by=clerk, now=NOW)
    db.session.flush()

    said = queries.confirmed_helps(0, 10)
    assert [(row.help_id, row.is_confirmed) for row in said] == [
        (written.id, True),
        (written.id, False),
    ]
    assert written.status is HelpStatus.REFUSED
    assert queries.confirmed_helps(said[0].id, 10) == said[1:]


def test_relatives_do_not_confirm_each_others_help(grid, clerk):
    one = volunteer(grid)
    actions.declare_relative(one.person, clerk, now=NOW)

    with pytest.raises(NotYours):
        actions.confirm_help(help_of(one), by=clerk, now=NOW)


def test_one_is_no_relative_of_oneself_or_of_nobody(grid):
    one = a_person()

    for other in (one, None):
        with pytest.raises(NotAcceptable):
            actions.declare_relative(one, other, now=NOW)
