"""What is true of a patrol: when it makes sense, what its route may hold, how it is drawn."""

import enum
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import cos, hypot, radians
from typing import Any

from portal.accounts.rules import Role
from portal.errors import N_, NotAcceptable, NotAllowedNow

# Whose post shows the patrols and information items of its area.
SEES_PATROLS = frozenset(
    {
        Role.GRID_WORKER,
        Role.COMMUNITY_CLERK,
        Role.STREET_CLERK,
        Role.DISPATCHER,
        Role.LEAD,
    }
)
# Who may also take a place off the round: nobody raises their own share by leaving places out.
KEEPS_PLACES = frozenset({Role.COMMUNITY_CLERK, Role.STREET_CLERK})
MOST_PLACES = 40  # in one grid: so many fit into one form and one look
MOST_POINTS = 500  # of a route that is kept; a longer one is thinned out
MOST_SENT = 5000  # of a route that is read at all
LONGEST_ROUTE = 200_000  # seconds: more than any policy allows
METRES_IN_A_DEGREE = 111_195
DECIMALS = 5  # of a degree: about a metre
DRAWN = (320.0, 220.0, 14.0)  # width, height and margin of a route's picture

Point = tuple[float, float, int]  # longitude, latitude, seconds since the start


class PlaceKind(enum.StrEnum):
    """What a place on the round is."""

    PARK = "park"
    STREET = "street"
    ENTERPRISE = "enterprise"
    BUILDING = "building"
    FACILITY = "facility"
    OTHER = "other"


class InfoFinding(enum.StrEnum):
    """What looking again at something recorded has shown."""

    STILL_RIGHT = "still_right"
    CHANGED = "changed"
    GONE = "gone"  # nothing more to look after


@dataclass(frozen=True)
class Span:
    """From when until when somebody was on the round; None: they still are."""

    start: datetime
    end: datetime | None

    def overlaps(self, other: "Span") -> bool:
        """Say whether two spans share any time; one may end when the other begins.

        Told in whole minutes, as people read and write them.
        """
        return (other.end is None or _minute(self.start) < _minute(other.end)) and (
            self.end is None or _minute(other.start) < _minute(self.end)
        )


def refuse_impossible(span: Span, *, now: datetime, longest: timedelta) -> None:
    """Refuse a patrol that ends before it began, lies ahead, or is longer than anybody walks."""
    end = span.end or now
    if max(span.start, end) > now:
        raise NotAcceptable(N_("A patrol cannot lie in the future. Check the times."))
    if end <= span.start:
        raise NotAcceptable(N_("A patrol ends after it began. Check the times."))
    if end - span.start > longest:
        raise NotAcceptable(
            N_("A patrol lasts %(hours)d hours at most. Say when it really ended."),
            hours=longest // timedelta(hours=1),
        )


def refuse_overlap(span: Span, others: Iterable[Span]) -> None:
    """Refuse to be on two rounds at once."""
    if any(span.overlaps(other) for other in others):
        raise NotAcceptable(N_("You were on another patrol at that time. Check the times of both."))


def refuse_late(span: Span, *, now: datetime, days: int) -> None:
    """Refuse what is written down too long after it was walked."""
    if span.end and now - span.end > timedelta(days=days):
        raise NotAcceptable(
            N_("A patrol can be entered within %(days)d days of its end, no later."), days=days
        )


def refuse_after_hours(start: datetime, *, now: datetime, longest: timedelta) -> None:
    """Refuse another tick on a patrol that somebody has forgotten to end."""
    if now - start > longest:
        raise NotAllowedNow(
            N_("This patrol has run for more than %(hours)d hours. Say when it ended."),
            hours=longest // timedelta(hours=1),
        )


def moment_said(said: datetime | None, *, since: datetime, now: datetime) -> datetime:
    """Return when a phone says that something happened, where that can be true; else now.

    What was tapped without a line arrives later: then the phone knows better.
    """
    return said if said and since <= said <= now else now


def route_of(sent: str) -> list[Point]:
    """Return the route that a phone has sent, thinned out to what is kept; nothing sent is none.

    >>> route_of("[[120.2, 30.2, 0], [120.2000004, 30.21, 60.4]]")
    [(120.2, 30.2, 0), (120.2, 30.21, 60)]
    """
    if sent in {"", "[]"}:
        return []
    try:
        points = [_point(*point) for point in json.loads(sent)[: MOST_SENT + 1]]
    except (ValueError, TypeError, OverflowError, RecursionError, KeyError):
        points = []
    seconds = [second for _lon, _lat, second in points]
    if not 0 < len(points) <= MOST_SENT or seconds != sorted(seconds):
        raise NotAcceptable(
            N_("The recorded way could not be read. Send the patrol again without it.")
        )
    return thinned(points)


def thinned(points: list[Point]) -> list[Point]:
    """Return at most so many of the points, evenly, the first and the last among them."""
    if len(points) <= MOST_POINTS:
        return points
    step = (len(points) - 1) / (MOST_POINTS - 1)
    return [points[round(n * step)] for n in range(MOST_POINTS)]


@dataclass(frozen=True)
class Drawing:
    """A route and the grid around it as SVG paths; north is up."""

    width: float
    height: float
    outline: str
    route: str
    start: tuple[float, float]
    end: tuple[float, float]
    metres: int  # in straight lines from point to point


def drawn(route: Sequence[Sequence[float]], ring: Sequence[Sequence[float]] | None) -> Drawing:
    """Return the picture of a route that has points, with the grid's outline where it has one."""
    width, height, margin = DRAWN
    corners = [*route, *(ring or ())]
    west, east = min(c[0] for c in corners), max(c[0] for c in corners)
    south, north = min(c[1] for c in corners), max(c[1] for c in corners)
    shorter = cos(radians((south + north) / 2))
    wide, high = max((east - west) * shorter, 1e-6), max(north - south, 1e-6)
    scale = min((width - 2 * margin) / wide, (height - 2 * margin) / high)

    def place(corner: Sequence[float]) -> tuple[float, float]:
        x = width / 2 + (corner[0] - (west + east) / 2) * shorter * scale
        y = height / 2 - (corner[1] - (south + north) / 2) * scale
        return round(x, 1), round(y, 1)

    way = [place(point) for point in route]
    around = [place(corner) for corner in ring or ()]
    outline = f"{_path(around)}Z" if around else ""
    metres = round(length_of(route), -1)
    return Drawing(width, height, outline, _path(way), way[0], way[-1], int(metres))


def length_of(route: Sequence[Sequence[float]]) -> float:
    """Return the metres of a route; on a walk the earth is flat enough.

    >>> round(length_of([(120.2, 30.2, 0), (120.2, 30.21, 60)]))
    1112
    """
    return sum(
        METRES_IN_A_DEGREE * hypot((b[0] - a[0]) * cos(radians(a[1])), b[1] - a[1])
        for a, b in pairwise(route)
    )


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _point(lon: Any, lat: Any, seconds: Any) -> Point:
    """Return a point on the earth; anything else is a ValueError or a TypeError."""
    east, north, second = float(lon), float(lat), float(seconds)
    if not (abs(east) <= 180 and abs(north) <= 90 and 0 <= second <= LONGEST_ROUTE):
        raise ValueError("not a point on the earth")
    return round(east, DECIMALS), round(north, DECIMALS), int(second)
