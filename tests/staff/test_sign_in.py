"""The staff door: one answer for every wrong try, nothing that leads elsewhere, out is out."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock, web
from portal.access import KEY
from portal.accounts import actions
from portal.accounts.models import Person, SignIn
from portal.accounts.rules import Role
from portal.app import create_app
from portal.db import db
from tests.conftest import NOW, Client
from tests.factories import DISTRICT_CODE, a_clerk, signed_in

DOOR = "/staff/sign-in"
PASSWORD = " spaces belong to a password "
WRONG_OR_LOCKED = "The name or the password is wrong, or the name is locked for 15 minutes"


@pytest.fixture
def person(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    person.login = "lin"
    actions.set_password(person, PASSWORD)
    db.session.flush()
    client.set_cookie("lang", "en")
    return person


def try_door(client, login="lin", password=PASSWORD, to=DOOR):
    return client.post(to, data={"login": login, "password": password})


def key_of(client):
    with client.session_transaction() as cookie:
        return cookie.get(KEY)


def test_the_door_asks_for_a_name_and_a_password(client):
    page = client.get(f"{DOOR}?lang=en")

    assert page.status_code == 200
    assert 'autocomplete="username"' in page.text
    assert 'autocomplete="current-password"' in page.text


@pytest.mark.usefixtures("person")
def test_the_right_password_opens_today(client):
    answer = try_door(client)

    assert answer.status_code == 303
    assert answer.location == "/staff/"
    assert client.get("/staff/").status_code == 200


@pytest.mark.usefixtures("person")
def test_spaces_around_a_name_are_nobodys_intention(client):
    assert try_door(client, login="  lin ").status_code == 303


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("login", "password"),
    [
        pytest.param("lin", PASSWORD.strip(), id="wrong password"),
        pytest.param("nobody", PASSWORD, id="unknown name"),
        pytest.param("lin\0", PASSWORD.strip(), id="a NUL in the name"),
        pytest.param("😀" * 50, "\0", id="nothing of the kind"),
    ],
)
def test_a_wrong_try_gets_one_answer_whatever_was_wrong(client, login, password):
    page = try_door(client, login, password)

    assert page.status_code == 422
    assert WRONG_OR_LOCKED in page.text
    assert key_of(client) is None


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("login", "password", "said"),
    [
        ("", PASSWORD, "Enter your sign-in name"),
        ("lin", "", "Enter your password"),
        ("x" * 101, PASSWORD, "at most 100 characters"),
        ("lin", "x" * 201, "at most 200 characters"),
    ],
)
def test_a_form_without_both_is_no_try(client, person, login, password, said):
    page = try_door(client, login, password)

    assert page.status_code == 422
    assert said in page.text
    assert person.failed_sign_ins == 0


@pytest.mark.usefixtures("person")
def test_the_name_stays_and_the_password_does_not(client):
    page = try_door(client, password="a wrong password").text

    assert 'value="lin"' in page
    assert "a wrong password" not in page


def test_a_failed_try_is_kept_although_it_is_refused(client, person):
    try_door(client, password="wrong")

    db.session.expire_all()
    assert person.failed_sign_ins == 1


def test_the_fifth_failure_locks_and_says_nothing_new(client, person):
    pages = [try_door(client, password="wrong").text for _try in range(5)]
    locked = try_door(client)

    assert locked.status_code == 422
    assert all(WRONG_OR_LOCKED in page for page in [*pages, locked.text])
    assert db.session.get(Person, person.id).locked_until == NOW + timedelta(minutes=15)
    with clock.stopped_at(NOW + timedelta(minutes=15)):
        assert try_door(client).status_code == 303


@pytest.mark.usefixtures("person")
def test_a_session_is_new_at_every_sign_in_and_the_one_before_it_is_over(client):
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    try_door(client)
    first = key_of(client)

    try_door(client)

    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie[KEY] != first
    assert db.session.get(SignIn, first).ended_at == NOW


def test_signing_out_ends_the_session_wherever_its_cookie_went(app, client, person):
    try_door(client)
    thief = app.test_client()
    thief.set_cookie("portal", client.get_cookie("portal").value)
    assert thief.get("/staff/").status_code == 200

    answer = client.post("/staff/sign-out")

    assert person
    assert answer.status_code == 303
    assert "You have signed out." in client.get(answer.location).text
    assert client.get("/staff/").status_code == 303
    assert thief.get("/staff/").status_code == 303


def test_signing_out_twice_is_signing_out(client):
    assert client.post("/staff/sign-out").status_code == 303


def test_signing_out_is_a_button_and_not_an_address(client, person):
    signed_in(client, person)

    assert client.get("/staff/sign-out").status_code == 405
    assert client.get("/staff/").status_code == 200


def test_whoever_is_in_already_goes_on(client, person):
    signed_in(client, person)

    answer = client.get(f"{DOOR}?next=/staff/boards")

    assert answer.status_code == 303
    assert answer.location == "/staff/boards"


@pytest.mark.usefixtures("person")
def test_signing_in_leads_to_where_somebody_wanted_to_go(client):
    page = client.get(f"{DOOR}?next=/staff/cases?view%3Doverdue").text
    assert 'action="/staff/sign-in?next=/staff/cases?view%3Doverdue"' in page

    answer = try_door(client, to=f"{DOOR}?next=/staff/cases?view%3Doverdue")

    assert answer.location == "/staff/cases?view=overdue"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "javascript:alert(1)",
    "staff/",
    "/%20/evil.example",
]


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nothing_leads_to_another_site(client, elsewhere):
    answer = try_door(client, to=f"{DOOR}?next={elsewhere}")

    assert answer.location == "/staff/"
    assert "evil" not in client.get(f"{DOOR}?next={elsewhere}").text


@given(
    st.lists(
        st.sampled_from(["/", "\\", "evil.example", ":", "https", "\t", "\n", "a", "?", "#", "@"]),
        max_size=8,
    ).map("".join)
)
def test_a_local_path_stays_local_as_browsers_read_it(address):
    path = web.local_path(address)

    if path is not None:
        as_read = "".join(char for char in path if char not in "\t\r\n").replace("\\", "/")
        assert as_read.startswith("/")
        assert not as_read.startswith("//")


@pytest.fixture
def limited(app, settings_for):
    """The same portal with its rate limits on, as in production."""
    limits = create_app(settings_for(PORTAL_RATE_LIMITS="on"))
    limits.config.update(WTF_CSRF_ENABLED=False)
    limits.test_client_class = Client
    yield limits
    web.limiter.reset()
    web.limiter.enabled = False
    assert app


def test_one_name_can_only_be_tried_so_often(limited):
    browser = limited.test_client()

    answers = [try_door(browser, login="", password="").status_code for _try in range(16)]

    assert answers == [422] * 15 + [429]
    assert try_door(browser, login="another").status_code == 422


def test_an_office_of_sixty_may_arrive_in_one_minute_through_one_address(limited):
    browser = limited.test_client()

    answers = [try_door(browser, f"clerk{n}", "").status_code for n in range(61)]

    assert answers == [422] * 60 + [429]
    assert browser.get(DOOR).status_code == 200
