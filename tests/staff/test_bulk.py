"""One step with many cases: looked at first, done in portions, taken back for a few minutes."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.jobs import run_bulk
from portal.cases.models import BulkRun
from portal.cases.rules import CaseStatus, Step, Validity
from portal.db import db
from tests.conftest import NOW
from tests.factories import (
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_unit,
    signed_in,
)
from tests.staff.case_steps import a_dispatcher

DISPATCH = {"kind": "dispatch", "level": "3"}


def cases_and_units(count):
    grid, unit = a_grid(), a_unit()
    return [a_case(grid=grid) for _ in range(count)], unit


def send(client, page, cases, **fields):
    sent = fields | {"case": [case.number for case in cases]}
    return client.post(f"/staff/bulk{page}?lang=en", data=sent)


def run(client, cases, **fields):
    """Send it and let the worker do it."""
    answer = send(client, "/run", cases, **fields)
    assert answer.status_code == 303, answer.text
    one = db.session.query(BulkRun).order_by(BulkRun.id.desc()).first()
    while one.ended_at is None:
        run_bulk(one.id)
    db.session.commit()
    return one


def test_the_ticked_cases_are_asked_about_before_anything_is_done(client):
    cases, _unit = cases_and_units(2)
    signed_in(client, a_dispatcher())

    page = send(client, "", cases, kind="dispatch")

    assert page.status_code == 200
    assert "2 cases are ticked" in page.text
    assert all(case.status is CaseStatus.REPORTED for case in cases)


def test_the_trial_says_of_each_case_what_then_happens_to_it(client):
    cases, unit = cases_and_units(3)
    gone = a_dispatched_case(unit=unit)
    signed_in(client, a_dispatcher())
    fields = DISPATCH | {"unit": unit.code}

    page = send(client, "", [*cases, gone], look="1", **fields)

    assert "It can be done with 3 cases." in page.text
    assert "1 case is left as it is" in page.text
    assert all(case.status is CaseStatus.REPORTED for case in cases)
    done = run(client, [*cases, gone], **fields)
    assert [bool(item.refusal) for item in done.items] == [
        item.case.number == gone.number for item in done.items
    ]
    assert all(case.status is CaseStatus.DISPATCHED for case in cases)


def test_what_is_done_at_once_stands_in_each_history_under_the_same_name(client):
    cases, unit = cases_and_units(2)
    person = a_dispatcher()
    signed_in(client, person)

    run(client, cases, **DISPATCH, unit=unit.code)

    for case in cases:
        assert (case.events[-1].step, case.events[-1].by_id) == (Step.DISPATCH, person.id)
        assert case.due_on == case.events[-1].due_on is not None


def test_the_same_form_twice_is_one_run(client):
    cases, unit = cases_and_units(1)
    signed_in(client, a_dispatcher())

    run(client, cases, **DISPATCH, unit=unit.code, request_key="same")
    send(client, "/run", cases, **DISPATCH, unit=unit.code, request_key="same")

    assert db.session.query(BulkRun).count() == 1


def test_a_bulk_dispatch_is_taken_back_but_for_what_somebody_went_on_with(client):
    cases, unit = cases_and_units(3)
    signed_in(client, a_dispatcher())
    done = run(client, cases, **DISPATCH, unit=unit.code)
    clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
    actions.take(cases[0], words="", by=clerk, now=clock.now())

    answer = client.post(f"/staff/bulk-runs/{done.request_key}/undo")

    assert answer.status_code == 303
    assert cases[0].status is CaseStatus.IN_HAND
    assert [(case.status, case.unit, case.due_on) for case in cases[1:]] == [
        (CaseStatus.REPORTED, None, None)
    ] * 2
    page = client.get(f"/staff/bulk-runs/{done.request_key}?lang=en").text
    assert "Not taken back: somebody has gone on with it" in page


def test_taking_back_ends_after_ten_minutes_and_happens_once(client):
    cases, unit = cases_and_units(1)
    signed_in(client, a_dispatcher())
    done = run(client, cases, **DISPATCH, unit=unit.code)

    with clock.stopped_at(NOW + timedelta(minutes=11)):
        assert client.post(f"/staff/bulk-runs/{done.request_key}/undo").status_code == 409
    assert client.post(f"/staff/bulk-runs/{done.request_key}/undo").status_code == 303
    assert client.post(f"/staff/bulk-runs/{done.request_key}/undo").status_code == 409


def test_a_judgement_of_many_goes_back_to_what_each_was(client):
    cases, _unit = cases_and_units(2)
    cases[0].validity = Validity.VALID
    signed_in(client, a_dispatcher())
    done = run(client, cases, kind="judge", validity="invalid", reason="test")
    assert {case.validity for case in cases} == {Validity.INVALID}

    client.post(f"/staff/bulk-runs/{done.request_key}/undo")

    assert [case.validity for case in cases] == [Validity.VALID, Validity.NOT_JUDGED]
    assert {case.decline_reason for case in cases} == {None}


def test_each_reporter_reads_the_facts_of_their_own_case(client):
    unit = a_unit(name="长河中队")
    cases = [a_dispatched_case(unit=unit) for _ in range(2)]
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    done = run(client, cases, kind="answer", words="{number}：{unit}明天到场")

    for case in cases:
        assert case.events[-1].words == f"{case.number}：长河中队明天到场"
        assert case.first_response_at == clock.now()
    client.post(f"/staff/bulk-runs/{done.request_key}/undo")
    for case in cases:
        assert case.events[-1].step is Step.UNSAY
        assert case.first_response_at is None
        assert "明天到场" not in client.get(f"/f/{case.follow_token}").text


def test_ready_words_fill_an_empty_field_and_give_way_to_others_but_never_to_ones_own(client):
    unit = a_unit()
    clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
    case = a_dispatched_case(unit=unit)
    said = {"words_en": "", "outcome": None, "post": clerk.posts[0], "by": clerk}
    first, second = (
        actions.write_ready_words(f"第{n}种", words=f"{{number}}：第{n}句", **said) for n in (1, 2)
    )
    signed_in(client, clerk)
    looked = {"kind": "answer", "look": "1"}

    page = send(client, "", [case], **looked, ready=first.id, words="").text
    changed = send(client, "", [case], **looked, ready=second.id, words=first.words).text
    own = send(client, "", [case], **looked, ready=second.id, words="我自己写的").text

    assert f"{case.number}：第1句" in page
    assert re.search('<button [^>]*name="look"[^>]* formnovalidate', page), "the field may be empty"
    assert f"{case.number}：第2句" in changed
    assert "我自己写的" in own
    assert "第2句" not in own


def test_many_cases_are_given_to_one_person_and_back(client):
    unit = a_unit()
    first, second = (a_clerk(Role.UNIT_CLERK, unit=unit) for _ in range(2))
    cases = [a_dispatched_case(unit=unit) for _ in range(2)]
    cases[0].assigned_to = second
    signed_in(client, first)
    done = run(client, cases, kind="assign", person=first.number)
    assert {case.assigned_to_id for case in cases} == {first.id}

    client.post(f"/staff/bulk-runs/{done.request_key}/undo")

    assert [case.assigned_to_id for case in cases] == [second.id, None]


def test_words_with_a_placeholder_that_we_do_not_know_are_refused_as_typed(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    page = send(client, "", [case], kind="answer", words="您好 {name}", look="1")

    assert page.status_code == 422
    assert "您好 {name}" in page.text
    assert db.session.query(BulkRun).count() == 0


def test_cases_elsewhere_are_not_touched_even_if_their_numbers_are_sent(client):
    cases, unit = cases_and_units(1)
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108001"))

    page = send(client, "/run", cases, **DISPATCH, unit=unit.code)

    assert page.status_code == 422
    assert cases[0].status is CaseStatus.REPORTED


def test_a_run_is_shown_to_whoever_started_it_alone(client):
    cases, unit = cases_and_units(1)
    signed_in(client, a_dispatcher())
    done = run(client, cases, **DISPATCH, unit=unit.code)

    assert client.get(f"/staff/bulk-runs/{done.request_key}").status_code == 200
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE))
    assert client.get(f"/staff/bulk-runs/{done.request_key}").status_code == 404
    assert client.post(f"/staff/bulk-runs/{done.request_key}/undo").status_code == 404


@pytest.mark.parametrize("page", ["", "/run"])
def test_more_cases_than_we_do_at_once_are_refused(client, page, monkeypatch):
    monkeypatch.setattr("portal.cases.actions.bulk.MOST_CASES", 1)
    cases, unit = cases_and_units(2)
    signed_in(client, a_dispatcher())

    answer = send(client, page, cases, **DISPATCH, unit=unit.code, look="1")

    assert answer.status_code == 422
    assert "at most 1 cases" in answer.text


@pytest.mark.parametrize("kind", ["", "burn"])
def test_an_unknown_kind_is_not_found(client, kind):
    signed_in(client, a_dispatcher())

    assert client.post("/staff/bulk", data={"kind": kind}).status_code == 404


def test_whoever_is_not_signed_in_is_led_to_the_door(client):
    assert client.post("/staff/bulk", data={"kind": "judge"}).status_code == 303
    assert client.get("/staff/bulk").status_code == 405


def test_a_whole_list_is_meant_and_not_only_its_page(client):
    matter, grid = a_matter(), a_grid()
    cases = [a_case(grid=grid, matter=matter) for _ in range(32)]
    other = a_case(grid=grid)
    signed_in(client, a_dispatcher())
    assert "the first 500 cases of the list" in client.get("/staff/cases?lang=en&view=all").text

    query = f"view=all&matter={matter.code}"
    page = client.post("/staff/bulk?lang=en", data={"kind": "judge", "all": "1", "query": query})

    assert page.status_code == 200
    assert [case.number for case in cases if case.number not in page.text] == []
    assert other.number not in page.text


def test_the_trial_of_a_dispatch_names_each_unit_and_the_day_that_it_would_have(client):
    [case], unit = cases_and_units(1)
    signed_in(client, a_dispatcher())

    page = send(client, "", [case], look="1", **DISPATCH, unit=unit.code)

    assert f"to {unit.name_en}, due Tuesday 29 September" in page.text
    assert "take it back for 10 minutes" in page.text
    assert (case.unit, case.due_on) == (None, None)
