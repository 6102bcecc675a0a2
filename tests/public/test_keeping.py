"""Pages kept ready for a few seconds: the same for everybody, never older, never another's."""

from datetime import timedelta

import pytest

from portal import clock
from tests.conftest import NOW
from tests.factories import a_board
from tests.public.reporting import in_english


@pytest.fixture
def client(client, app, monkeypatch):
    """A browser that asks for English, of an app that keeps pages ready."""
    monkeypatch.setitem(app.config, "PAGES_KEPT_SECONDS", 5)
    monkeypatch.setitem(app.extensions, "kept_pages", {})
    return in_english(client)


def test_a_page_is_the_same_for_five_seconds_and_then_made_afresh(client):
    board = a_board()
    before = client.get(f"/b/{board.code}").text
    board.grid.scope = "新的四至"

    assert client.get(f"/b/{board.code}").text == before
    with clock.stopped_at(NOW + timedelta(seconds=5)):
        assert "新的四至" in client.get(f"/b/{board.code}").text


def test_each_language_letter_size_and_board_has_its_own_page(client):
    board, other = a_board(), a_board()
    english = client.get(f"/b/{board.code}").text

    chinese = client.get(f"/b/{board.code}", headers={"Accept-Language": "zh"}).text
    client.set_cookie("elder", "1")
    large = client.get(f"/b/{board.code}").text

    assert 'lang="en"' in english
    assert 'lang="zh-CN"' in chinese
    assert "data-elder" in large
    assert "data-elder" not in english
    assert other.grid.name_en in client.get(f"/b/{other.code}").text


def test_a_switch_in_the_address_is_obeyed_at_once(client):
    board = a_board()
    client.get(f"/b/{board.code}")

    assert 'lang="zh-CN"' in client.get(f"/b/{board.code}?lang=zh").text


def test_a_browser_that_has_the_page_is_told_so_without_sending_it_again(client):
    board = a_board()
    first = client.get(f"/b/{board.code}")

    again = client.get(f"/b/{board.code}", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""


def test_a_board_that_is_not_there_is_not_kept(client):
    assert client.get("/b/LATER1").status_code == 404
    a_board(code="LATER1")

    assert client.get("/b/LATER1").status_code == 200
