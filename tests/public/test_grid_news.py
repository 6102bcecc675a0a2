"""Following a grid: by feed, and by mail with a confirmed address."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from portal import clock
from portal.db import db
from portal.messages import Message
from portal.publicity.models import Follower
from tests.conftest import NOW
from tests.factories import a_board, a_confirmed_case, a_dispatched_case, a_matter
from tests.public.reporting import in_english

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(client):
    return in_english(client)


@pytest.fixture
def board(app):
    return a_board()


def ask(client, board, **given):
    sent = {"address": "lin@example.com", "may_write": "y"} | given
    return client.post(f"/b/{board.code}/follow", data=sent)


def follower():
    return db.session.query(Follower).one_or_none()


def test_an_address_is_confirmed_used_and_erased(client, board):
    assert ask(client, board).status_code == 303
    way = f"/follow/{follower().token}"
    asked = client.get(way)
    assert "Do you want news" in asked.text
    assert asked.headers["Cache-Control"] == "private, no-store"
    assert follower().confirmed_at is None, "looking changes nothing"

    assert client.post(f"{way}/confirm").status_code == 303
    assert follower().confirmed_at == NOW
    assert "You follow" in client.get(way).text

    assert client.post(f"{way}/stop").status_code == 303
    assert follower() is None
    assert client.get(way).status_code == 404


def test_a_mail_program_stops_it_by_itself(client, another, board):
    ask(client, board)
    token = follower().token
    db.session.commit()
    program = another(forms_need_tokens=True).test_client()

    answer = client.post(f"/follow/{token}/stop", data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 303
    assert program.post(f"/follow/{token}/stop").status_code == 404, "and not: no token"


def test_the_answer_never_tells_whether_an_address_is_known(client, board):
    first, second = ask(client, board), ask(client, board)

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert db.session.query(Message).count() == 1


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"address": ""}, id="none"),
        pytest.param({"address": "lin"}, id="no address"),
        pytest.param({"address": "a@b.c\r\nBcc: x@y.z"}, id="two lines"),
        pytest.param({"address": "lin@example.com, wu@example.com"}, id="two addresses"),
        pytest.param({"address": "a" * 250 + "@example.com"}, id="too long"),
        pytest.param({"may_write": ""}, id="no consent"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_sent(client, board, given):
    page = ask(client, board, **given)

    assert page.status_code == 422
    assert "Please look at these points" in page.text
    assert follower() is None
    assert db.session.query(Message).count() == 0


def test_what_was_typed_is_still_there(client, board):
    assert 'value="not an address"' in ask(client, board, address="not an address").text


def test_a_late_link_says_so(client, board):
    ask(client, board)
    token = follower().token

    with clock.stopped_at(NOW + timedelta(days=3)):
        assert client.get(f"/follow/{token}").status_code == 410
        assert client.post(f"/follow/{token}/confirm").status_code == 410
    assert client.get("/follow/made-up").status_code == 404


def test_the_feed_tells_what_is_open_and_solved_and_nothing_of_reporters(client, board):
    open_case = a_dispatched_case(
        grid=board.grid, matter=a_matter(name_en="Broken lamp"), words="王阿姨家", place_note="501"
    )
    a_confirmed_case(grid=board.grid, matter=a_matter(name_en="Full \x07 bin"))
    a_dispatched_case(grid=board.grid, matter=a_matter(name_en="A quarrel", is_private=True))

    answer = client.get(f"/b/{board.code}/feed.atom")

    feed = ElementTree.fromstring(answer.data)
    titles = {entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")}
    assert titles == {"Being worked on: Broken lamp", "Solved: Full  bin"}
    for secret in ("王阿姨", "501", open_case.follow_token, open_case.pin, "quarrel"):
        assert secret not in answer.text
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == 2
    again = client.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_feed_of_a_quiet_grid_is_a_feed(client, board):
    feed = ElementTree.fromstring(client.get(f"/b/{board.code}/feed.atom").data)

    assert feed.findtext(f"{ATOM}updated")
    assert list(feed.iter(f"{ATOM}entry")) == []
