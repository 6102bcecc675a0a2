"""What is true of an outline: one closed ring on the earth that does not cross itself."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from portal.grids.rules.values import Wrong

FEWEST_POINTS = 4  # a triangle and its first corner again
MOST_POINTS = 2000
FINENESS = 10**7  # a centimetre: corners are compared as whole numbers, exactly

Point = tuple[int, int]
Side = tuple[Point, Point]


def outline_of(geometry: Any) -> list[list[float]] | None:
    """Return the outer ring of a GeoJSON polygon, or None where there is no geometry."""
    if geometry is None:
        return None
    if not isinstance(geometry, dict):
        raise Wrong("the geometry is not GeoJSON")
    rings = geometry.get("coordinates")
    kind = geometry.get("type")
    if kind == "MultiPolygon" and isinstance(rings, list) and len(rings) == 1:
        kind, rings = "Polygon", rings[0]
    if kind != "Polygon" or not isinstance(rings, list) or not rings:
        raise Wrong(f"the geometry is a {str(kind)[:30]}, it must be one polygon")
    if len(rings) > 1:
        raise Wrong("the polygon has holes, an outline is one ring")
    return ring_of(rings[0])


def ring_of(corners: Any) -> list[list[float]]:
    """Return a ring of [longitude, latitude] that is closed, on the earth and simple."""
    if not isinstance(corners, list) or len(corners) < FEWEST_POINTS:
        raise Wrong(f"the outline has fewer than {FEWEST_POINTS} points")
    if len(corners) > MOST_POINTS:
        raise Wrong(f"the outline has {len(corners)} points, it may have {MOST_POINTS}")
    ring = [_corner(corner) for corner in corners]
    if ring[0] != ring[-1]:
        raise Wrong("the outline does not close: its last point must be its first")
    _refuse_crossing([(round(x * FINENESS), round(y * FINENESS)) for x, y in ring])
    return ring


def _corner(corner: Any) -> list[float]:
    are_numbers = isinstance(corner, list) and all(
        isinstance(part, int | float) and not isinstance(part, bool) and math.isfinite(part)
        for part in corner[:2]
    )
    if not are_numbers or len(corner) < 2:
        raise Wrong("a point of the outline is not a longitude and a latitude")
    if abs(corner[0]) > 180 or abs(corner[1]) > 90:
        raise Wrong(
            f"the point {corner[0]}, {corner[1]} is not on the earth: longitude comes first"
        )
    return [float(corner[0]), float(corner[1])]


def _refuse_crossing(points: Sequence[Point]) -> None:
    corners = [here for here, there in pairwise(points) if here != there]
    if len(corners) < FEWEST_POINTS - 1:
        raise Wrong("the outline encloses no area")
    sides = list(pairwise([*corners, corners[0]]))
    order = sorted(range(len(sides)), key=lambda n: min(sides[n][0][0], sides[n][1][0]))
    for place, n in enumerate(order):
        right = max(sides[n][0][0], sides[n][1][0])
        for m in order[place + 1 :]:
            if min(sides[m][0][0], sides[m][1][0]) > right:
                break
            if _meet_wrongly(sides, n, m):
                raise Wrong("the outline crosses or touches itself")


def _meet_wrongly(sides: list[Side], n: int, m: int) -> bool:
    """Say whether two sides meet anywhere but at the corner that neighbours share."""
    first, second = sorted((n, m))
    (a, b), (c, d) = sides[first], sides[second]
    if b == c and second == first + 1:
        return _turn(a, b, d) == 0 and _runs_back(a, b, d)
    if d == a and first == 0 and second == len(sides) - 1:
        return _turn(c, d, b) == 0 and _runs_back(c, d, b)
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    tips = ((c, a, b), (d, a, b), (a, c, d), (b, c, d))
    return any(turn == 0 and _is_between(*tip) for turn, tip in zip(turns, tips, strict=True))


def _turn(a: Point, b: Point, c: Point) -> int:
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (cross > 0) - (cross < 0)


def _runs_back(a: Point, b: Point, c: Point) -> bool:
    """Say whether the way from b to c, in line with a and b, leads back over the way from a."""
    return (c[0] - b[0]) * (a[0] - b[0]) + (c[1] - b[1]) * (a[1] - b[1]) > 0


def _is_between(point: Point, a: Point, b: Point) -> bool:
    """Say whether a point in line with a and b lies between them."""
    return min(a[0], b[0]) <= point[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= point[1] <= max(
        a[1], b[1]
    )
