"""The map of open cases: counts by grid within reach, a list beside it, tiles only where set."""

import json
import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_resolved_case,
    a_unit,
    an_area,
    signed_in,
)

MAP, OUTLINES = "/staff/cases/map", "/staff/cases/map.json"
TILES = "https://tiles.example.org/{z}/{x}/{y}.png"


@pytest.fixture
def clerk(client):
    an_area()
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE))
    client.set_cookie("lang", "en")


def rows(page):
    """Return each row: the grid, late and open."""
    text = re.sub(r"<(?!/?tr|/?t[dh])[^>]+>", "", page.text)
    return [
        [
            " ".join(cell.split())
            for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
        ]
        for row in re.findall(r'<tr id="grid-\d+">(.*?)</tr>', text, re.DOTALL)
    ]


@pytest.mark.usefixtures("clerk")
def test_grids_stand_by_their_late_cases_then_by_the_open_ones(client):
    calm, busy, late = (a_grid() for _ in range(3))
    a_case(grid=calm)
    a_dispatched_case(grid=busy), a_resolved_case(grid=busy)
    with clock.stopped_at(NOW - timedelta(days=20)):
        a_dispatched_case(grid=late)

    page = client.get(MAP)

    assert page.status_code == 200
    assert rows(page) == [
        [late.name_en, "1", "1"],
        [busy.name_en, "–", "2"],
        [calm.name_en, "–", "1"],
    ]
    assert f'href="/staff/cases?view=due&amp;area={busy.code}"' in page.text
    assert f'href="/staff/cases?view=overdue&amp;area={late.code}"' in page.text


@pytest.mark.usefixtures("clerk")
def test_closed_cases_and_other_streets_are_not_counted(client):
    elsewhere = a_case(grid=a_grid(community=an_area("330108001001")))
    closed = a_resolved_case()
    closed.closed_at = NOW

    page = client.get(MAP)

    assert rows(page) == []
    assert "Nothing is open" in page.text
    assert elsewhere.grid.name_en not in page.text


@pytest.mark.usefixtures("clerk")
def test_the_outlines_are_ours_with_counts_and_the_way_to_the_list(client):
    with_case, quiet, bare = a_grid(), a_grid(), a_grid(outline=None)
    a_case(grid=with_case)

    answer = client.get(OUTLINES)
    found = {one["properties"]["code"]: one for one in json.loads(answer.text)["features"]}

    assert set(found) == {with_case.code, quiet.code}
    assert bare.code not in found
    one = found[with_case.code]
    assert one["geometry"] == {"type": "Polygon", "coordinates": [with_case.outline]}
    assert one["properties"] == {
        "code": with_case.code,
        "name": with_case.name_en,
        "open": 1,
        "late": 0,
        "shade": 4,
        "url": f"/staff/cases?view=due&area={with_case.code}",
    }
    assert found[quiet.code]["properties"]["shade"] == 0


def test_a_unit_counts_only_what_it_has(client):
    unit, grid = a_unit(), a_grid()
    a_dispatched_case(unit=unit, grid=grid), a_dispatched_case(grid=grid)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    assert [row[2] for row in rows(client.get(MAP))] == ["1"]


def test_a_worker_counts_only_their_own_grid(client):
    mine, theirs = a_grid(), a_grid()
    a_case(grid=mine), a_case(grid=theirs)
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=mine.code))

    found = json.loads(client.get(OUTLINES).text)["features"]

    assert {f["properties"]["code"]: f["properties"]["open"] for f in found} == {
        mine.code: 1,
        theirs.code: 0,
    }


@pytest.mark.usefixtures("clerk")
def test_without_a_setting_the_map_fetches_nothing_from_elsewhere(client):
    page = client.get(MAP)

    assert 'data-tiles=""' in page.text
    assert "img-src 'self' data: blob:" in page.headers["Content-Security-Policy"]


def test_the_host_of_the_tiles_may_be_asked_for_pictures_on_this_page_only(another, database):
    portal = another(
        PORTAL_DATABASE_URL=database, PORTAL_MAP_TILES=TILES, PORTAL_MAP_CREDIT="© Somebody"
    )
    client = portal.test_client()
    a_case()
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))

    page, other = client.get(MAP), client.get("/staff/cases")

    assert "img-src https://tiles.example.org 'self'" in page.headers["Content-Security-Policy"]
    assert "© Somebody" in page.text
    assert TILES in page.text
    assert "example.org" not in other.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", [MAP, OUTLINES])
def test_the_map_is_for_those_who_see_cases(client, address):
    assert client.get(address).status_code == 303
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 405
