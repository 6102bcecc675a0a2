"""Finding a grid by a name, a road, initials, or a spot; clues follow what grids are called."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.accounts.rules import Role
from portal.db import db
from portal.grids.actions import add_place, end_place, note_clues
from portal.grids.jobs import look_through_clues
from portal.grids.models import GridClue
from portal.grids.queries import MOST_FOUND, all_grids, grids_named, grids_near
from portal.grids.rules import PlaceKind
from portal.grids.rules.clues import LONGEST, asked_clues, clues_of, number_typed
from tests.factories import a_clerk, a_grid

TODAY = date(2026, 9, 21)


@pytest.fixture
def grids(app):
    """Three grids with names of their own."""
    made = [
        a_grid(name="春江社区第1网格", name_en="Chunjiang Grid 1", scope="东至江陵路，南至滨康路"),
        a_grid(name="江南豪园", name_en="Jiangnan Garden", scope="西至时代大道"),
        a_grid(name="绿城・明月江南", name_en="Moonlit South", scope="北至滨盛路与江陵路"),
    ]
    note_clues(made)
    db.session.flush()
    return made


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("江陵路", [0, 2], id="a road in the service area"),
        pytest.param("陵路", [0, 2], id="the end of a road"),
        pytest.param("江南", [1, 2], id="part of an estate's name"),
        pytest.param("明月江南", [2], id="a name with a mark in it"),
        pytest.param("绿城明月", [], id="two names run together across a mark"),
        pytest.param("jnhy", [1], id="initials"),
        pytest.param("JLL", [0, 2], id="initials of a road, in capitals"),
        pytest.param("ＪＬＬ", [0, 2], id="full-width letters"),
        pytest.param("江陵路 滨康路", [0], id="two roads"),
        pytest.param("江陵路198号", [0, 2], id="a road with a house number"),
        pytest.param("江南豪园12幢3单元", [1], id="an estate with a house"),
        pytest.param("moonlit", [2], id="an English word"),
        pytest.param("长河街道春江社区第1网格", [0], id="the whole chain of names"),
        pytest.param("春江社区", [0, 1, 2], id="the community"),
        pytest.param("没有这里", [], id="nothing"),
        pytest.param("%", [], id="a mark"),
        pytest.param("_", [], id="another mark"),
        pytest.param("", [], id="empty"),
        pytest.param("'; DROP TABLE grids; --", [], id="something wicked"),
        pytest.param("江" * 5000, [], id="far too much"),
        pytest.param("\x01\x02\ufeff", [], id="control characters"),
    ],
)
def test_a_grid_is_found_by_what_people_type(grids, typed, found):
    assert sorted(grid.id for grid in grids_named(typed)) == [grids[n].id for n in found]


def test_grids_that_are_called_so_come_before_those_where_a_road_is(app):
    by_road, by_name = a_grid(scope="东至江汉路"), a_grid(name="江汉里")
    note_clues([by_road, by_name])

    assert grids_named("江汉") == [by_name, by_road]


def test_a_grid_that_ended_is_not_found(grids):
    grids[1].ended_on = TODAY

    assert grids_named("江南豪园") == []


def test_no_more_are_found_than_are_shown_and_one(app):
    note_clues([a_grid(name=f"同名{n}里") for n in range(MOST_FOUND + 5)])

    assert len(grids_named("同名")) == MOST_FOUND + 1


def test_a_new_name_is_found_at_once_and_the_old_one_no_more(grids):
    grids[1].name = "西子湾"
    note_clues([grids[1]])

    assert grids_named("西子") == [grids[1]]
    assert grids_named("豪园") == []


def test_clues_that_are_right_stay_as_they_are(grids):
    before = db.session.scalar(select(func.count()).select_from(GridClue))

    assert note_clues(grids) == 0
    assert db.session.scalar(select(func.count()).select_from(GridClue)) == before


def test_the_daily_look_makes_what_an_upgrade_left_out(grids):
    db.session.execute(GridClue.__table__.delete())
    assert grids_named("江陵路") == []

    look_through_clues()

    assert grids_named("江陵路") == [grids[0], grids[2]]


def test_places_of_the_round_are_clues_until_they_end(grids):
    worker = a_clerk(Role.GRID_WORKER, area_code=grids[0].code)
    place = add_place(
        grids[0],
        kind=PlaceKind.PARK,
        name="口袋公园",
        name_en="Pocket Park",
        position=None,
        by=worker,
        today=TODAY,
    )
    assert grids_named("kdgy") == [grids[0]]

    end_place(place, today=TODAY)

    assert grids_named("口袋公园") == []


def test_an_import_makes_its_grids_findable(app):
    from portal.district.loading import load_district

    load_district(TODAY)

    assert len(all_grids()) > 300
    assert [grid.name for grid in grids_named("天官社区第1网格")] == ["天官社区第1网格"]
    assert all("天官" in grid.name for grid in grids_named("tgsq"))


def a_square(west, south, wide=0.01):
    east, north = west + wide, south + wide
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_the_grid_around_somebody_comes_first_and_then_those_next_door(app):
    here, beside = a_grid(outline=a_square(121.5, 31.5)), a_grid(outline=a_square(121.51, 31.5))
    a_grid(outline=a_square(121.6, 31.5))
    note_clues(all_grids())

    near = grids_near((121.509, 31.505))

    assert [each.grid for each in near] == [here, beside]
    assert near[0].metres == 0
    assert 80 <= near[1].metres <= 110


def test_outside_every_grid_the_nearest_are_offered(app):
    grid = a_grid(outline=a_square(121.5, 31.5))
    note_clues([grid])

    near = grids_near((121.53, 31.505))

    assert [each.grid for each in near] == [grid]
    assert 1_800 <= near[0].metres <= 2_000


@pytest.mark.parametrize("spot", [(0.0, 0.0), (-180.0, -90.0), (180.0, 90.0), (121.7, 31.5)])
def test_far_away_nothing_is_near(app, spot):
    note_clues([a_grid(outline=a_square(121.5, 31.5))])

    assert grids_near(spot) == []


def test_a_hole_belongs_to_whoever_lies_in_it(app):
    inner = [[121.502, 31.502], [121.508, 31.502], [121.508, 31.508], [121.502, 31.508]]
    around = a_grid(outline=[[a_square(121.5, 31.5), inner], [a_square(121.55, 31.5)]])
    inside = a_grid(outline=inner)
    note_clues([around, inside])

    assert grids_near((121.505, 31.505))[0].grid == inside
    assert grids_near((121.501, 31.501))[0].grid == around
    assert grids_near((121.555, 31.505))[0].grid == around


def test_a_grid_without_an_outline_is_found_by_name_only(app):
    grid = a_grid(name="无界里", outline=None)
    note_clues([grid])

    assert grids_named("无界") == [grid]
    assert grids_near((120.205, 30.205)) == []


def test_an_outline_as_large_as_the_earth_is_found_too(app):
    wide = [[-179, -89], [179, -89], [179, 89], [-179, 89], [-179, -89]]
    grid = a_grid(outline=wide)

    note_clues([grid])

    assert [each.grid for each in grids_near((0.0, 0.0))] == [grid]


@given(st.text(max_size=60))
def test_every_name_is_found_by_its_own_beginning(name):
    clues = clues_of([name])

    for words in asked_clues(name)[:1]:
        for each in words:
            assert any(clue.startswith(each[:LONGEST]) for clue in clues)


@given(st.text(max_size=400))
def test_what_is_looked_for_is_short_whatever_was_typed(typed):
    for words in asked_clues(typed):
        assert len(words) <= 4
        assert all(0 < len(word) <= LONGEST for word in words)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        *(("002-021-004", "002021004"), (" 002 021 004 ", "002021004"), ("002021004", "002021004")),
        *(("００２－０２１－００４", "002021004"), ("330108002021004", "330108002021004")),
        *(("002-021", None), ("第1网格", None), ("12345", None), ("", None)),
    ],
)
def test_a_number_is_known_with_and_without_dashes(typed, digits):
    assert number_typed(typed) == digits
