"""A form from a phone's outbox is taken once, for its writer, and answered in a few words."""

from datetime import timedelta

import pytest

from portal.accounts.models import Sending
from portal.accounts.rules import Role
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import CaseStatus
from portal.db import db
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_person,
    a_unit,
    signed_in,
)

PAGE = "/staff/outbox"
KEY = "a-key-of-this-one-form"


def from_outbox(key=KEY):
    return {"X-Outbox": "later", "Idempotency-Key": key}


@pytest.fixture
def he(client):
    """A clerk of the unit that has a case."""
    client.set_cookie("lang", "en")
    clerk = a_clerk(Role.UNIT_CLERK, unit=a_unit())
    signed_in(client, clerk)
    return clerk


def a_case_of(clerk):
    return a_dispatched_case(unit=clerk.posts[0].unit)


def take(client, case, key=KEY, **more):
    form = {"version": case.version, "words": "On our way"} | more
    return client.post(f"/staff/cases/{case.number}/take", data=form, headers=from_outbox(key))


def events(case):
    return db.session.query(CaseEvent).filter_by(case_id=case.id).count()


def test_a_step_whose_answer_was_lost_is_taken_once_and_led_to_the_same_page(client, he):
    case = a_case_of(he)
    version, before = case.version, events(case)

    first = take(client, case)
    again = take(client, case, version=version)

    assert first.status_code == again.status_code == 200
    assert first.json["to"] == again.json["to"] == f"/staff/cases/{case.number}"
    assert db.session.get(Case, case.id).status is CaseStatus.IN_HAND
    assert events(case) == before + 1


def test_a_step_on_a_case_that_has_moved_on_is_told_so_and_may_be_sent_again(client, he):
    case = a_case_of(he)
    stale = case.version
    take(client, case, key="somebody-elses-key")
    before = events(case)

    answers = [take(client, case, version=stale) for _try in range(2)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all(answer.json["said"] for answer in answers)
    assert answers[0].json["look"] == f"/staff/cases/{case.number}"
    assert events(case) == before


def test_a_step_that_cannot_be_kept_leaves_its_key_free(client, he):
    case = a_case_of(he)

    bad = take(client, case, words="x" * 501)
    good = take(client, case)

    assert bad.status_code == 422
    assert "500" in bad.json["said"]
    assert good.status_code == 200


def test_the_same_key_of_two_people_is_two_forms(client, he):
    one, other = a_case_of(he), a_case_of(he)
    take(client, one)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=he.posts[0].unit))

    answer = take(client, other)

    assert answer.json["to"] == f"/staff/cases/{other.number}"
    assert db.session.query(Sending).count() == 2


def test_a_key_that_is_none_is_not_kept(client, he):
    case = a_case_of(he)

    assert take(client, case, key="short").status_code == 200
    assert db.session.query(Sending).count() == 0


def test_old_keys_go_when_new_ones_come(client, he):
    take(client, a_case_of(he), key="an-old-one-of-last-summer")
    db.session.query(Sending).update({"sent_at": NOW - timedelta(days=61)})

    take(client, a_case_of(he))

    assert [sending.key for sending in db.session.query(Sending)] == [KEY]


def test_without_a_session_it_waits_and_nothing_is_kept_here(client, he):
    case = a_case_of(he)
    client.post("/staff/sign-out")

    answer = take(client, case)

    assert answer.status_code == 401
    assert db.session.get(Case, case.id).status is CaseStatus.DISPATCHED


def test_somebody_without_the_right_is_told_so(client, he):
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))

    answer = take(client, a_case_of(he))

    assert answer.status_code == 403
    assert answer.json["said"] == "Your post does not allow this. Ask your administrator."


def test_a_report_on_the_spot_is_one_case_and_says_its_number_and_no_words_stay_for_later(client):
    grid, matter = a_grid(), a_matter(level=1)
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=grid.code))
    form = {"key": "k" * 20, "grid": grid.code, "matter": matter.code}

    answers = [
        client.post("/staff/cases/new", data=form, headers=from_outbox("k" * 20)).json
        for _try in range(2)
    ]

    [case] = db.session.query(Case)
    assert answers[0] == {"to": f"/staff/cases/{case.number}", "number": case.number}
    assert answers[1]["to"] == answers[0]["to"]
    with client.session_transaction() as cookie:
        assert not cookie.get("_flashes")


def test_the_page_of_the_outbox_is_for_everyone_with_a_post(client):
    assert client.get(PAGE).status_code == 303
    assert client.post(PAGE).status_code == 405
    signed_in(client, a_person())
    assert client.get(PAGE).status_code == 403
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=a_grid().code))
    assert client.get(PAGE).headers["X-Keep-Offline"] == "staff"


def test_a_form_says_what_it_is_for_the_outbox(client, he):
    case = a_case_of(he)
    page = client.get(f"/staff/cases/{case.number}").text

    assert f'data-outbox="Take in hand · {case.number}"' in page
    assert f'data-person="{he.number}"' in page
    assert a_case().number not in page
