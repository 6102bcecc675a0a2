"""Whoever inspects comes in with two proofs; one alone opens nothing."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.actions import reset_second_factor, set_password
from portal.accounts.models import AccountChange, SecondFactor
from portal.accounts.rules import AccountStep
from portal.db import db
from tests.conftest import NOW
from tests.factories import PASSWORD, a_clerk
from tests.supervision.cast import a_team

PAGE = "/staff/second-factor"


@pytest.fixture
def inspector(app):
    person = a_team().members[1].person
    person.login = "qian"
    set_password(person, PASSWORD)
    db.session.flush()
    return person


def come(client, now=NOW):
    with clock.stopped_at(now):
        return client.post("/staff/sign-in", data={"login": "qian", "password": PASSWORD})


def code_at(person, now):
    secret = db.session.get(SecondFactor, person.id).secret
    return pyotp.TOTP(secret).at(now)


def enter(client, code, now=NOW):
    with clock.stopped_at(now):
        return client.post(PAGE, data={"code": code})


def set_up(client, person, now=NOW):
    come(client, now)
    client.post(f"{PAGE}/begin")
    return enter(client, code_at(person, now), now)


def recovery_codes(page):
    return re.findall(r"<strong>([A-Z2-9]{4}-[A-Z2-9]{4})</strong>", page.text)


def test_a_password_alone_opens_no_page_and_does_nothing(client, inspector):
    come(client)

    for address in ("/staff/", "/staff/supervision/checks", "/staff/tools", "/staff/my-password"):
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer.location.startswith(PAGE)
    assert client.post("/staff/notices/read").location.startswith(PAGE)


def test_a_phone_is_set_up_once_and_recovery_codes_are_shown(client, inspector):
    page = set_up(client, inspector)

    assert page.status_code == 200
    assert len(set(recovery_codes(page))) == 8
    assert client.get("/staff/supervision/checks").status_code == 200
    steps = db.session.scalars(select(AccountChange.step)).all()
    assert AccountStep.SECOND_FACTOR_SET in steps


def test_the_secret_is_shown_before_it_is_confirmed_and_never_after(client, inspector):
    come(client)
    client.post(f"{PAGE}/begin")
    assert "data-secret" in client.get(PAGE).text
    secret = db.session.get(SecondFactor, inspector.id).secret
    enter(client, code_at(inspector, NOW))
    client.post("/staff/sign-out")
    come(client)

    page = client.get(PAGE)

    assert page.status_code == 200
    assert secret not in page.text.replace(" ", "")
    assert client.post(f"{PAGE}/begin").status_code == 409


def test_a_code_works_once(client, inspector):
    set_up(client, inspector)
    used = code_at(inspector, NOW)
    client.post("/staff/sign-out")
    come(client)

    assert enter(client, used).status_code == 422
    later = NOW + timedelta(seconds=30)
    assert enter(client, code_at(inspector, later), later).status_code == 303


def test_wrong_codes_are_counted_and_lock_even_the_right_one(client, inspector):
    set_up(client, inspector)
    client.post("/staff/sign-out")
    come(client)
    for _ in range(5):
        page = enter(client, "000000")
        assert page.status_code == 422

    later = NOW + timedelta(minutes=1)
    assert enter(client, code_at(inspector, later), later).status_code == 422
    much = NOW + timedelta(minutes=16)
    assert enter(client, code_at(inspector, much), much).status_code == 303


def test_a_recovery_code_lets_in_once(client, inspector):
    code = recovery_codes(set_up(client, inspector))[0]
    for expected in (303, 422):
        client.post("/staff/sign-out")
        come(client)
        assert enter(client, code.lower()).status_code == expected


def test_a_recovery_code_is_kept_as_a_hash(client, inspector):
    code = recovery_codes(set_up(client, inspector))[0].replace("-", "")

    kept = db.session.connection().exec_driver_sql("SELECT code_hash FROM recovery_codes")
    assert code not in {row[0] for row in kept}


def test_the_administrator_lets_somebody_set_up_another_phone(client, inspector):
    set_up(client, inspector)
    keeper = a_clerk("administrator", area_code="330108")
    reset_second_factor(inspector, by=keeper, address="", now=NOW)

    assert client.get("/staff/").location.startswith("/staff/sign-in")
    come(client)
    assert db.session.get(SecondFactor, inspector.id) is None
    assert client.get(PAGE).status_code == 200


def test_an_empty_code_says_what_to_do(client, inspector):
    come(client)
    client.set_cookie("lang", "en")
    client.post(f"{PAGE}/begin")

    page = enter(client, "")

    assert page.status_code == 422
    assert "six digits" in page.text


def test_who_owes_no_second_proof_has_no_such_page(client):
    from tests.factories import signed_in

    signed_in(client, a_clerk("lead", area_code="330108"))

    assert client.get(PAGE).status_code == 303
    assert client.get("/staff/").status_code == 200
