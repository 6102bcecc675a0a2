"""Whoever lives here asks to join from the board's page, sees how it stands, may withdraw."""

import pytest

from portal.db import db
from portal.volunteers.models import Application
from portal.volunteers.rules import ApplicationStatus
from tests.factories import a_board

SAID = {
    "key": "k" * 20,
    "name": "𬭎䶮",
    "phone": "１３８ 0000 0001",
    "kind": "neighbour",
    "relative": "堂兄是网格员",
    "agrees": "y",
}


@pytest.fixture
def board(app):
    return a_board()


def send(client, board, **said):
    return client.post(f"/b/{board.code}/join", data=SAID | said)


def test_an_application_leads_to_a_link_that_tells_how_it_stands(client, board):
    sent = send(client, board)
    one = db.session.query(Application).one()
    page = client.get(sent.location)

    assert (one.name, one.phone, one.relative) == ("𬭎䶮", "138 0000 0001", "堂兄是网格员")
    assert one.grid_id == board.grid_id
    assert one.number in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert send(client, board).location == sent.location
    assert db.session.query(Application).count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"name": ""}, id="nameless"),
        pytest.param({"phone": ""}, id="no way to answer"),
        pytest.param({"phone": "call me"}, id="no phone"),
        pytest.param({"email": "lin@"}, id="no address"),
        pytest.param({"kind": "mayor"}, id="no such kind"),
        pytest.param({"agrees": ""}, id="without consent"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(client, board, wrong):
    page = send(client, board, **wrong)

    assert page.status_code == 422
    assert "堂兄是网格员" in page.text
    assert db.session.query(Application).count() == 0


def test_an_applicant_withdraws_once(client, board):
    link = send(client, board).location

    assert client.post(f"{link}/withdraw").status_code == 303
    assert db.session.query(Application).one().status is ApplicationStatus.WITHDRAWN
    assert client.post(f"{link}/withdraw").status_code == 409


def test_a_strangers_link_leads_nowhere(client, board):
    assert client.get("/join/" + "x" * 24).status_code == 404


def test_the_board_page_leads_to_the_form(client, board):
    assert f"/b/{board.code}/join" in client.get(f"/b/{board.code}").text
    assert client.get(f"/b/{board.code}/join").status_code == 200
