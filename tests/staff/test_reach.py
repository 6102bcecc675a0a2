"""How far boards reach: scans per home, reports per scan, quiet boards; within reach."""

from datetime import date, timedelta

import pytest

from portal.accounts.rules import Role
from portal.assessment.models import GridMonth
from portal.boards.actions import add_scans
from portal.db import db
from tests.conftest import NOW
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

REACH = "/staff/boards/reach"
TODAY = date(2026, 9, 21)
OTHER_COMMUNITY = "330108003005"


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    an_area()
    return person


def scanned(board, count, *, day=TODAY, hour=9, is_phone=True):
    add_scans({(board.code, day, hour, is_phone): count})


def reported(grid, count):
    names = ("resolved", "on_time", "asked", "answered", "satisfied", "stars", "said", "solved")
    counts = dict.fromkeys(names, 0)
    db.session.add(
        GridMonth(
            grid_id=grid.id, month=TODAY.replace(day=1), reported=count, counted_at=NOW, **counts
        )
    )
    db.session.flush()


def test_a_grid_shows_scans_per_home_and_reports_per_scan(client, clerk):
    board = a_board(a_grid(households=400))
    scanned(board, 90)
    scanned(board, 10, is_phone=False)
    reported(board.grid, 7)

    page = client.get(f"{REACH}?area={COMMUNITY_CODE}").text

    assert f'href="{REACH}/{board.code}?month=2026-09"' in page
    for told in (
        'data-label="Scans">100<',
        'data-label="From phones">90<',
        'data-label="Scans per home">0.25<',
        'data-label="Reports">7<',
        'data-label="Reports per 100 scans">7<',
    ):
        assert told in page


def test_a_street_adds_up_its_communities_and_averages_nothing(client, clerk):
    one, two = a_board(a_grid(households=100)), a_board(a_grid(households=300))
    scanned(one, 100)
    scanned(two, 100)

    page = client.get(REACH).text

    assert 'data-label="Scans per home">0.50<' in page
    assert f'href="{REACH}?area={COMMUNITY_CODE}&amp;month=2026-09"' in page


def test_where_nobody_lives_or_few_scanned_there_is_no_figure(client, clerk):
    board = a_board(a_grid(households=0))
    scanned(board, 9)
    reported(board.grid, 9)

    page = client.get(f"{REACH}?area={COMMUNITY_CODE}").text

    assert page.count("no figure") >= 2
    assert 'data-label="Reports per 100 scans">100<' not in page


def test_another_month_can_be_chosen_and_a_chart_stands_beside_its_table(client, clerk):
    board = a_board()
    scanned(board, 5, day=date(2026, 8, 3))

    page = client.get(f"{REACH}?area={COMMUNITY_CODE}&month=2026-08").text

    assert 'data-label="Scans">5<' in page
    assert "<svg" in page
    assert page.index("<svg width") < page.index("August 2026</th>")


def test_boards_that_nobody_scanned_are_named(client, clerk):
    quiet = a_board(posted_at=NOW - timedelta(days=60))
    busy = a_board(posted_at=NOW - timedelta(days=60))
    scanned(busy, 1)

    page = client.get(REACH).text.split('id="quiet"')[1]

    assert quiet.number in page
    assert busy.number not in page


def test_one_board_shows_its_days_and_hours(client, clerk):
    board = a_board()
    scanned(board, 3, hour=9)
    scanned(board, 2, hour=19, day=TODAY - timedelta(days=1))

    page = client.get(f"{REACH}/{board.code}").text

    assert "Monday 21 September" in page
    assert "09:00" in page
    assert "19:00" in page
    assert "10:00" not in page


@pytest.mark.parametrize("address", [REACH, f"{REACH}?area={COMMUNITY_CODE}"])
def test_without_any_scan_the_page_says_zero(client, clerk, address):
    a_board()

    page = client.get(address)

    assert page.status_code == 200
    assert 'data-label="Scans">0<' in page.text


@pytest.mark.parametrize(
    "asked",
    [
        *("area=330108", f"area={OTHER_COMMUNITY}", "area=x", "month=2026-13", "month=x"),
        *("month=2030-01", "month=" + "9" * 500),
    ],
)
def test_what_is_out_of_reach_or_no_month_does_not_exist(client, clerk, asked):
    an_area(OTHER_COMMUNITY)

    assert client.get(f"{REACH}?{asked}").status_code == 404


def test_a_board_elsewhere_does_not_exist(client, clerk):
    elsewhere = a_board(a_grid(community=an_area(OTHER_COMMUNITY)))

    assert client.get(f"{REACH}/{elsewhere.code}").status_code == 404
    assert client.get(f"{REACH}/NOBODY").status_code == 404
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    assert client.get(f"{REACH}/{elsewhere.code}").status_code == 200


def test_strangers_are_led_to_the_door(client):
    page = client.get(REACH)

    assert page.status_code == 303
    assert "/staff/sign-in" in page.location
