"""When two reports may be about the same problem, and two photos the same picture."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_000
NEAR_BITS = 5  # of 64: a photo sent through a messenger differs by so many at most


@dataclass(frozen=True)
class Position:
    """A place on the earth in degrees (WGS 84)."""

    lat: float
    lon: float


def metres_between(one: Position, other: Position) -> float:
    """Return the distance between two places along the ground.

    >>> round(metres_between(Position(30.2, 120.2), Position(30.2, 120.201)))
    96
    """
    north, east = radians(other.lat - one.lat), radians(other.lon - one.lon)
    along = cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, sin(north / 2) ** 2 + along)))


def degrees_around(place: Position, metres: float) -> Position:
    """Return by how many degrees of latitude and longitude a square around a place reaches out."""
    north = metres / EARTH_M * 180 / 3.141592653589793
    return Position(north, north / max(0.01, cos(radians(place.lat))))


def is_same_problem(
    *, metres: float | None, is_same_grid: bool, days: int, within_m: int, within_days: int
) -> bool:
    """Say whether two reports of one matter are so near, and so lately, that they may be the same.

    `days` count from when the earlier one was reported or, if later, said to
    be resolved. Where one of the two has no position the grid says how near.
    """
    is_near = is_same_grid if metres is None else metres <= within_m
    return is_near and days <= within_days


def bits_apart(one: str, other: str) -> int:
    """Return in how many of 64 bits two fingerprints differ (Hamming).

    >>> bits_apart("00000000000000ff", "00000000000000f0")
    4
    """
    return (int(one, 16) ^ int(other, 16)).bit_count()


def is_same_photo(one: str, other: str) -> bool:
    """Say whether two fingerprints are so near that they are of one picture."""
    return bits_apart(one, other) <= NEAR_BITS


def position_of(lat: float | None, lon: float | None) -> Position | None:
    """Return a place where both numbers are there, else None."""
    return None if lat is None or lon is None else Position(lat, lon)
