"""The outline on boards and board pages, and the codes that boards carry."""

import re
from math import cos, pi, radians, sin

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from portal.boards.rules import CODE_LETTERS, Box, is_code, new_code, outline_path

BOX = Box(136, 98, 13)
HALF_A_STEP = 0.01  # paths are rounded to hundredths


def star(lon, lat, radii):
    """Return a ring around a place with its corners at these distances, in degrees."""
    turns = [2 * pi * n / len(radii) for n in range(len(radii))]
    return [(lon + r * cos(t), lat + r * sin(t)) for t, r in zip(turns, radii, strict=True)]


def corners(path):
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def extent(points):
    xs, ys = zip(*points, strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


radii = st.lists(st.floats(0.0005, 0.02), min_size=3, max_size=40)
rings = st.builds(star, st.floats(74, 134), st.floats(18, 53), radii)


@given(rings, st.lists(rings, max_size=4))
def test_nothing_is_drawn_outside_the_box(ring, others):
    outline = outline_path(ring, [("Next", other) for other in others], BOX)

    for x, y in corners(outline.own):
        assert BOX.margin - HALF_A_STEP <= x <= BOX.width - BOX.margin + HALF_A_STEP
        assert BOX.margin - HALF_A_STEP <= y <= BOX.height - BOX.margin + HALF_A_STEP
    for other in outline.others:
        points = [*corners(other.path), (other.x, other.y)]
        assert all(0 <= x <= BOX.width and 0 <= y <= BOX.height for x, y in points)


@given(rings)
def test_the_outline_fills_the_box_in_one_direction_and_keeps_its_aspect(ring):
    wide, high = extent(ring)
    middle = (max(lat for _, lat in ring) + min(lat for _, lat in ring)) / 2
    assume(0.05 < wide / high < 20)

    drawn_wide, drawn_high = extent(corners(outline_path(ring, [], BOX).own))

    assert drawn_wide / drawn_high == pytest.approx(wide * cos(radians(middle)) / high, rel=0.01)
    room = BOX.width - 2 * BOX.margin, BOX.height - 2 * BOX.margin
    assert max(drawn_wide / room[0], drawn_high / room[1]) == pytest.approx(1, abs=0.001)


@given(rings, rings)
def test_the_same_rings_give_the_same_outline_closed_or_not(ring, other):
    drawn = outline_path(ring, [("Next", other)], BOX)

    closed = outline_path([*ring, ring[0]], [("Next", [*other, other[0]])], BOX)

    assert closed == drawn


def test_north_is_up_and_east_is_right():
    north_east_corner = [(120.0, 30.0), (120.1, 30.1), (120.1, 30.0)]

    points = corners(outline_path(north_east_corner, [], BOX).own)

    assert points[1] == (max(x for x, _ in points), min(y for _, y in points))


def test_a_name_stands_inside_its_area_even_where_the_middle_does_not():
    south_and_east = [(-2, -0.6), (1.3, -0.6), (1.3, 3), (1.2, 3), (1.2, -0.2), (-2, -0.2)]

    (name,) = outline_path(
        [(0, 0), (1, 0), (1, 1), (0, 1)], [("L", south_and_east)], Box(100, 100, 30)
    ).others

    assert name.y > 100 - 30
    assert name.room > 50


@pytest.mark.parametrize(
    "ring",
    [
        pytest.param([], id="nothing"),
        pytest.param([(120, 30), (121, 31)], id="a line"),
        pytest.param([(120, 30), (121, 30), (122, 30)], id="corners in a row"),
    ],
)
def test_a_ring_without_an_area_is_refused(ring):
    with pytest.raises(ValueError, match="an outline needs"):
        outline_path(ring, [], BOX)


def test_neighbours_without_a_shape_or_out_of_sight_are_left_out():
    far = star(100, 10, [0.01] * 5)

    assert outline_path(star(120, 30, [0.01] * 6), [("None", []), ("Far", far)], BOX).others == ()


@given(st.binary(min_size=8, max_size=32))
@example(b"\xff" * 8)
def test_a_new_code_is_a_code(random_bytes):
    assert is_code(new_code(random_bytes))


def test_codes_use_no_letter_that_is_misread():
    assert not set("0O1ILU") & set(CODE_LETTERS)
    assert len(set(CODE_LETTERS)) == 30


def test_a_code_from_too_little_chance_is_refused():
    with pytest.raises(ValueError, match="eight random bytes"):
        new_code(b"seven..")


@pytest.mark.parametrize("text", ["", "7K3M9", "7K3M9QQ", "7K3M9Q\n", "７K3M9Q", "7K3M9O"])
def test_other_texts_are_no_codes(text):
    assert not is_code(text)
