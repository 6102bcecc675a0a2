"""Number and PIN lead those who lost the link to their report, and tell a guesser nothing."""

import re

import pytest

from portal import web
from portal.app import create_app
from portal.cases.rules import case_number
from portal.clock import today
from tests.factories import a_case

WRONG = "No report has this number and this PIN"


def find(client, number, pin):
    return client.post("/track?lang=en", data={"number": number, "pin": pin})


def test_the_page_asks_for_number_and_pin(client):
    page = client.get("/track?lang=en")

    assert page.status_code == 200
    assert 'name="number"' in page.text
    assert 'name="pin"' in page.text


def as_read_out(number):
    return f" {number[:2].lower()} {number[2:10]}-{number[10:15]} {number[15:]} "


def in_wide_digits(text):
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(str, id="as printed"),
        pytest.param(as_read_out, id="with spaces, a dash and small letters"),
        pytest.param(in_wide_digits, id="in wide characters"),
        pytest.param(lambda number: number[2:], id="without the letters"),
    ],
)
def test_number_and_pin_lead_to_the_follow_page(client, typed):
    case = a_case()

    answer = find(client, typed(case.number), f"{case.pin[:3]} {case.pin[3:]}")

    assert answer.status_code == 303
    assert answer.location == f"/f/{case.follow_token}"


def test_it_is_not_said_whether_the_number_or_the_pin_was_wrong(client):
    case = a_case()
    nobodys = case_number(today(), 99999)
    wrong_pin = f"{(int(case.pin) + 1) % 10**6:06}"

    answers = [find(client, case.number, wrong_pin), find(client, nobodys, case.pin)]

    assert [answer.status_code for answer in answers] == [422, 422]
    said = [re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", answer.text) for answer in answers]
    assert said[0].replace(case.number, "") == said[1].replace(nobodys, "")
    assert WRONG in answers[0].text


def test_the_number_stays_as_typed_and_the_pin_does_not(client):
    typed = as_read_out(a_case().number).strip()

    page = find(client, typed, "918273")

    assert f'value="{typed}"' in page.text
    assert "918273" not in page.text


@pytest.mark.parametrize(
    ("number", "pin", "says"),
    [
        pytest.param("", "", "Enter the case number", id="nothing"),
        pytest.param("BJ20260921000012", "1" * 6, "Check the number", id="a misread digit"),
        pytest.param("BJ2026", "1" * 6, "Check the number", id="too short"),
        pytest.param("BJ20260921000010", "12345", "Check the PIN", id="five digits"),
        pytest.param("BJ20260921000010", "abcdef", "Check the PIN", id="letters"),
        pytest.param("BJ20260921000010", "١٢٣٤٥٦", "Check the PIN", id="digits of another script"),
        pytest.param("<script>", "1" * 6, "Check the number", id="markup"),
    ],
)
def test_what_has_not_the_shape_is_said_to_have_not(client, number, pin, says):
    page = find(client, number, pin)

    assert page.status_code == 422
    assert says in page.text
    assert WRONG not in page.text


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)("/track").status_code == 405


@pytest.fixture
def guarded(whole_app, settings_for, monkeypatch):
    """A site with its limits on, over the same database."""
    monkeypatch.setattr(web.limiter, "enabled", False)
    address = whole_app.config["SETTINGS"].database_url
    app = create_app(settings_for(PORTAL_DATABASE_URL=address, PORTAL_RATE_LIMITS="on"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    web.limiter.reset()
    yield app.test_client()
    web.limiter.reset()
    with app.app_context():
        from portal.db import db

        db.engine.dispose()


def test_a_number_takes_ten_wrong_tries_and_then_none_for_a_while(guarded):
    number, other = case_number(today(), 99998), case_number(today(), 99997)

    tries = [find(guarded, number, f"{pin:06}").status_code for pin in range(11)]

    assert tries == [422] * 10 + [429]
    assert find(guarded, number.lower(), "000099").status_code == 429
    assert find(guarded, other, "000000").status_code == 422
