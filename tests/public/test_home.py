"""The first page and the page on privacy."""

import pytest

from tests.factories import a_board, a_grid
from tests.public.reporting import in_english


@pytest.fixture
def client(client):
    """A browser that asks for English."""
    return in_english(client)


def test_the_first_page_leads_to_every_grid_by_street_and_community(client):
    board = a_board()

    page = client.get("/?lang=zh").text

    street, community = page.index("长河街道"), page.index("春江社区")
    assert street < community < page.index(f'href="/b/{board.code}"')
    assert board.grid.name in page


def test_a_grid_that_ended_is_not_listed(client):
    from datetime import date

    board = a_board(a_grid(ended_on=date(2026, 9, 1)))

    assert board.code not in client.get("/").text


def test_a_grid_with_two_boards_is_listed_once_by_the_newer(client):
    older = a_board()
    newer = a_board(older.grid)

    page = client.get("/").text

    assert newer.code in page
    assert older.code not in page


def test_an_empty_district_says_what_will_be_here(client):
    page = client.get("/")

    assert page.status_code == 200
    assert "No grids yet" in page.text


def test_the_first_page_leads_on(client):
    page = client.get("/").text

    for way in ('href="/track"', 'href="/staff/sign-in"', 'href="/privacy"', 'href="tel:12345"'):
        assert way in page


def test_the_privacy_page_says_for_how_long(client):
    page = client.get("/privacy").text

    assert "730 days" in page
    assert "How to erase it" in page


@pytest.mark.parametrize("address", ["/", "/privacy"])
def test_these_pages_only_show(client, address):
    assert client.post(address).status_code == 405
