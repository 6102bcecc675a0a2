"""What is true of the outline that a board shows: a grid among its neighbours, in a frame."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import cos, dist, radians
from typing import Any, NamedTuple

LABEL_HEIGHT = 0.07  # of the box: a line of small text with some air
LABEL_LINES = 15  # heights at which a place for a name is looked for

Point = tuple[float, float]
Ring = Sequence[Point]
Rings = Sequence[
    Ring
]  # outlines of parts and of holes alike: what an odd number encloses is inside


class Box(NamedTuple):
    """The frame of a map; the grid itself keeps `margin` away from its edges."""

    width: float
    height: float
    margin: float = 0


@dataclass(frozen=True)
class Neighbour:
    """A neighbouring grid as far as it shows, and where its name has `room`, centred on x, y."""

    name: str
    path: str
    x: float
    y: float
    room: float


@dataclass(frozen=True)
class Outline:
    """A grid's outline as SVG paths, in the units of its box."""

    own: str
    x: float
    y: float
    room: float
    others: tuple[Neighbour, ...]
    width: float
    height: float


def rings_of(outline: Sequence[Any] | None) -> list[Ring]:
    """Return the rings of an outline, which may be one ring, a list of rings, or a list of lists.

    >>> rings_of([(0, 0), (1, 0), (1, 1)])
    [[(0, 0), (1, 0), (1, 1)]]
    >>> len(rings_of([[[(0, 0), (9, 0), (9, 9)], [(1, 1), (2, 1), (2, 2)]], [[(20, 0), (30, 0)]]]))
    3
    """
    if not outline:
        return []
    if isinstance(outline[0], Sequence) and outline[0] and isinstance(outline[0][0], int | float):
        return [[(corner[0], corner[1]) for corner in outline]]
    return [ring for part in outline for ring in rings_of(part)]


def outline_path(
    outline: Sequence[Any], neighbours: Iterable[tuple[str, Sequence[Any]]], box: Box
) -> Outline:
    """Return a lon/lat outline, of one ring or several, as large as the box allows and centred.

    North is up and a degree of longitude is shortened by cos(latitude), which
    for the few kilometres of a grid is as good as an equal-area projection.
    Neighbours are cut at the frame; those that do not reach it are left out.
    Fill the paths by the even-odd rule: a ring within a ring is a hole.

    >>> square = [(120.0, 0.0), (120.0, 2.0), (122.0, 2.0), (122.0, 0.0)]
    >>> east = [(122.0, 0.0), (122.0, 2.0), (130.0, 2.0), (130.0, 0.0)]
    >>> outline = outline_path(square, [("East", east)], Box(40, 20, 5))
    >>> outline.own
    'M15 15L15 5L25 5L25 15Z'
    >>> outline.others
    (Neighbour(name='East', path='M40 15L25 15L25 5L40 5Z', x=32.5, y=10.0, room=15.0),)
    """
    rings = [ring for ring in rings_of(outline) if len(ring) > 2]
    if not rings:
        raise ValueError("an outline needs at least three corners")
    place = _Placing.of([corner for ring in rings for corner in ring], box)
    own = [place.all(ring) for ring in rings]
    line = box.height * LABEL_HEIGHT
    seen = ((name, _seen(place, around, box)) for name, around in neighbours)
    others = (Neighbour(name, _paths(cut), *_label(cut, line)) for name, cut in seen if cut)
    return Outline(_paths(own), *_label(own, line), tuple(others), box.width, box.height)


def _seen(place: "_Placing", outline: Sequence[Any], box: Box) -> list[list[Point]]:
    """Return what of a neighbour's rings lies within the frame."""
    cut = (_cut_at_frame(place.all(ring), box) for ring in rings_of(outline))
    return [ring for ring in cut if len(ring) > 2]


@dataclass(frozen=True)
class _Placing:
    """How lon/lat becomes a point in the box."""

    lon: float
    lat: float
    shorter: float
    scale: float
    box: Box

    @classmethod
    def of(cls, ring: Ring, box: Box) -> "_Placing":
        lons, lats = zip(*ring, strict=True)
        lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
        shorter = max(cos(radians(lat)), 1e-9)
        wide, high = (max(lons) - min(lons)) * shorter, max(lats) - min(lats)
        if not wide * high:
            raise ValueError("an outline needs an area")
        room = box.width - 2 * box.margin, box.height - 2 * box.margin
        return cls(lon, lat, shorter, min(room[0] / wide, room[1] / high), box)

    def all(self, ring: Ring) -> list[Point]:
        corners = ring[:-1] if ring[:1] == ring[-1:] else ring
        return [self._one(*corner) for corner in corners]

    def _one(self, lon: float, lat: float) -> Point:
        x = self.box.width / 2 + (lon - self.lon) * self.shorter * self.scale
        y = self.box.height / 2 - (lat - self.lat) * self.scale
        return round(x, 2), round(y, 2)


def _cut_at_frame(ring: list[Point], box: Box) -> list[Point]:
    """Return the part of a ring inside the frame, cut at one edge after the other."""
    for axis, limit, inward in ((0, 0, 1), (0, box.width, -1), (1, 0, 1), (1, box.height, -1)):
        ring = list(_cut(ring, axis, limit, inward))
    return [
        corner for corner, last in zip(ring, ring[-1:] + ring[:-1], strict=True) if corner != last
    ]


def _cut(ring: list[Point], axis: int, limit: float, inward: int) -> Iterator[Point]:
    for here, there in pairwise(ring[-1:] + ring):
        was_in, is_in = ((p[axis] - limit) * inward >= 0 for p in (here, there))
        if was_in != is_in:
            part = (limit - here[axis]) / (there[axis] - here[axis])
            along = round(here[1 - axis] + part * (there[1 - axis] - here[1 - axis]), 2)
            yield (limit, along) if axis == 0 else (along, limit)
        if is_in:
            yield there


def _label(rings: list[list[Point]], height: float) -> tuple[float, float, float]:
    """Return where a line of text of that height has most room inside, and how much.

    Places near the middle are preferred, so that a name does not sit in a
    corner for the sake of a little more room.
    """
    heights = [y for ring in rings for _, y in ring]
    top, bottom = min(heights), max(heights)
    best = (0.0, *rings[0][0], 0.0)
    for line in range(1, LABEL_LINES + 1):
        y = top + (bottom - top) * line / (LABEL_LINES + 1)
        nearness = 1 - abs(2 * line / (LABEL_LINES + 1) - 1) / 2
        for left, right in _clear(rings, y, height / 2):
            best = max(best, ((right - left) * nearness, (left + right) / 2, y, right - left))
    return round(best[1], 2), round(best[2], 2), round(best[3], 2)


def _clear(rings: list[list[Point]], y: float, half: float) -> Iterator[Point]:
    """Return the stretches that lie inside at, just above and just below a height."""
    above, below = (list(_inside(rings, y + dy)) for dy in (-half, half))
    for stretch, over, under in product(_inside(rings, y), above, below):
        left, right = (
            max(s[0] for s in (stretch, over, under)),
            min(s[1] for s in (stretch, over, under)),
        )
        if left < right:
            yield left, right


def _inside(rings: list[list[Point]], y: float) -> Iterator[Point]:
    """Return the stretches of a height that lie inside an odd number of rings."""
    crossings = sorted(
        x0 + (y - y0) / (y1 - y0) * (x1 - x0)
        for ring in rings
        for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]])
        if (y0 > y) != (y1 > y)
    )
    return zip(crossings[::2], crossings[1::2], strict=True)


def _paths(rings: list[list[Point]]) -> str:
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z" for ring in rings)


@dataclass(frozen=True)
class Sketch:
    """Many outlines in one small picture: a path for each, in whole units of its box."""

    paths: dict[str, str]
    width: int
    height: int


def sketch(outlines: Iterable[tuple[str, Sequence[Any]]], width: int, *, off: float) -> Sketch:
    """Return outlines by name as light SVG paths; a line may stray by `off` units of the width.

    For a district at a glance: corners that nobody would see are left out.

    >>> square = [(120.0, 0.0), (120.0, 2.0), (121.0, 2.01), (122.0, 2.0), (122.0, 0.0)]
    >>> sketch([("North", square)], 100, off=2)
    Sketch(paths={'North': 'M0 101l0-100 100 0 0 100z'}, width=100, height=101)
    """
    parts = [
        (name, [ring for ring in rings_of(outline) if len(ring) > 2]) for name, outline in outlines
    ]
    corners = [corner for _name, rings in parts for ring in rings for corner in ring]
    if not corners:
        return Sketch({}, width, width)
    lons, lats = zip(*corners, strict=True)
    shorter = max(cos(radians((min(lats) + max(lats)) / 2)), 1e-9)
    wide, high = (max(lons) - min(lons)) * shorter, max(lats) - min(lats)
    if not wide * high:
        raise ValueError("an outline needs an area")
    box = Box(width, round(width * high / wide))
    place = _Placing.of(corners, box)
    paths = {
        name: "".join(_light(_simpler(place.all(ring), off)) for ring in rings)
        for name, rings in parts
        if rings
    }
    return Sketch(paths, width, int(box.height))


def _simpler(ring: list[Point], off: float) -> list[Point]:
    """Return a ring without the corners that lie no further than `off` from the line between.

    The way of Douglas and Peucker, from the first corner to the one farthest from it and back.
    """
    first = ring[0]
    turn = max(range(len(ring)), key=lambda at: dist(first, ring[at]))
    there, back = ring[: turn + 1], [*ring[turn:], first]
    return [*_between(there, off), *_between(back, off)]


def _between(line: list[Point], off: float) -> list[Point]:
    """Return the corners of a line that matter, without its last."""
    if len(line) < 3:
        return line[:1]
    far, at = max((_away(corner, line[0], line[-1]), n) for n, corner in enumerate(line[1:-1], 1))
    return _between(line[: at + 1], off) + _between(line[at:], off) if far > off else line[:1]


def _away(corner: Point, start: Point, end: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = corner, start, end
    length = dist(start, end)
    return (
        abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / length if length else dist(corner, start)
    )


def _light(ring: list[Point]) -> str:
    """Return a ring as a path of whole steps from corner to corner; a minus parts two numbers."""
    whole = [(round(x), round(y)) for x, y in ring]
    steps = [f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(whole)]
    return f"M{whole[0][0]} {whole[0][1]}l{' '.join(steps)}z".replace(" -", "-")
