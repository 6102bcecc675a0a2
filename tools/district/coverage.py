"""Making the pieces one coverage: neighbours share the very same vertices, to six decimals."""

import json
import math
from collections.abc import Mapping

import shapely
import tables
from shapely import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

FINEST = 1e-6  # degrees, about 0.1 m: the last decimal that is written
WEST, SOUTH = 120.123, 30.136  # the corner from which metres are counted
METRES_NORTH = 111_320.0
METRES_EAST = METRES_NORTH * math.cos(math.radians(30.187))


def district() -> Polygon:
    """Return the district's outline, without the loops that crossed themselves in the source."""
    source = json.loads((tables.INPUTS / "district-boundary.geojson").read_text("utf-8"))
    outline = shapely.make_valid(shapely.geometry.shape(source["features"][0]["geometry"]))
    return max(shapely.get_parts(outline), key=lambda part: part.area)


def to_metres(shape: BaseGeometry) -> BaseGeometry:
    """Return the shape in metres, so that lengths east and north can be compared."""
    scale = (METRES_EAST, METRES_NORTH)
    return shapely.transform(shape, lambda points: (points - (WEST, SOUTH)) * scale)


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return the shape in degrees again."""
    scale = (METRES_EAST, METRES_NORTH)
    return shapely.transform(shape, lambda points: points / scale + (WEST, SOUTH))


def joined(pieces: Mapping[str, BaseGeometry]) -> dict[str, Polygon]:
    """Return the pieces with common vertices, each in one part.

    All borders are laid over each other on the finest grid and the faces
    between them are given back to their pieces. A face cut off from its piece
    by a bay in the outline goes to the neighbour with the longest common border.
    """
    lines = [piece.boundary for piece in pieces.values()]
    faces = list(polygonize(shapely.get_parts(shapely.unary_union(lines, grid_size=FINEST))))
    parts: dict[str, list[Polygon]] = {name: [] for name in pieces}
    for face in faces:
        parts[_owner(face, pieces)].append(face)
    whole, loose = _largest(parts)
    for face in loose:
        neighbour = max(whole, key=lambda name: whole[name].intersection(face).length)
        whole[neighbour] = shapely.union(whole[neighbour], face, grid_size=FINEST)
    return _written(whole)


def _owner(face: Polygon, pieces: Mapping[str, BaseGeometry]) -> str:
    """Return the piece in which the face lies."""
    inside = face.representative_point()
    return min(pieces, key=lambda name: pieces[name].distance(inside))


def _largest(parts: dict[str, list[Polygon]]) -> tuple[dict[str, Polygon], list[Polygon]]:
    """Return the largest face of every piece, and the faces that are left over."""
    ordered = {name: sorted(own, key=lambda f: -f.area) for name, own in parts.items()}
    whole = {name: own[0] for name, own in ordered.items()}
    return whole, [face for own in ordered.values() for face in own[1:]]


def _written(whole: dict[str, Polygon]) -> dict[str, Polygon]:
    """Return each outline as it is written: rounded, anticlockwise, from its lowest vertex."""
    rounded = (shapely.transform(shape, lambda p: p.round(6)) for shape in whole.values())
    return {
        name: shapely.orient_polygons(shapely.normalize(shape))
        for name, shape in zip(whole, rounded, strict=True)
    }
