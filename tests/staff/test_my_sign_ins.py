"""My sign-ins and my password: one's own alone, and never set by whoever happens to sit there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import KEY
from portal.accounts import actions, rules
from portal.accounts.models import AccountChange, OneTimeSecret, SecretReader, SignIn
from portal.accounts.queries import mark_of_session, open_sessions, person_of_session
from portal.accounts.rules import AccountStep, Role, SignInWay
from portal.db import db
from portal.policy.rules import DRAFT
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, PASSWORD, somebody_at_the_door

PAGE, SECRET = "/staff/my-sign-ins", "/staff/my-password"
NEW = "江边晚风吹过的柳树"
TYPED = {"password": NEW + "！", "again": NEW + "！"}
IPHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile"}


@pytest.fixture
def lin(client):
    client.set_cookie("lang", "en")
    return somebody_at_the_door()


def at_the_door(browser, headers=None):
    browser.set_cookie("lang", "en")
    typed = {"login": "lin", "password": PASSWORD}
    assert browser.post("/staff/sign-in", data=typed, headers=headers).status_code == 303
    with browser.session_transaction() as cookie:
        return cookie[KEY]


@pytest.fixture
def phone(app):
    return app.test_client()


@pytest.mark.usefixtures("lin")
def test_each_session_stands_there_with_its_device_and_never_with_its_key(client, phone):
    here, there = at_the_door(client), at_the_door(phone, IPHONE)

    page = client.get(PAGE).text

    assert page.count("with the password") == 2
    assert "Mobile phone" in page
    assert "this one" in page
    assert "iPhone" not in page
    assert here not in page
    assert there not in page


@pytest.mark.usefixtures("lin")
def test_ending_one_ends_it_on_its_own_device(client, phone):
    at_the_door(client)
    there = db.session.get(SignIn, at_the_door(phone))

    answer = client.post(f"{PAGE}/end", data={"which": mark_of_session(there)})

    assert answer.location == PAGE
    assert phone.get("/staff/").status_code == 303
    assert client.get("/staff/").status_code == 200
    assert "Other phones or computers were signed out" in client.get(PAGE).text
    assert client.post(f"{PAGE}/end", data={"which": mark_of_session(there)}).status_code == 404


@pytest.mark.usefixtures("lin")
def test_ending_all_others_leaves_this_one(client, phone, app):
    third = app.test_client()
    for browser in (client, phone, third):
        at_the_door(browser)

    client.post(f"{PAGE}/end-others")

    assert [one.get("/staff/").status_code for one in (client, phone, third)] == [200, 303, 303]


@pytest.mark.usefixtures("lin")
def test_nobody_ends_what_is_not_theirs(client, phone):
    from tests.factories import a_clerk, signed_in

    there = db.session.get(SignIn, at_the_door(phone))
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))

    assert client.post(f"{PAGE}/end", data={"which": mark_of_session(there)}).status_code == 404
    assert client.post(f"{PAGE}/end", data={"which": ""}).status_code == 422
    assert phone.get("/staff/").status_code == 200


@pytest.mark.usefixtures("lin")
def test_when_a_session_was_used_last_is_written_down_by_the_process(client, phone, app):
    at_the_door(client)
    there = at_the_door(phone)
    for minutes in (5, 6, 20):
        with clock.stopped_at(NOW + timedelta(minutes=minutes)):
            phone.get("/staff/")
    assert db.session.get(SignIn, there).seen_at is None, "looking writes nothing"

    app.extensions["tally"].flush()

    db.session.expire_all()
    assert db.session.get(SignIn, there).seen_at == NOW + timedelta(minutes=20)
    assert "Last used on Monday 21 September 10:20." in client.get(PAGE).text


def test_what_is_over_by_its_time_is_left_out(client, lin):
    begun = db.session.get(SignIn, at_the_door(client))

    assert open_sessions(lin, NOW + timedelta(minutes=30), DRAFT) == [begun]
    assert open_sessions(lin, NOW + timedelta(minutes=31), DRAFT) == []
    begun.seen_at = NOW + timedelta(hours=12)
    assert open_sessions(lin, NOW + timedelta(hours=12), DRAFT) == [begun]
    assert open_sessions(lin, NOW + timedelta(hours=12, seconds=1), DRAFT) == []


@pytest.mark.usefixtures("lin")
def test_a_phone_is_kept_by_choice_and_no_longer_by_choice(client, monkeypatch):
    at_the_door(client, IPHONE)
    assert client.post(f"{PAGE}/keep", data={"keep": "1"}).status_code == 422
    assert "Stay signed in" not in client.get(PAGE).text
    monkeypatch.setattr(rules.entering, "KEPT_ROLES", frozenset({Role.DISPATCHER}))

    assert client.post(f"{PAGE}/keep", data={"keep": "1"}).status_code == 303
    assert "until it has not been used for 90 days" in client.get(PAGE).text
    with clock.stopped_at(NOW + timedelta(days=89)):
        assert client.get("/staff/").status_code == 200
        assert client.post(f"{PAGE}/keep", data={"keep": ""}).status_code == 303
        assert client.get("/staff/").status_code == 303
    steps = db.session.scalars(select(AccountChange.step).order_by(AccountChange.id)).all()
    assert steps == [AccountStep.KEPT, AccountStep.NOT_KEPT]


def test_a_new_password_ends_all_others_and_makes_void_what_was_sent(client, phone, lin):
    at_the_door(client)
    at_the_door(phone)
    secret = OneTimeSecret(asked_at=NOW, from_address="", language="zh")
    secret.readers.append(SecretReader(person=lin, sent_at=NOW))
    db.session.add(secret)

    answer = client.post(SECRET, data=TYPED | {"current": PASSWORD})

    assert answer.location == PAGE
    assert "You sign in with the name lin." in client.get(PAGE).text
    assert phone.get("/staff/").status_code == 303
    assert secret.ended_at == NOW
    assert (
        client.post("/staff/sign-in", data={"login": "lin", "password": PASSWORD}).status_code
        == 422
    )
    typed = {"login": "lin", "password": TYPED["password"]}
    assert client.post("/staff/sign-in", data=typed).status_code == 303
    ended, change = db.session.scalars(select(AccountChange).order_by(AccountChange.id)).all()
    assert (ended.step, change.step) == (AccountStep.SESSIONS_ENDED, AccountStep.PASSWORD_SET)
    assert (change.person_id, change.by_id, change.at) == (lin.id, lin.id, NOW)
    assert change.from_address == "127.0.0.1"


@pytest.mark.usefixtures("lin")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"current": ""}, "Enter your present password", id="no present one"),
        pytest.param({"current": "wrong"}, "The present password is wrong", id="a wrong one"),
        pytest.param({"again": "another one 12"}, "The two are not the same", id="a slip"),
        pytest.param({"password": "short", "again": "short"}, "at least 10", id="short"),
        pytest.param({"password": "", "again": ""}, "Enter a new password", id="none"),
        pytest.param(
            {"password": "Qwerty12345", "again": "Qwerty12345"}, "first that others", id="known"
        ),
        pytest.param({"password": "x" * 201, "again": "x" * 201}, "at most 200", id="endless"),
    ],
)
def test_what_cannot_be_a_password_is_said_and_nothing_is_shown_again(client, typed, said):
    at_the_door(client)
    page = client.post(SECRET, data=TYPED | {"current": PASSWORD} | typed)

    assert page.status_code == 422
    assert said in page.text
    assert NEW not in page.text
    assert PASSWORD not in page.text
    assert (
        client.post("/staff/sign-in", data={"login": "lin", "password": PASSWORD}).status_code
        == 303
    )


def test_five_wrong_present_passwords_lock_as_at_the_door(client, lin):
    at_the_door(client)
    for _try in range(5):
        client.post(SECRET, data=TYPED | {"current": "wrong"})

    assert lin.locked_until == NOW + timedelta(minutes=15)
    assert client.post(SECRET, data=TYPED | {"current": PASSWORD}).status_code == 422
    assert lin.password_hash


@pytest.mark.parametrize(("minutes", "status"), [(15, 303), (16, 422)])
def test_right_after_a_link_nobody_is_asked_for_the_present_one(client, lin, minutes, status):
    begun = actions.begin_session(lin, SignInWay.LINK, actions.Visit(""), now=NOW)
    db.session.flush()
    with client.session_transaction() as cookie:
        cookie[KEY], cookie["seen"] = begun.key, NOW.timestamp()

    with clock.stopped_at(NOW + timedelta(minutes=minutes)):
        assert client.post(SECRET, data=TYPED).status_code == status
        assert person_of_session(begun.key, clock.now()) is lin
