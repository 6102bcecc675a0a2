"""Figures: within reach, summed as counts, never a rate of a few."""

import re
from datetime import date

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.assessment.models import GridMonth
from portal.assessment.rules import Counts
from portal.db import db
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_grid,
    a_unit,
    an_area,
    signed_in,
)

FIGURES = "/staff/figures"
SEPTEMBER, AUGUST = date(2026, 9, 1), date(2026, 8, 1)
OTHER_COMMUNITY = "330108003005"


def counted(grid, month=SEPTEMBER, **counts):
    whole = Counts(**counts)
    kept = {name: getattr(whole, name) for name in Counts.__dataclass_fields__}
    db.session.add(GridMonth(grid_id=grid.id, month=month, counted_at=clock.now(), **kept))
    db.session.flush()


def looking(client, role=Role.DISPATCHER, area_code=DISTRICT_CODE, **reach):
    person = a_clerk(role, area_code=None if reach else area_code, **reach)
    signed_in(client, person)
    client.set_cookie("lang", "en")


def bare(page):
    """Return the page's words alone, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def row_of(page, name):
    """Return the words of the row that begins with a name."""
    rows = re.findall(r"<tr>.*?</tr>", page.text, re.DOTALL)
    found = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]
    return next(row for row in found if row.removeprefix("· ").startswith(name))


def test_a_month_without_anything_says_so_and_shows_no_rate(client):
    an_area()
    looking(client)

    page = client.get(FIGURES)

    assert page.status_code == 200
    assert "Binjiang District in September 2026" in page.text
    assert "No figure yet" in page.text
    assert "%" not in bare(page)


def test_figures_stand_with_their_counts(client):
    grid = a_grid()
    counted(
        grid,
        reported=30,
        resolved=25,
        on_time=20,
        asked=24,
        answered=12,
        satisfied=9,
        stars=51,
        said=16,
        solved=14,
    )
    looking(client)

    words = bare(client.get(FIGURES))

    assert "On time 80.0% 20 of 25" in words
    assert "Answered 50.0% 12 of 24" in words
    assert "Satisfied 75.0% 9 of 12" in words
    assert "Stars 4.3 mean of 12" in words
    assert "Solved 87.5% 14 of 16" in words
    assert "How this is counted" in words


def test_nine_answers_are_counts_and_ten_are_a_rate(client):
    few, enough = a_grid(), a_grid()
    counted(few, resolved=9, on_time=9, asked=9, answered=9, satisfied=9, stars=45)
    counted(enough, resolved=10, on_time=9, asked=10, answered=10, satisfied=9, stars=45)
    looking(client, area_code=COMMUNITY_CODE, role=Role.COMMUNITY_CLERK)

    page = client.get(FIGURES)

    assert row_of(page, few.name_en).endswith("0 9 9 of 9 9 of 9 9 of 9 too few none yet")
    assert "90.0% 9 of 10" in row_of(page, enough.name_en)
    assert "4.5" in row_of(page, enough.name_en)


def test_an_area_adds_up_counts_and_never_averages_rates(client):
    quick, slow = a_grid(), a_grid(community=an_area(OTHER_COMMUNITY))
    counted(quick, reported=10, resolved=10, on_time=10)
    counted(slow, reported=90, resolved=90, on_time=0)
    looking(client)

    page = client.get(FIGURES)

    assert "100 100 10.0% 10 of 100" in row_of(page, "Binjiang District, sum")
    assert "10 10 100.0% 10 of 10" in row_of(page, "Changhe Subdistrict")


def test_a_grid_that_ended_still_counts_in_the_months_it_had(client):
    grid = a_grid()
    counted(grid, AUGUST, reported=4)
    grid.ended_on = date(2026, 9, 1)
    looking(client, area_code=COMMUNITY_CODE, role=Role.COMMUNITY_CLERK)

    assert "4" in row_of(client.get(f"{FIGURES}?month=2026-08"), grid.name_en)
    assert grid.name_en not in client.get(FIGURES).text


def test_each_level_shows_what_lies_in_it(client):
    grid = a_grid()
    looking(client)

    district, street = (client.get(f"{FIGURES}?area={c}").text for c in ("", STREET_CODE))

    assert f"area={COMMUNITY_CODE}&amp;month=2026-09" in district
    assert grid.name_en not in district
    assert grid.name_en in street


def test_another_month_shows_its_own_figures_and_the_year_up_to_it(client):
    grid = a_grid()
    counted(grid, AUGUST, reported=7)
    counted(grid, SEPTEMBER, reported=31)
    looking(client)

    august, september = (client.get(f"{FIGURES}?month=2026-{m}") for m in ("08", "09"))

    assert "Binjiang District in August 2026" in august.text
    assert row_of(august, "August 2026").startswith("August 2026 7")
    assert "31" not in bare(august)
    assert row_of(september, "September 2026").startswith("September 2026 31")
    assert row_of(september, "August 2026").startswith("August 2026 7")


def test_the_year_is_drawn_with_two_bars_a_month_and_no_style(client):
    counted(a_grid(), reported=40, resolved=10)
    looking(client)

    page = client.get(FIGURES).text
    picture = page[page.index("<svg width") : page.index("</figure>")]

    assert len(re.findall(r'<rect class="series-1"\s+x="[\d.]+"\s+y="[\d.]+"', picture)) == 13
    assert re.search(r'width="13"\s+height="120.0"', picture)
    assert re.search(r'width="13"\s+height="30.0"', picture)
    assert "style=" not in page


@pytest.mark.parametrize(
    ("role", "held_for", "widest"),
    [
        (Role.DISPATCHER, DISTRICT_CODE, "Binjiang District"),
        (Role.ADMINISTRATOR, DISTRICT_CODE, "Binjiang District"),
        (Role.STREET_CLERK, STREET_CODE, "Changhe Subdistrict"),
        (Role.COMMUNITY_CLERK, COMMUNITY_CODE, "Chunjiang Community"),
        (Role.GRID_WORKER, f"{COMMUNITY_CODE}001", "Chunjiang Community"),
    ],
)
def test_everybody_begins_with_the_widest_area_they_reach(client, role, held_for, widest):
    an_area()
    looking(client, role, held_for)

    assert f"<h1>{widest} in September 2026</h1>" in client.get(FIGURES).text


def test_a_units_clerk_sees_what_the_unit_serves(client):
    an_area()
    looking(client, Role.UNIT_CLERK, unit=a_unit(area_code=STREET_CODE))

    assert "<h1>Changhe Subdistrict in" in client.get(FIGURES).text


@pytest.mark.parametrize("code", [DISTRICT_CODE, OTHER_COMMUNITY, "999", "33010800202", "%"])
def test_what_is_out_of_reach_does_not_exist(client, code):
    an_area(OTHER_COMMUNITY)
    an_area()
    looking(client, Role.STREET_CLERK, STREET_CODE)

    page = client.get(f"{FIGURES}?area={code}")

    assert page.status_code == 404
    assert "not yours to see" in page.text


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-10", "9999-12", "x", "2026-09-01"])
def test_a_month_that_is_none_is_not_there(client, month):
    an_area()
    looking(client)

    assert client.get(f"{FIGURES}?month={month}").status_code == 404
