"""What is true of a spot on the earth and of outlines: whether it lies inside, and how far off.

An outline is one ring, a polygon with holes, or several polygons: whatever
GeoJSON has, with or without its wrapping.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

Spot = tuple[float, float]  # longitude, latitude
Ring = Sequence[Spot]

A_DEGREE = 111_200  # metres of latitude
FINEST, MOST_SQUARES = 0.01, 64  # about a kilometre; a larger outline lies in larger squares
SIZES = (FINEST, 0.25, 6.0)  # of squares, in degrees
EVERYWHERE = "@"  # what lies in too many squares of every size


def spot_said(lon: str, lat: str) -> Spot | None:
    """Return the spot that two numbers name, or None if they name none on the earth.

    >>> spot_said("120.2", "30.21"), spot_said("here", "30"), spot_said("inf", "0")
    ((120.2, 30.21), None, None)
    """
    try:
        x, y = float(lon[:30]), float(lat[:30])
    except ValueError:
        return None
    is_there = math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 90
    return (x, y) if is_there else None


def rings_of(outline: Any) -> list[Ring]:
    """Return all rings of an outline: of its parts and of its holes."""
    if isinstance(outline, dict):
        outline = outline.get("coordinates")
    if not outline:
        return []
    if isinstance(outline[0][0], int | float):
        return [[(float(corner[0]), float(corner[1])) for corner in outline]]
    return [ring for part in outline for ring in rings_of(part)]


def middle_of(rings: Sequence[Ring]) -> Spot | None:
    """Return about the middle of an area: the mean of its corners, or None where it has none.

    >>> middle_of([[(120.2, 30.2), (120.4, 30.2), (120.4, 30.4), (120.2, 30.4), (120.2, 30.2)]])
    (120.3, 30.3)
    """
    corners = [corner for ring in rings for corner in ring[:-1]]
    if not corners:
        return None
    lons, lats = zip(*corners, strict=True)
    return round(sum(lons) / len(lons), 5), round(sum(lats) / len(lats), 5)


def lies_inside(rings: Sequence[Ring], spot: Spot) -> bool:
    """Say whether a spot lies in an area: inside an odd number of its rings, or on its border.

    >>> square, hole = [(0, 0), (4, 0), (4, 4), (0, 4)], [(1, 1), (3, 1), (3, 3), (1, 3)]
    >>> [lies_inside([square, hole], spot) for spot in ((0.5, 2), (2, 2), (4, 2), (5, 2))]
    [True, False, True, False]
    """
    x, y = spot
    is_inside = False
    for (x0, y0), (x1, y1) in _sides(rings):
        turn = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
        if turn == 0 and min(x0, x1) <= x <= max(x0, x1) and min(y0, y1) <= y <= max(y0, y1):
            return True
        if (y0 > y) != (y1 > y) and (turn > 0) == (y1 > y0):
            is_inside = not is_inside
    return is_inside


def metres_to(rings: Sequence[Ring], spot: Spot) -> float:
    """Return how far a spot is from an area, 0 inside; the earth is flat for so short a way."""
    if lies_inside(rings, spot):
        return 0.0
    wide = A_DEGREE * max(math.cos(math.radians(spot[1])), 1e-9)
    flat = [[((x - spot[0]) * wide, (y - spot[1]) * A_DEGREE) for x, y in ring] for ring in rings]
    return min((_from_origin(a, b) for a, b in _sides(flat)), default=math.inf)


def squares_of(rings: Sequence[Ring]) -> set[str]:
    """Return the squares in which an area lies, as large as it takes for few of them."""
    if not rings:
        return set()
    lons, lats = zip(*(spot for ring in rings for spot in ring), strict=True)
    for size in SIZES:
        xs, ys = (_steps(min(along), max(along), size) for along in (lons, lats))
        if len(xs) * len(ys) <= MOST_SQUARES:
            return {_square(size, x, y) for x in xs for y in ys}
    return {EVERYWHERE}


def squares_around(spot: Spot, finest: int) -> set[str]:
    """Return the squares of all sizes around a spot, so many of the finest to each side."""
    found = {EVERYWHERE}
    for size in SIZES:
        reach = finest if size == FINEST else 1
        x, y = (math.floor(along / size) for along in spot)
        near = range(-reach, reach + 1)
        found |= {_square(size, x + east, y + north) for east in near for north in near}
    return found


def _steps(least: float, most: float, size: float) -> range:
    return range(math.floor(least / size), math.floor(most / size) + 1)


def _square(size: float, x: int, y: int) -> str:
    return f"{EVERYWHERE}{size:g}:{x}:{y}"


def _sides(rings: Sequence[Ring]) -> Iterator[tuple[Spot, Spot]]:
    for ring in rings:
        yield from pairwise([*ring, ring[0]])


def _from_origin(a: Spot, b: Spot) -> float:
    (x, y), (wide, high) = a, (b[0] - a[0], b[1] - a[1])
    length = wide * wide + high * high
    part = 0.0 if length == 0 else min(1.0, max(0.0, -(x * wide + y * high) / length))
    return math.hypot(x + part * wide, y + part * high)
