"""Copies of published pages: the same bytes for everybody, and never what is one reader's own."""

from datetime import timedelta

import pytest

from portal import clock
from portal.assessment.rules import RevisionStatus
from portal.db import db
from tests.factories import an_area
from tests.plans import listening
from tests.public.results_cast import published

PAGE = "/results/2026-08/r1"


@pytest.fixture
def revision(app, monkeypatch):
    monkeypatch.setitem(app.config, "PAGES_KEPT_SECONDS", 60)
    an_area()
    yield published()
    app.extensions["copies"].forget()


def test_a_copy_asks_the_database_nothing_and_says_the_same(client, revision):
    first = client.get(PAGE)
    with listening() as sent:
        again = client.get(PAGE)

    assert sent == []
    assert again.data == first.data
    own = {"X-Request-Id", "Date"}
    assert {k: v for k, v in again.headers if k not in own} == {
        k: v for k, v in first.headers if k not in own
    }
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]


def test_whoever_has_a_page_is_told_so(client, revision):
    first = client.get(PAGE)
    again = client.get(PAGE, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert client.get(PAGE, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(PAGE).data == b""


def test_each_language_and_each_size_has_its_own_copy(client, revision):
    chinese = client.get(PAGE)
    client.set_cookie("lang", "en")
    english = client.get(PAGE)
    client.set_cookie("elder", "1")
    large = client.get(PAGE)

    assert 'lang="zh-CN"' in chinese.text
    assert '<html lang="en">' in english.text
    assert "data-elder" in large.text
    client.delete_cookie("lang")
    client.delete_cookie("elder")
    assert client.get(PAGE).data == chinese.data
    assert client.get(PAGE, headers={"Accept-Language": "en-GB,en;q=0.9"}).data == english.data


def test_a_choice_of_language_is_remembered_and_never_copied(client, revision):
    for _ in range(2):
        answer = client.get(f"{PAGE}?lang=en")
        assert "lang=en" in answer.headers["Set-Cookie"]


def test_what_is_said_once_stands_on_no_copy(client, revision):
    with client.session_transaction() as held:
        held["_flashes"] = [("message", "Only for you")]

    assert "Only for you" in client.get(PAGE).text
    client.delete_cookie("portal")
    assert "Only for you" not in client.get(PAGE).text


def test_a_correction_is_told_of_after_a_minute(client, revision):
    assert "corrected" not in client.get(f"{PAGE}?").text
    before = client.get(PAGE).data
    revision.status = RevisionStatus.REPLACED
    published(number=2)
    db.session.flush()

    assert client.get(PAGE).data == before
    with clock.stopped_at(clock.now() + timedelta(seconds=61)):
        assert client.get(PAGE).data != before


def test_refusals_and_ways_on_are_never_copied(client, revision):
    assert client.get("/results/2031-01").status_code == 404
    published(number=2)
    revision.status = RevisionStatus.REPLACED
    assert client.get("/results/2026-08").location.endswith("r2")


def test_copies_are_bounded_by_their_bytes(app, client, revision, monkeypatch):
    monkeypatch.setattr("portal.public.copies.MOST_BYTES", 60_000)
    copies = app.extensions["copies"]

    for n in range(9):
        client.get(f"{PAGE}?n={n}")

    assert 0 < copies.bytes <= 60_000
