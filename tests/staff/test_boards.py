"""The list of boards: within reach, each with its page and its sheet."""

import pytest

from portal.accounts.rules import Role
from portal.boards.rules import Sheet
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_board,
    a_clerk,
    a_grid,
    an_area,
    signed_in,
)

BOARDS = "/staff/boards"
OTHER_COMMUNITY = "330108003005"


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    an_area()
    return person


def test_a_board_stands_with_its_number_its_page_and_its_sheet(client, clerk):
    board = a_board(revision=3)

    page = client.get(BOARDS)

    assert clerk
    assert page.status_code == 200
    for told in (board.number, board.code, board.grid.name_en, 'data-label="Revision">3</td>'):
        assert told in page.text
    assert f'href="/staff/boards/{board.code}"' in page.text


def test_a_board_can_be_looked_at_on_every_sheet(client, clerk):
    board = a_board()

    page = client.get(f"{BOARDS}/{board.code}").text

    assert clerk
    assert f'href="/b/{board.code}"' in page
    assert f'action="/b/{board.code}/board.pdf"' in page
    for sheet in Sheet:
        assert f'<option value="{sheet}">' in page


def test_without_boards_the_page_says_what_will_be_here(client, clerk):
    assert clerk
    assert "No boards here yet" in client.get(BOARDS).text


def test_boards_elsewhere_are_not_listed(client, clerk):
    here = a_board()
    elsewhere = a_board(a_grid(community=an_area(OTHER_COMMUNITY)))

    page = client.get(BOARDS).text

    assert clerk
    assert here.number in page
    assert elsewhere.number not in page


def test_the_board_of_an_ended_grid_is_to_be_revoked_and_not_to_be_printed(client, clerk):
    ended = a_board(a_grid(ended_on=clerk.posts[0].started_on))

    page = client.get(BOARDS).text
    everything = client.get(f"{BOARDS}/print?part=valid").text

    assert ended.number in page
    assert "Its grid has ended" in page
    assert f'value="{ended.code}"' not in page
    assert ended.number not in everything


def test_one_community_can_be_chosen(client):
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    here = a_board()
    elsewhere = a_board(a_grid(community=an_area(OTHER_COMMUNITY)))

    page = client.get(f"{BOARDS}?area={COMMUNITY_CODE}").text

    assert here.number in page
    assert elsewhere.number not in page
    assert f'<option value="{COMMUNITY_CODE}" selected>' in page


@pytest.mark.parametrize("code", [DISTRICT_CODE, OTHER_COMMUNITY, "x", "33010800202"])
def test_what_is_out_of_reach_does_not_exist(client, clerk, code):
    an_area(OTHER_COMMUNITY)

    assert clerk
    assert client.get(f"{BOARDS}?area={code}").status_code == 404
