"""Lists of meetings: by scan, by hand, struck out, closed and counted as a course."""

from datetime import timedelta

import pytest

from portal.accounts.rules import Role
from portal.errors import NoLonger, NotAcceptable, NotAllowedNow
from portal.policy.queries import policy_on
from portal.training import actions, queries
from portal.training.actions import Planned
from portal.training.rules import word_at
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, a_clerk, a_course, a_gathering, a_grid, a_result

TODAY = NOW.date()


@pytest.fixture
def worker(app):
    return a_clerk(Role.GRID_WORKER, area_code=a_grid().code)


def scan(gathering, person, now=NOW, shown_at=None):
    word = word_at(gathering.secret, shown_at or now, 3)
    return actions.check_in(gathering, word, by=person, now=now, policy=policy_on(TODAY))


def close(gathering, by):
    return actions.close_list(gathering, by=by, now=NOW, policy=policy_on(TODAY))


def test_whoever_scans_is_on_the_list_once(worker):
    gathering = a_gathering()

    assert scan(gathering, worker) is scan(gathering, worker, NOW + timedelta(minutes=1))
    assert [each.person for each in queries.attendances(gathering)] == [worker]
    assert queries.attendances(gathering)[0].entered_by is None


def test_a_photo_of_the_screen_is_soon_of_no_use(worker):
    gathering, other = a_gathering(), a_gathering()

    with pytest.raises(NoLonger, match="Scan the screen again"):
        scan(gathering, worker, NOW + timedelta(minutes=10), shown_at=NOW)
    word = word_at(other.secret, NOW, 3)
    with pytest.raises(NoLonger, match="Scan the screen again"):
        actions.check_in(gathering, word, by=worker, now=NOW, policy=policy_on(TODAY))
    with pytest.raises(NoLonger, match="not open"):
        scan(gathering, worker, NOW + timedelta(days=1))
    assert not queries.attendances(gathering)


def test_staff_enter_others_by_hand_and_never_themselves(worker):
    gathering = a_gathering()
    by = gathering.made_by

    line = actions.enter_by_hand(gathering, worker, by=by, now=NOW)

    assert line.entered_by is by
    with pytest.raises(NotAcceptable, match="Nobody enters themselves"):
        actions.enter_by_hand(gathering, by, by=by, now=NOW)


def test_whoever_was_struck_off_does_not_scan_themselves_back(worker):
    gathering = a_gathering()
    scan(gathering, worker)
    actions.strike_off(gathering, worker.id, by=gathering.made_by, now=NOW)

    with pytest.raises(NotAllowedNow, match="taken off"):
        scan(gathering, worker)
    with pytest.raises(NotAllowedNow, match="not on the list"):
        actions.strike_off(gathering, worker.id, by=gathering.made_by, now=NOW)
    actions.enter_by_hand(gathering, worker, by=gathering.made_by, now=NOW)
    assert queries.attendances(gathering)[0].struck_at is None


def test_closed_a_meeting_counts_as_its_course_for_those_who_came(worker):
    course = a_course(required_from=TODAY, valid_months=12)
    gathering, absent = a_gathering(course=course), a_clerk(Role.GRID_WORKER, area_code="3" * 15)
    for person in (worker, absent):
        scan(gathering, person)
    actions.strike_off(gathering, absent.id, by=gathering.made_by, now=NOW)
    assert not queries.is_in_date(worker, TODAY)

    assert close(gathering, gathering.made_by) == 1

    assert queries.trained_on([worker.id, absent.id], TODAY) == {worker.id}
    (told,) = queries.passes_after(0)
    assert (told.person_id, told.line) == (worker.id, course.line)
    with pytest.raises(NotAllowedNow, match="closed"):
        close(gathering, gathering.made_by)
    with pytest.raises(NotAllowedNow, match="closed"):
        actions.enter_by_hand(gathering, absent, by=gathering.made_by, now=NOW)
    with pytest.raises(NoLonger, match="not open"):
        scan(gathering, absent)


def test_whoever_has_passed_already_passes_no_second_time_by_coming(worker):
    course = a_course(valid_months=12)
    a_result(worker, course)
    gathering = a_gathering(course=course)
    scan(gathering, worker)

    assert close(gathering, gathering.made_by) == 0
    assert len(queries.passes_after(0)) == 1


def test_a_meeting_called_for_an_old_edition_counts_as_the_one_in_force(worker):
    course = a_course()
    gathering = a_gathering(course=course)
    scan(gathering, worker)
    newer = actions.new_edition(course, by=course.made_by, now=NOW)
    actions.publish(newer, asks_again=True, by=course.made_by, now=NOW)

    close(gathering, gathering.made_by)

    assert queries.passes_of(worker, [newer], TODAY)[newer.id].course is newer


@pytest.mark.parametrize(
    ("ends", "why"),
    [(timedelta(0), "end after it begins"), (timedelta(hours=20), "on one day")],
    ids=["ends as it begins", "ends tomorrow"],
)
def test_a_meeting_has_a_length_and_a_day(app, ends, why):
    by = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    planned = Planned("集中培训", "会议室", COMMUNITY_CODE, NOW, NOW + ends)

    with pytest.raises(NotAcceptable, match=why):
        actions.call_gathering(planned, by=by, now=NOW)
