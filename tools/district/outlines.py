"""Cutting the district into pieces that look as if roads ran between them.

No public outline of a street, community or grid was found, so these are
invented: the district is cut in two, each half in two again, always across its
longer side and roughly along or across the river, until every grid has its
share of the ground.
"""

import math
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from shapely import Polygon
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

FAR = 40_000.0  # metres; further than the district is wide


class Plot(NamedTuple):
    """Something that needs a share of the ground."""

    key: object
    ground: float
    leans: str = ""


def bearing(region: BaseGeometry) -> float:
    """Return the angle in degrees of the roads along the river, which bends as it runs east."""
    eastness: float = min(1.0, max(0.0, region.centroid.x / 11_000))
    return 8 + 28 * eastness


def share_out(region: BaseGeometry, plots: Sequence[Plot], dice: Random) -> dict[object, Polygon]:
    """Cut the region into one piece for each plot, in proportion to the ground it needs."""
    if len(plots) == 1:
        return {plots[0].key: region}
    angle = bearing(region) + dice.uniform(-5, 5)
    box = rotate(region, -angle, origin=(0, 0)).bounds
    if box[2] - box[0] >= box[3] - box[1]:
        angle += 90  # cut across the river, west side first
    else:
        plots = sorted(plots, key=lambda p: ("north", "", "south").index(p.leans))
    first, rest = _halve(plots)
    share = sum(p.ground for p in first) / sum(p.ground for p in plots)
    one, other = cut(region, angle, share, dice)
    return share_out(one, first, dice) | share_out(other, rest, dice)


def _halve(plots: Sequence[Plot]) -> tuple[Sequence[Plot], Sequence[Plot]]:
    """Return the plots in two runs that need about the same ground."""
    everything = sum(p.ground for p in plots)
    places = range(1, len(plots))
    middle = min(places, key=lambda n: abs(sum(p.ground for p in plots[:n]) - everything / 2))
    return plots[:middle], plots[middle:]


def cut(
    region: BaseGeometry, angle: float, share: float, dice: Random
) -> tuple[BaseGeometry, BaseGeometry]:
    """Cut along a slightly winding line; the first piece lies to its left and has the share."""
    lying = rotate(region, -angle, origin=(0, 0))
    bends = _bends(lying, dice)
    low, high = lying.bounds[1] - 200, lying.bounds[3] + 200
    for _ in range(40):
        height = (low + high) / 2
        if lying.intersection(_above(bends, height)).area > share * lying.area:
            low = height
        else:
            high = height
    above = rotate(_above(bends, (low + high) / 2), angle, origin=(0, 0))
    return region.intersection(above), region.difference(above)


def _bends(lying: BaseGeometry, dice: Random) -> list[tuple[float, float]]:
    """Return the points of a winding line over the region's length, around height nought."""
    west, south, east, north = lying.bounds
    step = max(180.0, (east - west) / 5)
    sway = 0.022 * min(east - west, north - south)
    count = math.ceil((east - west) / step) + 1
    return [(west + n * step, dice.uniform(-sway, sway)) for n in range(count)]


def _above(bends: list[tuple[float, float]], height: float) -> Polygon:
    """Return everything above the winding line raised to a height."""
    (west, left), (east, right) = bends[0], bends[-1]
    line = [(x, y + height) for x, y in bends]
    ends = (west - FAR, left + height), (east + FAR, right + height)
    return Polygon([ends[0], *line, ends[1], (east + FAR, FAR), (west - FAR, FAR)])
