"""What a phone says of a photo or a visit: when and where; and how far that is from the place."""

import enum
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.cases.rules.duplicates import Position, metres_between

MOST_STAMPS = 60
LONGEST = 20_000  # characters that are read at all
BY_PHONE = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
DECIMALS = 5  # of a degree: about a metre


class Answer(enum.StrEnum):
    """What an inspector says to one question of a check-list."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Odd(enum.StrEnum):
    """What somebody should look at before a visit is trusted; it never decides anything itself."""

    NO_POSITION = "no_position"
    FAR_AWAY = "far_away"
    CAME_LATE = "came_late"  # the worksheet reached us days after the visit


@dataclass(frozen=True)
class Stamp:
    """When and where a photo was taken, as the phone says; either may be unknown."""

    at: datetime | None
    place: Position | None


NOTHING = Stamp(None, None)


def stamps_of(sent: str) -> list[Stamp]:
    """Return the stamps of photos in their order; what cannot be read is a stamp that says nothing.

    >>> stamps_of('[["2026-09-21T02:00:00.000Z", 30.2, 120.2], null]')[0].place
    Position(lat=30.2, lon=120.2)
    >>> stamps_of("[[[")
    []
    """
    try:
        rows = json.loads(sent[:LONGEST]) if sent else []
    except (ValueError, RecursionError):
        return []
    return [_stamp(row) for row in rows[:MOST_STAMPS]] if isinstance(rows, list) else []


def stamps_by_photo(sent: str) -> dict[str, Stamp]:
    """Return the stamps of photos that an earlier try has brought, by the key of each."""
    try:
        rows = json.loads(sent[:LONGEST]) if sent else {}
    except (ValueError, RecursionError):
        return {}
    known = list(rows.items())[:MOST_STAMPS] if isinstance(rows, dict) else []
    return {key: _stamp(row) for key, row in known}


def as_sent(stamps: Mapping[str, Stamp]) -> str:
    """Return stamps by photo as a form brings them back.

    >>> stamps_by_photo(as_sent({"a": NOTHING}))
    {'a': Stamp(at=None, place=None)}
    """
    return json.dumps({key: _row(stamp) for key, stamp in stamps.items()})


def position_said(lat: Any, lon: Any) -> Position | None:
    """Return the place on the earth that two numbers name, or None if they name none."""
    try:
        north, east = float(lat), float(lon)
    except (TypeError, ValueError, OverflowError):
        return None
    if not (math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        return None
    return Position(round(north, DECIMALS), round(east, DECIMALS))


def moment_read(said: Any) -> datetime | None:
    """Return the instant that a phone's clock has written down, or None if it is none."""
    if not isinstance(said, str) or not BY_PHONE.fullmatch(said):
        return None
    try:
        return datetime.fromisoformat(said).astimezone(UTC)
    except ValueError:
        return None


def metres_off(place: Position | None, other: Position | None) -> int | None:
    """Return how far two places are from each other, where both are known."""
    return round(metres_between(place, other)) if place and other else None


def odd_about(
    *, is_placed: bool, metres: int | None, waited: timedelta, far_metres: int, late_days: int
) -> list[Odd]:
    """Return what somebody should look at in a visit: where it was made, and how late it came.

    `metres` are none also where it is not known where it was to be: that is not the visit's fault.
    """
    odd = [] if is_placed else [Odd.NO_POSITION]
    if metres is not None and metres > far_metres:
        odd.append(Odd.FAR_AWAY)
    if waited > timedelta(days=late_days):
        odd.append(Odd.CAME_LATE)
    return odd


def _row(stamp: Stamp) -> list[Any]:
    at = stamp.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if stamp.at else None
    return [at, stamp.place.lat, stamp.place.lon] if stamp.place else [at, None, None]


def _stamp(row: Any) -> Stamp:
    if not isinstance(row, list) or len(row) != 3:
        return NOTHING
    at, lat, lon = row
    return Stamp(moment_read(at), position_said(lat, lon))
