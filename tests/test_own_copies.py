"""The volunteer's own page kept for a minute: theirs alone, never old by their own doing."""

import re
from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.models import SignIn
from portal.db import db
from portal.own_copies import MOST, OwnCopies
from portal.rewards import actions
from tests.conftest import NOW
from tests.factories import a_dispatched_case, a_grid, a_volunteer, signed_in

PAGE = "/staff/my-page"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def volunteer(client, grid):
    return come_in(client, a_volunteer(grid))


def come_in(browser, who):
    signed_in(browser, who)
    browser.set_cookie("lang", "en")
    return who


def something_counts(volunteer, grid):
    """Others do something: a report is judged valid, and the worker counts it."""
    case = a_dispatched_case(grid=grid, by=volunteer)
    actions.pull_next(NOW)
    return case.number


def at(moment, browser):
    with clock.stopped_at(moment):
        return browser.get(PAGE).text


def start_a_patrol(browser):
    assert browser.post("/staff/patrols/start", data={"key": "k" * 20}).status_code == 303


def test_what_others_did_shows_after_a_minute_and_at_once_in_any_other_session(
    app, client, volunteer, grid
):
    first = client.get(PAGE).text
    number = something_counts(volunteer, grid)

    assert at(NOW + MINUTE - SECOND, client) == first
    other_phone = app.test_client()
    come_in(other_phone, volunteer)
    assert number in other_phone.get(PAGE).text
    assert number in at(NOW + MINUTE, client)


def test_what_one_did_oneself_shows_at_once_whichever_process_is_asked(app, client, volunteer):
    assert "Start a patrol" in client.get(PAGE).text

    here, app.extensions["own_copies"] = app.extensions["own_copies"], OwnCopies()
    start_a_patrol(client)  # as another process does it
    app.extensions["own_copies"] = here

    assert "Go on with the patrol" in client.get(PAGE).text


def test_nobody_else_at_the_same_browser_is_shown_it(client, volunteer, grid):
    client.get(PAGE)
    neighbour = come_in(client, a_volunteer(grid))

    assert volunteer.number not in (page := client.get(PAGE).text)
    assert neighbour.number in page


def test_whose_session_or_post_is_over_is_not_shown_it(app, client, volunteer):
    client.get(PAGE)
    volunteer.posts[0].ended_on = date(2026, 9, 21)
    assert client.get(PAGE).status_code == 403

    volunteer.posts[0].ended_on = None
    with client.session_transaction() as cookie:
        db.session.get_one(SignIn, cookie["_user_id"]).ended_at = NOW
    assert client.get(PAGE).location.startswith("/staff/sign-in")


def test_what_is_said_once_is_said_once(client, volunteer):
    client.get(PAGE)
    with client.session_transaction() as cookie:
        cookie["_flashes"] = [("ok", "Said but once")]

    assert [client.get(PAGE).text.count("Said but once") for _ in range(3)] == [1, 0, 0]


def test_it_comes_in_the_language_the_size_and_on_the_day_that_are_asked_for(client, volunteer):
    plain = client.get(PAGE).text
    client.set_cookie("lang", "zh")
    assert 'lang="zh-CN"' in client.get(PAGE).text
    client.set_cookie("elder", "1")
    assert "data-elder" in client.get(PAGE).text
    assert 'lang="en"' in client.get(f"{PAGE}?lang=en&elder=0").text
    assert client.get(PAGE).text == plain


def test_at_midnight_a_new_day_begins(client, grid):
    midnight, volunteer = clock.start_of(date(2026, 9, 22)), a_volunteer(grid)
    something_counts(volunteer, grid)
    with clock.stopped_at(midnight - MINUTE):
        come_in(client, volunteer)

    assert "Today 45 points can still count." in at(midnight - SECOND, client)
    assert "Today 60 points can still count." in at(midnight, client)


def test_its_forms_can_be_sent(another, app, grid):
    same = {"PORTAL_DATABASE_URL": app.config["SETTINGS"].database_url}
    browser = another(forms_need_tokens=True, **same).test_client()
    come_in(browser, a_volunteer(grid))
    first = browser.get(PAGE).text
    assert browser.get(PAGE).text == first

    token = re.search(r'name="csrf_token" value="([^"]+)"', first)[1]
    assert browser.post("/staff/sign-out", data={"csrf_token": token}).status_code == 303
    with browser.session_transaction() as cookie:
        assert "_user_id" not in cookie


def test_there_are_never_too_many_and_none_from_a_clock_that_was_put_back():
    copies = OwnCopies()
    for n in range(MOST + 1):
        copies.keep((n,), b"page", NOW)

    assert copies.find((0,), NOW) is None
    assert copies.find((1,), NOW) == b"page"
    assert copies.find((MOST,), NOW - SECOND) is None
