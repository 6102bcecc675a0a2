"""In which order an inspector goes from place to place: always to the nearest that is left."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.cases.rules.duplicates import Position, metres_between


@dataclass(frozen=True)
class Stop:
    """Somewhere to go, by a key of its own; without a position nobody can say how far it is."""

    key: str
    place: Position | None


@dataclass(frozen=True)
class Leg:
    """A stop, and the metres to it from the one before; none where that cannot be said."""

    stop: Stop
    metres: int | None


def by_nearest_next(stops: Iterable[Stop], start: Position | None = None) -> list[Leg]:
    """Return all stops, each time the nearest of those that are left; between equals by key.

    Without a start the way begins at the place furthest south, and of those west.
    What has no position comes last: it is found by its words.

    >>> far, near = Stop("far", Position(30.3, 120.2)), Stop("near", Position(30.201, 120.2))
    >>> [leg.stop.key for leg in by_nearest_next([far, near], Position(30.2, 120.2))]
    ['near', 'far']
    """
    left = {stop: stop.place for stop in stops if stop.place}
    nowhere = sorted((stop for stop in stops if stop.place is None), key=lambda stop: stop.key)
    way: list[Leg] = []
    here = start
    while left:
        stop = min(left, key=lambda each: (_rank(left[each], here), each.key))
        place = left.pop(stop)
        way.append(Leg(stop, round(metres_between(here, place)) if here else None))
        here = place
    return way + [Leg(stop, None) for stop in nowhere]


def _rank(place: Position, here: Position | None) -> tuple[float, float]:
    return (metres_between(here, place), 0.0) if here else (place.lat, place.lon)
