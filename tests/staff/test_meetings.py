"""Consultations and joint meetings: called, held once, and what they decide is done."""

from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases.models import Meeting
from portal.cases.rules import CaseStatus, Step
from portal.db import db
from portal.messages import Notice
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_resolved_case,
    a_unit,
    signed_in,
)
from tests.staff.case_steps import a_dispatcher

LATER = NOW + timedelta(days=1, hours=2)


def a_call(case, *units, **given):
    return {
        "kind": "consultation",
        "title": "江南大道积水",
        "starts_at": "2026-09-22T09:00",
        "place": "街道三楼会议室",
        "cases": f"{case.number} 谁来修",
        "units": [unit.code for unit in units],
    } | given


def call(client, case, *units, **given):
    return client.post("/staff/meetings?lang=en", data=a_call(case, *units, **given))


def newest():
    return db.session.query(Meeting).order_by(Meeting.id.desc()).first()


def keep(client, meeting, *, unit=None, decision="由管网单位修"):
    put = meeting.cases[0]
    return client.post(
        f"/staff/meetings/{meeting.id}/minutes?lang=en",
        data={
            "minutes": "三方到场，查明是管网破损。",
            f"came_{meeting.units[0].unit_id}": "y",
            f"decision_{put.id}": decision,
            f"unit_{put.id}": unit.code if unit else "",
        },
    )


def test_a_meeting_is_called_and_whoever_it_concerns_is_told(client):
    first, second = a_unit(), a_unit(area_code=DISTRICT_CODE)
    clerk, other = (a_clerk(Role.UNIT_CLERK, unit=unit) for unit in (first, second))
    case = a_dispatched_case(unit=first)
    due = case.due_on
    signed_in(client, a_dispatcher())

    answer = call(client, case, second)

    assert answer.status_code == 303
    assert case.events[-1].step is Step.CONSULT
    assert (case.status, case.due_on) == (CaseStatus.DISPATCHED, due)
    told = {one.person_id for one in db.session.query(Notice).filter_by(kind="consulted")}
    assert {clerk.id, other.id} <= told
    assert "江南大道积水" in client.get("/staff/meetings").text
    assert "江南大道积水" in client.get(f"/staff/cases/{case.number}").text
    public = client.get(f"/f/{case.follow_token}?lang=en").text
    assert "Put before a meeting" in public
    assert "谁来修" not in public


def test_what_is_decided_stands_in_the_case_and_the_new_unit_gets_it(client):
    first, second = a_unit(), a_unit()
    case = a_dispatched_case(unit=first)
    due = case.due_on
    signed_in(client, a_dispatcher())
    call(client, case, second)
    meeting = newest()

    with clock.stopped_at(LATER):
        signed_in(client, a_dispatcher())
        answer = keep(client, meeting, unit=second)

    assert answer.status_code == 303
    steps = [event.step for event in case.events]
    assert steps[-2:] == [Step.SETTLE, Step.TRANSFER]
    assert (case.unit_id, case.due_on) == (second.id, due)
    assert meeting.held_at == LATER
    assert [one.came for one in meeting.units] == [True]


def test_a_unit_of_a_higher_level_gets_the_case_on_that_levels_clock(client):
    above = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    case = a_dispatched_case()
    signed_in(client, a_dispatcher())
    call(client, case, above)

    with clock.stopped_at(LATER):
        signed_in(client, a_dispatcher())
        keep(client, newest(), unit=above)

    assert (case.level, case.unit_id) == (4, above.id)
    assert case.due_on == date(2026, 10, 9)  # seven working days, National Day between
    assert case.events[-1].due_on == case.due_on


def test_a_case_that_was_resolved_meanwhile_stays_as_it_is(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_dispatcher())
    call(client, case, unit)
    case.status = CaseStatus.RESOLVED
    meeting = newest()

    with clock.stopped_at(LATER):
        signed_in(client, a_dispatcher())
        assert keep(client, meeting).status_code == 303

    assert case.status is CaseStatus.RESOLVED
    assert meeting.cases[0].decision == "由管网单位修"


def test_minutes_are_kept_once_and_not_before_the_meeting(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_dispatcher())
    call(client, case, unit)
    meeting = newest()

    assert keep(client, meeting).status_code == 409
    with clock.stopped_at(LATER):
        signed_in(client, a_dispatcher())
        assert keep(client, meeting).status_code == 303
        assert keep(client, meeting, decision="另议").status_code == 409
    assert meeting.cases[0].decision == "由管网单位修"


def test_every_case_needs_a_decision_and_what_was_typed_stays(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_dispatcher())
    call(client, case, unit)
    meeting = newest()

    with clock.stopped_at(LATER):
        signed_in(client, a_dispatcher())
        answer = keep(client, meeting, decision="")

    assert answer.status_code == 422
    assert "三方到场" in answer.text
    assert meeting.held_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"starts_at": "2026-09-20T09:00"}, id="in the past"),
        pytest.param({"starts_at": "tomorrow"}, id="no time"),
        pytest.param({"units": []}, id="no unit"),
        pytest.param({"cases": "BJ00000000000000 谁"}, id="no such case"),
        pytest.param({"title": " "}, id="no title"),
        pytest.param({"kind": "party"}, id="no such kind"),
    ],
)
def test_a_call_that_cannot_be_kept_comes_back_as_typed(client, wrong):
    case = a_dispatched_case()
    signed_in(client, a_dispatcher())

    answer = call(client, case, a_unit(), **wrong)

    assert answer.status_code == 422
    assert "街道三楼会议室" in answer.text
    assert db.session.query(Meeting).count() == 0
    assert case.events[-1].step is not Step.CONSULT


def test_a_closed_or_foreign_case_is_not_put_before_a_meeting(client):
    done = a_resolved_case()
    signed_in(client, a_dispatcher())
    assert call(client, done, a_unit()).status_code == 422
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108001"))
    assert call(client, a_dispatched_case(), a_unit()).status_code == 422


def test_a_meeting_elsewhere_does_not_exist(client):
    unit = a_unit()
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE))
    call(client, a_dispatched_case(), unit)
    meeting = newest()
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108001"))

    assert client.get(f"/staff/meetings/{meeting.id}").status_code == 404
    assert keep(client, meeting).status_code == 404
    assert "江南大道积水" not in client.get("/staff/meetings").text
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
    assert client.get(f"/staff/meetings/{meeting.id}").status_code == 200


def test_units_do_not_call_meetings_over_their_own_cases(client):
    unit = a_unit()
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    assert client.get("/staff/meetings/new").status_code == 403
    assert call(client, a_dispatched_case(unit=unit), unit).status_code == 403


def test_whoever_is_not_signed_in_is_led_to_the_door(client):
    for page in ("/staff/meetings", "/staff/meetings/new", "/staff/meetings/1"):
        assert client.get(page).status_code == 303
    assert client.get("/staff/meetings/1/minutes").status_code == 405


def test_todays_page_says_what_is_ahead_and_whose_minutes_are_due(client):
    unit = a_unit()
    signed_in(client, a_dispatcher())
    call(client, a_dispatched_case(unit=unit), unit)
    meeting = newest()
    before = [client.get(page).text for page in ("/staff/?lang=en", "/staff/meetings?lang=en")]

    with clock.stopped_at(LATER):
        signed_in(client, a_dispatcher())
        begun = [client.get(page).text for page in ("/staff/?lang=en", "/staff/meetings?lang=en")]
        keep(client, meeting)
        today = client.get("/staff/?lang=en").text

    assert all(f"{meeting.title}</strong>" in page for page in (*before, *begun))
    assert not any("Minutes to be kept" in page for page in before)
    assert all("Minutes to be kept" in page for page in begun)
    assert meeting.title not in today


def test_a_meeting_of_others_is_not_on_todays_page(client):
    unit = a_unit()
    signed_in(client, a_dispatcher())
    call(client, a_dispatched_case(unit=unit), unit)

    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=a_unit(area_code="330108009")))

    assert newest().title not in client.get("/staff/").text
