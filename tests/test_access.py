"""Who may do what: the table, the two marks, and sessions that end."""

from datetime import timedelta

import pytest

from portal import clock
from portal.access import GRANTS, KEY, Permission
from portal.accounts.rules import Role
from portal.db import db
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_clerk, a_person, an_area, signed_in

TODAY = "/staff/"
STAFF_PAGES = ("/staff/", "/staff/figures", "/staff/boards", "/staff/notices", "/staff/policy")


@pytest.fixture
def dispatcher(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def session_of(client):
    with client.session_transaction() as cookie:
        return dict(cookie)


def test_every_role_has_its_own_page_and_only_known_roles_have_rights():
    assert set(GRANTS) == set(Role)
    assert all(Permission.SEE_OWN_PAGE in granted for granted in GRANTS.values())


def test_an_administrator_sees_no_case_and_handles_none():
    touching_cases = {
        Permission.SEE_CASES,
        Permission.DISPATCH_CASE,
        Permission.HANDLE_CASE,
        Permission.VERIFY_CASE,
    }
    assert not GRANTS[Role.ADMINISTRATOR] & touching_cases


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(client, address):
    answer = client.get(f"{address}?area=330108")

    assert answer.status_code == 303
    assert answer.location == f"/staff/sign-in?next={address}?area%3D330108"


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_somebody_without_a_post_gets_no_further(client, address):
    signed_in(client, a_person())

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_a_page_to_read_takes_no_form(client, dispatcher, address):
    assert dispatcher

    assert client.post(address).status_code == 405


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client):
    answer = client.post(
        "/staff/notices/read",
        headers={"Referer": "http://localhost/staff/notices"},
    )

    assert answer.status_code == 303
    assert answer.location == "/staff/sign-in?next=/staff/notices"


def test_a_form_sent_from_elsewhere_leads_back_nowhere(client):
    answer = client.post(
        "/staff/notices/read", headers={"Referer": "http://evil.example/staff/notices"}
    )

    assert answer.location == "/staff/sign-in"


def test_a_session_lives_as_long_as_somebody_works(client, dispatcher):
    for minutes in (29, 58, 87):
        with clock.stopped_at(NOW + timedelta(minutes=minutes)):
            assert client.get(TODAY).status_code == 200
    assert dispatcher


def test_a_session_ends_after_half_an_hour_and_says_so_once(client, dispatcher):
    with clock.stopped_at(NOW + timedelta(minutes=30, seconds=1)):
        answer = client.get(TODAY)
        page = client.get(answer.location)
        again = client.get(answer.location)

    assert dispatcher
    assert answer.status_code == 303
    assert "You were away for a while" in page.text
    assert "You were away for a while" not in again.text
    assert KEY not in session_of(client)


def test_clicks_within_a_minute_write_no_cookie(client, dispatcher):
    client.get(TODAY)  # which gives the session its form token
    with clock.stopped_at(NOW + timedelta(seconds=59)):
        assert "Set-Cookie" not in client.get(TODAY).headers
    with clock.stopped_at(NOW + timedelta(seconds=61)):
        assert "Set-Cookie" in client.get(TODAY).headers
    assert dispatcher


def test_somebody_who_leaves_is_out_at_the_next_click(client, dispatcher):
    assert client.get(TODAY).status_code == 200

    dispatcher.ended_on = clock.today()
    db.session.flush()

    assert client.get(TODAY).status_code == 303
    assert KEY not in session_of(client)


def test_a_post_that_ends_takes_its_rights_with_it(client, dispatcher):
    dispatcher.posts[0].ended_on = clock.today()
    db.session.flush()

    assert client.get(TODAY).status_code == 403


def test_a_made_up_session_is_no_session(client):
    with client.session_transaction() as cookie:
        cookie[KEY], cookie["seen"] = "made up", clock.now().timestamp()

    assert client.get(TODAY).status_code == 303


def test_a_cookie_of_another_site_on_the_same_host_changes_nothing(client, dispatcher):
    client.set_cookie("remember_token", "1|0123456789abcdef")

    assert dispatcher
    assert client.get(TODAY).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.UNIT_CLERK])
def test_each_role_sees_what_the_table_grants_and_nothing_else(client, role):
    signed_in(client, a_clerk(role, area_code=DISTRICT_CODE))
    pages = {
        "/staff/figures": Permission.SEE_FIGURES,
        "/staff/boards": Permission.SEE_BOARDS,
        "/staff/cases": Permission.SEE_CASES,
        "/staff/policy": Permission.SEE_POLICY,
    }
    an_area()

    answers = {page: client.get(page).status_code for page in pages}

    assert answers == {
        page: 200 if permission in GRANTS[role] else 403 for page, permission in pages.items()
    }
