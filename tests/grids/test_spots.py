"""Whether a spot lies in an outline, with holes and several parts, and how far off it is."""

import math

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.grids.queries.finding import FAR
from portal.grids.rules.spots import (
    A_DEGREE,
    lies_inside,
    metres_to,
    rings_of,
    spot_said,
    squares_around,
    squares_of,
)

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]
FAR_PART = [[10, 0], [12, 0], [12, 2], [10, 2], [10, 0]]

lons = st.floats(120.0, 120.4).map(lambda x: round(x, 6))
lats = st.floats(30.0, 30.4).map(lambda x: round(x, 6))
spots = st.tuples(lons, lats)


def around(spot, wide, high):
    (x, y), corners = spot, ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [(x + wide * east, y + high * north) for east, north in corners]


@pytest.mark.parametrize(
    "outline",
    [
        pytest.param(SQUARE, id="one ring"),
        pytest.param([SQUARE], id="a polygon"),
        pytest.param([[SQUARE]], id="polygons"),
        pytest.param({"type": "Polygon", "coordinates": [SQUARE]}, id="GeoJSON"),
    ],
)
def test_an_outline_may_be_written_in_any_way_that_geojson_has(outline):
    rings = rings_of(outline)

    assert rings == [[(float(x), float(y)) for x, y in SQUARE]]


@pytest.mark.parametrize("outline", [None, [], {}, {"type": "Polygon", "coordinates": []}, [[]]])
def test_no_outline_holds_nothing_and_is_endlessly_far(outline):
    rings = [] if outline == [[]] else rings_of(outline)

    assert not lies_inside(rings, (0, 0))
    assert metres_to(rings, (0, 0)) == math.inf
    assert squares_of(rings) == set()


@pytest.mark.parametrize(
    ("spot", "is_inside"),
    [
        pytest.param((0.5, 2), True, id="between the outline and its hole"),
        pytest.param((2, 2), False, id="in the hole"),
        pytest.param((11, 1), True, id="in the other part"),
        pytest.param((7, 1), False, id="between the parts"),
        pytest.param((4, 2), True, id="on the border"),
        pytest.param((1, 2), True, id="on the border of the hole"),
        pytest.param((0, 0), True, id="on a corner"),
        pytest.param((5, 0), False, id="in line with a side"),
    ],
)
def test_holes_are_outside_and_all_parts_and_borders_inside(spot, is_inside):
    rings = rings_of([[SQUARE, HOLE], [FAR_PART]])

    assert lies_inside(rings, spot) is is_inside
    assert (metres_to(rings, spot) == 0) is is_inside


turns = st.lists(st.integers(0, 359), min_size=3, max_size=12, unique=True).map(sorted)


@st.composite
def stars(draw):
    """Draw corners at rising angles round a point: an outline that seldom crosses itself."""
    middle, angles = draw(spots), draw(turns)
    ways = draw(st.lists(st.floats(0.01, 0.2), min_size=len(angles), max_size=len(angles)))
    return [
        (middle[0] + way * math.cos(math.radians(a)), middle[1] + way * math.sin(math.radians(a)))
        for way, a in zip(ways, angles, strict=True)
    ]


@given(stars(), spots)
def test_inside_is_what_shapely_says(corners, spot):
    polygon = shapely.Polygon(corners)
    assume(polygon.is_valid and polygon.area > 1e-6)
    assume(polygon.exterior.distance(shapely.Point(spot)) > 1e-7)

    assert lies_inside([corners], spot) is polygon.covers(shapely.Point(spot))


@given(spots, st.floats(0.001, 0.05), spots, st.floats(0.001, 0.05), spots)
def test_two_parts_with_a_hole_are_what_shapely_says(middle, wide, other, high, spot):
    outer, hole = around(middle, wide, high), around(middle, wide / 2, high / 2)
    part = around(other, high / 3, wide / 3)
    area = shapely.MultiPolygon([(outer, [hole]), (part, [])])
    assume(area.is_valid and area.boundary.distance(shapely.Point(spot)) > 1e-7)

    assert lies_inside(rings_of([[outer, hole], [part]]), spot) is area.covers(shapely.Point(spot))


@given(spots, st.floats(0.001, 0.05), spots)
def test_the_way_to_an_area_is_what_shapely_measures_on_the_flat(middle, wide, spot):
    ring = around(middle, wide, wide)
    narrow = math.cos(math.radians(spot[1]))
    flat = shapely.Polygon([((x - spot[0]) * narrow, y - spot[1]) for x, y in ring])

    expected = flat.distance(shapely.Point(0, 0)) * A_DEGREE

    assert metres_to([ring], spot) == pytest.approx(expected, abs=0.01)


@given(spots, st.floats(0.0001, 60), spots)
def test_whoever_stands_inside_is_met_in_a_square_around(middle, wide, spot):
    ring = around(middle, wide, wide)
    assume(lies_inside([ring], spot))

    assert squares_of([ring]) & squares_around(spot, 0)


@given(spots, st.floats(0.0001, 60))
def test_an_area_lies_in_few_squares_however_large_it_is(middle, wide):
    assert 1 <= len(squares_of([around(middle, wide, wide)])) <= 64


offsets = st.tuples(st.floats(-0.07, 0.07), st.floats(-0.07, 0.07))
NORTHERNMOST = 23.0  # degrees further north than here: there a degree of longitude is shortest


@given(spots, st.floats(0.0001, 0.03), offsets, st.floats(0, NORTHERNMOST))
def test_whoever_is_near_is_met_in_the_squares_further_around(middle, wide, offset, north):
    middle = (middle[0], middle[1] + north)
    ring, spot = around(middle, wide, wide), (middle[0] + offset[0], middle[1] + offset[1])

    assert metres_to([ring], spot) > FAR or squares_of([ring]) & squares_around(spot, 5)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        *(("", ""), ("here", "there"), ("nan", "1"), ("1", "-inf"), ("181", "0"), ("0", "91")),
        *(
            ("1e400", "0"),
            ("9" * 5000, "0"),
            ("120.2\0", "30.2"),
            ("１２０,2", "30"),
            ("0x10", "0"),
        ),
    ],
)
def test_what_is_no_place_on_the_earth_is_no_spot(lon, lat):
    assert spot_said(lon, lat) is None


@given(st.text(), st.text())
def test_any_words_are_a_spot_on_the_earth_or_none(lon, lat):
    spot = spot_said(lon, lat)

    assert spot is None or (abs(spot[0]) <= 180 and abs(spot[1]) <= 90)
