"""A session that ends in the middle of a form costs nothing that was typed, and tells nobody."""

import io
import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import actions
from portal.accounts.models import TypedForm
from portal.accounts.queries import typed_form_of
from portal.accounts.rules import Role
from portal.cases.models import Case
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.policy.queries import policy_on
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    PASSWORD,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_person,
    a_photo,
    signed_in,
    somebody_at_the_door,
)
from tests.staff.case_steps import a_community_unit

DOOR, TYPED = "/staff/sign-in", "/staff/typed"
WORDS = "此事属于环卫，请拨打12345 — ask the sanitation line"


@pytest.fixture
def client(client):
    """A browser that asks for English."""
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def lin():
    """A dispatcher with a password."""
    return somebody_at_the_door()


def idle():
    """A moment when a session that began at NOW is over."""
    return NOW + timedelta(minutes=policy_on(clock.today()).idle_minutes + 1)


def declining(case, **more):
    return {"version": case.version, "reason": "nothing_found", "words": WORDS} | more


def sign_in(client, login="lin"):
    return client.post(DOOR, data={"login": login, "password": PASSWORD})


def hidden_in(page):
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in fields if name != "csrf_token"}


def address_in(page):
    return re.search(r'<form method="post" action="(/staff/cases[^"]+)"', page)[1]


def test_what_was_typed_comes_back_after_signing_in_and_is_sent_by_a_second_press(client, lin):
    case = a_case()
    signed_in(client, lin)
    with clock.stopped_at(idle()):
        refused = client.post(f"/staff/cases/{case.number}/decline", data=declining(case))
        assert refused.status_code == 303
        assert refused.location.startswith(DOOR)
        assert "What you typed is kept for you" in client.get(refused.location).text
        assert WORDS not in client.get(DOOR).text

        entered = sign_in(client)
        assert entered.location == TYPED
        page = client.get(TYPED)
        assert WORDS in page.text
        form = client.post(address_in(page.text), data=hidden_in(page.text))
        assert form.status_code == 422
        assert "You are signed in again. Look at it once more, then send it." in form.text
        assert f">{WORDS}</textarea>" in form.text.replace("\r\n", "")
        assert "data-typed" in form.text
        assert db.session.get(Case, case.id).status is CaseStatus.REPORTED

        done = client.post(f"/staff/cases/{case.number}/decline", data=declining(case))

    assert done.status_code == 303
    assert db.session.get(Case, case.id).status is CaseStatus.DECLINED
    assert typed_form_of(lin, NOW) is None


def test_a_grid_workers_report_comes_back_too(client):
    grid, matter = a_grid(), a_matter()
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    worker.login = "chen"
    actions.set_password(worker, PASSWORD)
    signed_in(client, worker)
    report = {"key": "k" * 20, "grid": grid.code, "matter": matter.code, "words": WORDS}
    with clock.stopped_at(idle()):
        client.post("/staff/cases/new", data=report)
        sign_in(client, "chen")
        page = client.get(TYPED).text
        form = client.post("/staff/cases/new", data=hidden_in(page))

    assert form.status_code == 422
    assert WORDS in form.text
    assert re.search(rf'value="{matter.code}"[^>]* checked', form.text)
    assert db.session.query(Case).count() == 0


def test_photos_come_back_with_the_form_and_what_is_no_photo_is_said(client):
    grid, matter = a_grid(), a_matter(level=1)
    a_community_unit()
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    worker.login = "chen"
    actions.set_password(worker, PASSWORD)
    signed_in(client, worker)
    report = {"key": "k" * 20, "grid": grid.code, "matter": matter.code, "is_solved": "y"}
    sent = report | {
        "words_after": "扫净了",
        "photos": [(io.BytesIO(a_photo("red")), "before.jpg"), (io.BytesIO(b"?"), "notes.doc")],
        "photos_after": (io.BytesIO(a_photo("blue")), "after.jpg"),
    }
    with clock.stopped_at(idle()):
        client.post("/staff/cases/new", data=sent, content_type="multipart/form-data")
        sign_in(client, "chen")
        page = client.get(TYPED).text
        assert "2 photos are kept with it." in page
        assert "Some files could not be kept" in page
        form = client.post("/staff/cases/new", data=hidden_in(page)).text
        kept = dict(re.findall(r'name="(kept|kept_after)" value="([^"]+)"', form))
        client.post("/staff/cases/new", data=report | {"words_after": "扫净了"} | kept)

    [case] = db.session.query(Case)
    assert case.status is CaseStatus.RESOLVED
    assert [len(event.photos) for event in case.events] == [1, 1]


def test_whoever_signs_in_instead_learns_nothing_of_it(client, lin):
    other = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    other.login = "wang"
    actions.set_password(other, PASSWORD)
    case = a_case()
    signed_in(client, lin)
    with clock.stopped_at(idle()):
        client.post(f"/staff/cases/{case.number}/decline", data=declining(case))
        entered = sign_in(client, "wang")

        assert entered.location != TYPED
        assert WORDS not in client.get(TYPED).text
        assert "Nothing is kept for you" in client.get(TYPED).text
        client.post("/staff/typed/discard")

    assert typed_form_of(lin, NOW).person_id == lin.id


def test_it_is_thrown_away_when_its_writer_says_so(client, lin):
    case = a_case()
    signed_in(client, lin)
    with clock.stopped_at(idle()):
        client.post(f"/staff/cases/{case.number}/decline", data=declining(case))
        sign_in(client)
        answer = client.post("/staff/typed/discard")

    assert answer.status_code == 303
    assert typed_form_of(lin, NOW) is None


def test_it_is_kept_for_a_day_and_no_longer(client, lin):
    case = a_case()
    signed_in(client, lin)
    with clock.stopped_at(idle()):
        client.post(f"/staff/cases/{case.number}/decline", data=declining(case))
    with clock.stopped_at(idle() + timedelta(days=1, minutes=1)):
        assert sign_in(client).location == "/staff/"


@pytest.mark.parametrize(
    "typed",
    [{"words": "x" * 100_001}, {f"field-{n}": "x" for n in range(301)}],
    ids=["too long", "too many fields"],
)
def test_what_no_form_of_ours_could_hold_is_not_kept(client, lin, typed):
    signed_in(client, lin)
    with clock.stopped_at(idle()):
        answer = client.post("/staff/notices/read", data=typed)

    assert answer.status_code == 303
    assert db.session.query(TypedForm).count() == 0


def test_neither_a_password_nor_a_token_is_ever_kept(client, lin):
    signed_in(client, lin)
    with clock.stopped_at(idle()):
        client.post(
            "/staff/notices/read",
            data={"new_password": "secret-1", "csrf_token": "secret-2", "words": "kept"},
        )

    assert "secret" not in typed_form_of(lin, NOW).fields


@pytest.mark.parametrize("key", [None, "forged"], ids=["no session", "a forged one"])
def test_from_a_stranger_nothing_is_kept(client, key):
    if key:
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["was"] = key, key

    answer = client.post("/staff/notices/read", data={"words": WORDS})

    assert answer.status_code == 303
    assert db.session.query(TypedForm).count() == 0


def test_a_form_that_cannot_be_shown_again_is_not_done_unseen(client, lin):
    signed_in(client, lin)
    page = client.post("/staff/typed/discard", data={"look_again": "1"})

    assert page.status_code == 303
    assert page.location == "/staff/"


def test_a_form_opened_before_signing_in_anew_is_kept_and_can_be_had_back(another, lin):
    case = a_case()
    browser = another(forms_need_tokens=True).test_client()
    browser.set_cookie("lang", "en")
    signed_in(browser, lin)

    refused = browser.post(
        f"/staff/cases/{case.number}/decline", data=declining(case, csrf_token="of yesterday")
    )

    assert refused.status_code == 400
    assert f'href="{TYPED}"' in refused.text
    page = browser.get(TYPED).text
    assert WORDS in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = browser.post(address_in(page), data=hidden_in(page) | {"csrf_token": token})
    assert form.status_code == 422
    assert WORDS in form.text
    assert db.session.get(Case, case.id).status is CaseStatus.REPORTED


def test_a_form_whose_session_idled_away_is_still_known_by_its_token(another, lin):
    """Another tab may have noticed first that the session is over: the token is still good."""
    case = a_case()
    browser = another(forms_need_tokens=True).test_client()
    signed_in(browser, lin)
    page = browser.get(f"/staff/cases/{case.number}").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    with clock.stopped_at(idle()):
        assert browser.get("/staff/notices").status_code == 303
        answer = browser.post(
            f"/staff/cases/{case.number}/decline", data=declining(case, csrf_token=token)
        )

    assert answer.status_code == 303
    assert typed_form_of(lin, NOW) is not None


def test_the_pages_are_for_whoever_is_signed_in(client):
    assert client.get(TYPED).status_code == 303
    assert client.post("/staff/typed/discard").status_code == 303
    assert client.post(TYPED).status_code == 405
    assert client.get("/staff/typed/discard").status_code == 405
    signed_in(client, a_person())
    assert client.get(TYPED).status_code == 403
    assert client.post("/staff/typed/discard").status_code == 403
