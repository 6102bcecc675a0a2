"""Doubted codes are looked at and closed with words; an address is judged on the spot."""

import json
import re
from html import unescape

import pytest

from portal import clock, i18n
from portal.accounts.rules import Role
from portal.boards.actions import suspect
from portal.boards.models import SuspectCode
from portal.boards.rules import SuspectSign, signature_of
from portal.db import db
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_board,
    a_clerk,
    a_grid,
    an_area,
    signed_in,
)

DOUBTED, CHECK = "/staff/boards/doubted", "/staff/boards/check"
OTHER_COMMUNITY = "330108003005"
KEY = ("B", "b" * 32)


@pytest.fixture
def clerk(client):
    an_area()
    person = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def doubted(board=None, sign=SuspectSign.PASTED_OVER):
    return suspect(board or a_board(), sign, now=clock.now())


def close(client, doubt, words="Sticker removed"):
    return client.post(f"/staff/boards/{doubt.board.code}/doubt/close", data={"words": words})


def test_a_doubt_is_listed_until_it_is_closed_with_words(client, clerk):
    doubt = doubted()
    before = client.get(DOUBTED).text

    page = close(client, doubt)

    assert "A sticker is pasted over the code" in before
    assert f"doubt-{doubt.board.code}" in before
    assert page.status_code == 303
    after = client.get(DOUBTED).text
    assert f"doubt-{doubt.board.code}" not in after
    assert "Sticker removed" in after
    assert clerk.name in after
    assert (doubt.closed_at, doubt.closed_by_id) == (clock.now(), clerk.id)


def test_a_notice_leads_to_the_list(client, clerk):
    doubt = doubted()

    page = client.get("/staff/notices").text

    assert f'href="{DOUBTED}"' in page
    assert f"Board {doubt.board.number}" in page


def test_the_daily_mail_names_the_board(clerk):
    from portal.accounts.actions.people import _news_line
    from portal.accounts.queries import notices_of

    doubt = doubted()

    (notice,) = notices_of(clerk, before=None)
    with i18n.speaking("en"):
        assert _news_line(notice).endswith(f"is not ours: {doubt.board.number}")


@pytest.mark.parametrize("words", ["", "   ", "x" * 501])
def test_a_doubt_is_not_closed_without_words_and_what_was_typed_stays(client, clerk, words):
    doubt = doubted()

    page = close(client, doubt, words)

    assert page.status_code == 422
    assert doubt.closed_at is None
    assert words.strip() in page.text


def test_what_was_closed_is_not_closed_again(client, clerk):
    doubt = doubted()
    close(client, doubt)

    assert close(client, doubt, "Once more").status_code == 409
    assert doubt.words == "Sticker removed"


def test_a_code_is_doubted_again_after_somebody_has_looked(client, clerk):
    first = doubted()
    close(client, first)

    second = doubted(first.board)

    assert second.id != first.id
    assert f"doubt-{second.board.code}" in client.get(DOUBTED).text


def test_doubts_elsewhere_do_not_exist(client, clerk):
    elsewhere = doubted(a_board(a_grid(community=an_area(OTHER_COMMUNITY))))

    assert elsewhere.board.number not in client.get(DOUBTED).text
    assert close(client, elsewhere).status_code == 404
    assert elsewhere.closed_at is None


def test_without_doubts_the_list_says_what_will_be_here(client, clerk):
    assert "No code is doubted" in client.get(DOUBTED).text


def test_what_was_looked_at_is_listed_in_pages(client, clerk):
    for n in range(33):
        board = a_board()
        db.session.add(
            SuspectCode(
                board=board,
                sign=SuspectSign.SOMETHING_ELSE,
                first_at=clock.now(),
                last_at=clock.now(),
                closed_at=clock.now(),
                closed_by_id=clerk.id,
                words=f"look {n:02}",
            )
        )
        db.session.flush()

    first = client.get(DOUBTED).text
    older = re.search(rf'rel="next" href="({DOUBTED}\?before=\d+)"', first).group(1)
    second = client.get(older).text

    assert "look 32" in first
    assert "look 03" in first
    assert "look 02" not in first
    assert "look 02" in second
    assert "look 03" not in second


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40])
def test_a_page_that_does_not_exist_is_said(client, clerk, key):
    assert client.get(f"{DOUBTED}?before={key}").status_code == 404


@pytest.mark.parametrize("address", [DOUBTED, CHECK])
def test_only_who_may_look_at_boards_sees_these(client, address):
    an_area()
    assert client.get(address).status_code == 303
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))
    assert client.get(address).status_code == 403


def check(client, words):
    return client.get(CHECK, query_string={"address": words}).text


def test_our_address_is_known_with_its_number_and_grid(client, clerk):
    board = a_board()

    page = check(client, f"http://localhost:8000/b/{board.code}")

    assert "This is our code" in page
    assert board.number in page
    assert board.grid.name_en in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("https://evil.example/b/7K3M9Q", "This leads to another site"),
        ("NOBODY", "We never gave out this code"),
        ("http://localhost:8000/b/", "We never gave out this code"),
        ("what is this?", "This is no address"),
        ("<b>\u0007", "This is no address"),
        ("x" * 9000, "This is no address"),
    ],
)
def test_what_is_not_ours_is_said_plainly(client, clerk, words, told):
    assert told in check(client, words)


def test_an_unknown_code_in_no_script_is_no_markup(client, clerk):
    page = check(client, '"><script>x</script>')

    assert "<script>x" not in page


def known_of(page):
    return json.loads(unescape(re.search(r'data-known="([^"]*)"', page).group(1)))


def test_a_phone_keeps_the_boards_in_reach_for_when_its_line_is_gone(client, clerk):
    board = a_board()
    a_board(a_grid(community=an_area(OTHER_COMMUNITY)))

    page = client.get(CHECK)

    assert page.headers["X-Keep-Offline"] == "staff"
    assert known_of(page.text) == {
        "site": "http://localhost:8000",
        "letters": [],
        "boards": {board.code: [board.number, board.grid.name_en, []]},
    }


@pytest.fixture
def signing(another, database, clerk):
    """The same portal, signing what it prints."""
    app = another(PORTAL_DATABASE_URL=database, PORTAL_BOARD_KEYS=":".join(KEY))
    browser = app.test_client()
    signed_in(browser, clerk)
    browser.set_cookie("lang", "en")
    return browser


def test_with_keys_the_signature_is_judged(signing):
    board = a_board()
    address = f"http://localhost:8000/b/{board.code}"

    assert "This is our code" in check(signing, f"{address}?s={signature_of(board.code, *KEY)}")
    assert "The signature is not ours" in check(signing, f"{address}?s=B2345678A")
    assert "a key that we trust no longer" in check(signing, f"{address}?s=A23456789")
    assert "without a signature" in check(signing, address)


def test_what_a_phone_keeps_holds_signatures_and_no_secret(signing):
    board = a_board()

    page = signing.get(CHECK).text

    assert known_of(page)["letters"] == ["B"]
    assert known_of(page)["boards"][board.code][2] == [signature_of(board.code, *KEY)]
    assert KEY[1] not in page
