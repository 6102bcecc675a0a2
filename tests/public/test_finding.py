"""Finding one's grid on the first page: by number, by words, by where one is; nothing is kept."""

import logging

import pytest

from portal.app import JsonLines
from portal.db import db
from portal.grids.actions import note_clues
from tests.factories import a_board, a_grid
from tests.public.reporting import in_english
from tests.public.test_scans import everything_kept

HERE = {"lon": "120.205", "lat": "30.205"}


@pytest.fixture
def client(client):
    return in_english(client)


@pytest.fixture
def board(app):
    grid = a_grid(name="江南豪园", name_en="Jiangnan Garden", code="330108002021987")
    note_clues([grid])
    return a_board(grid, code="7K3M9Q", number="002-021-987")


def find(client, words):
    return client.get("/find", query_string={"q": words})


@pytest.mark.parametrize(
    "typed",
    [
        *("002-021-987", "002021987", "002 021 987", "００２－０２１－９８７"),
        *("7K3M9Q", "7k3m9q", " 7K3M9Q ", "330108002021987"),
    ],
)
def test_a_number_a_code_or_a_grids_code_leads_to_its_board(client, board, typed):
    page = find(client, typed)

    assert page.status_code == 303
    assert page.location == "/b/7K3M9Q"


def test_a_board_number_of_any_kind_leads_to_its_board(client, board):
    other = a_board(board.grid, number="BJ-0007")

    assert find(client, "bj-0007").location == f"/b/{other.code}"


@pytest.mark.parametrize("typed", ["江南", "jnhy", "garden", "江陵路12号"])
def test_a_name_initials_or_a_road_lead_to_the_board(client, board, typed):
    page = find(client, typed)

    assert page.status_code == 200
    assert 'href="/b/7K3M9Q"' in page.text
    assert "Jiangnan Garden" in page.text


def test_a_grid_with_two_boards_leads_to_the_newer(client, board):
    newer = a_board(board.grid)

    page = find(client, "江南豪园").text

    assert f'href="/b/{newer.code}"' in page
    assert 'href="/b/7K3M9Q"' not in page


def test_a_grid_without_a_board_is_not_offered(client, app):
    note_clues([a_grid(name="无牌里")])

    assert "Nothing is called so here" in find(client, "无牌里").text


@pytest.mark.parametrize(
    "typed",
    [
        "没有这里",
        "999-999-999",
        "ZZZZZZ",
        "%",
        "_",
        "' OR 1=1 --",
        "<script>",
        "\u202e\u0007",
        "x" * 5000,
    ],
)
def test_what_is_not_found_is_said_and_what_was_typed_stays(client, board, typed):
    page = find(client, typed)

    assert page.status_code == 200
    assert "<script>" not in page.text
    if typed.isprintable():
        assert "Nothing is called so here" in page.text


def test_nothing_typed_only_asks(client):
    page = find(client, "  ")

    assert page.status_code == 200
    assert "Nothing is called so" not in page.text
    assert 'name="q"' in page.text


def test_what_was_typed_stands_in_the_field_and_is_no_markup(client, board):
    page = find(client, 'a"b<i>江</i>').text

    assert "a&#34;b&lt;i&gt;江&lt;/i&gt;" in page
    assert "<i>江" not in page


def test_many_are_cut_with_a_word(client, app):
    grids = [a_grid(name=f"同名{n}里") for n in range(40)]
    note_clues(grids)
    for grid in grids:
        a_board(grid)

    page = find(client, "同名").text

    assert page.count('class="button quiet wide found"') == 30
    assert "There are more" in page


def test_where_one_stands_leads_to_the_grid_around(client, board):
    page = client.post("/find/here", data=HERE)

    assert page.status_code == 200
    assert 'href="/b/7K3M9Q"' in page.text
    assert "You are here" in page.text
    assert "120.2" not in page.text, "the position is not on the page"


def test_outside_every_grid_the_nearest_is_offered_in_plain_words(client, board):
    page = client.post("/find/here", data={"lon": "120.225", "lat": "30.205"}).text

    assert "You are outside every grid. These are the nearest." in page
    assert "about 1,4" in page
    assert 'href="/b/7K3M9Q"' in page


def test_far_from_every_grid_that_is_said(client, board):
    page = client.post("/find/here", data={"lon": "-0.12", "lat": "51.5"})

    assert page.status_code == 200
    assert "none is near" in page.text
    assert 'name="q"' in page.text


@pytest.mark.parametrize(
    "said",
    [{}, {"lon": "x", "lat": "y"}, {"lon": "nan", "lat": "nan"}, {"lon": "1e999", "lat": "0"},
     {"lon": "500", "lat": "30"}, {"lon": "1" * 9000, "lat": "30"}, {"lon": "\u0000", "lat": "30"}],
)  # fmt: skip
def test_a_position_that_is_none_is_refused_with_the_other_ways(client, board, said):
    page = client.post("/find/here", data=said)

    assert page.status_code == 422
    assert "Your position could not be read" in page.text
    assert 'name="q"' in page.text


def test_looking_for_where_one_is_needs_the_forms_token(another, database, board):
    strict = another(PORTAL_DATABASE_URL=database, forms_need_tokens=True).test_client()

    assert strict.post("/find/here", data=HERE).status_code == 400


def test_a_position_is_kept_nowhere(client, board, caplog):
    caplog.set_level(logging.DEBUG)
    db.session.commit()
    before = everything_kept()

    page = client.post("/find/here", data=HERE, environ_base={"REMOTE_ADDR": "203.0.113.9"})

    assert everything_kept() == before
    assert "Set-Cookie" not in page.headers
    lines = "\n".join(JsonLines().format(record) for record in caplog.records)
    for secret in ("120.205", "30.205", "203.0.113"):
        assert secret not in lines


def test_the_first_page_offers_all_ways_and_sets_no_cookie(client, board):
    page = client.get("/")

    assert 'action="/find"' in page.text
    assert 'action="/find/here"' in page.text
    assert "Set-Cookie" not in page.headers
    assert board.code in page.text


@pytest.mark.parametrize(("address", "how"), [("/find", "post"), ("/find/here", "get")])
def test_each_address_does_one_thing(client, address, how):
    assert getattr(client, how)(address).status_code == 405


def test_the_first_page_weighs_little(client, board):
    from tests.public.test_board import weight_of

    assert weight_of(client, "/") < 60_000
    assert weight_of(client, "/find?q=江") < 60_000
