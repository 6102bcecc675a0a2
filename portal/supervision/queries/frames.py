"""What a check is drawn from: counted by stratum, and read line by line in the list's order."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, cast, collate, func, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.cases.models import Case
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.grids.models import Area, Grid, PatrolLog, Place
from portal.grids.queries import lies_in
from portal.supervision.rules import FrameKind, StrataBy

READ_AT_ONCE = 10_000
DISTRICT_DIGITS, STREET_DIGITS = 6, 9
DIGITS = 9  # of a patrol's or a place's number, so that they sort as they count
LETTERS = {FrameKind.PATROLS: "P", FrameKind.PLACES: "L"}


class Source(NamedTuple):
    """What a number of a list stands for: the row, its grid and the code of its street."""

    number: str
    source_id: int
    grid_id: int
    street_code: str


@dataclass(frozen=True)
class Frame:
    """What of, where and when: all that a list is made from."""

    kind: FrameKind
    area_code: str
    period_from: date
    period_to: date
    strata_by: StrataBy
    left_out: tuple[str, ...] = ()  # areas in which the team may not look

    @property
    def begins(self) -> datetime:
        """The first moment of the period."""
        return clock.start_of(self.period_from)

    @property
    def ends(self) -> datetime:
        """The first moment after the period."""
        return clock.end_of(self.period_to)


def counted(frame: Frame) -> dict[str, int]:
    """Return how many each stratum of a frame has, by name."""
    keys = _keys(frame)
    asked = _narrowed(select(*keys, func.count()), frame).group_by(*keys)
    names, sums = _names(), Counter[str]()
    for *key, there in db.session.execute(asked):
        sums[_stratum(frame, names, key)] += there
    return dict(sorted(sums.items()))


def read(frame: Frame) -> Iterator[list[tuple[str, str]]]:
    """Return each number of a frame and its stratum, in the order of their character codes.

    Some thousand at a time: the list of years is longer than what may be held.
    """
    number = _number(frame)
    asked = _narrowed(select(number, *_keys(frame)), frame).order_by(_by_codes(number))
    names = _names()
    # Of the connection, not the session: nothing here is an object to be tracked.
    rows = db.session.connection().execute(asked.execution_options(yield_per=READ_AT_ONCE))
    known = _Strata(lambda key: _stratum(frame, names, key))
    for part in rows.partitions():
        yield [(number, known[tuple(key)]) for number, *key in part]


class _Strata(dict[tuple[Any, ...], str]):
    """The names of strata by their keys, each made once."""

    def __init__(self, name_of: Callable[[tuple[Any, ...]], str]) -> None:
        super().__init__()
        self._name_of = name_of

    def __missing__(self, key: tuple[Any, ...]) -> str:
        """Make a name that is asked for the first time."""
        self[key] = self._name_of(key)
        return self[key]


def sources(kind: FrameKind, numbers: Collection[str]) -> dict[str, Source]:
    """Return what these numbers stand for, by number."""
    found: dict[str, Source] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for row in db.session.execute(_sources(kind, some)):
            source = Source(*row)
            found[source.number] = source
    return found


def number_of(kind: FrameKind, source_id: int) -> str:
    """Return how a patrol or a place is called in a list.

    >>> number_of(FrameKind.PATROLS, 12)
    'P000000012'
    """
    return f"{LETTERS[kind]}{source_id:0{DIGITS}}"


def _sources(kind: FrameKind, numbers: list[str]) -> Select[str, int, int, str]:
    street = aliased(Area)
    if kind is FrameKind.CLOSED_CASES:
        asked = select(Case.number, Case.id, Case.grid_id, street.code)
        return asked.join(street, street.id == Case.street_id).where(Case.number.in_(numbers))
    thing = PatrolLog if kind is FrameKind.PATROLS else Place
    ids = [int(number[1:]) for number in numbers]
    asked = select(_padded(kind, thing.id), thing.id, thing.grid_id, func.substr(Grid.code, 1, 9))
    return asked.join(Grid, Grid.id == thing.grid_id).where(thing.id.in_(ids))


def _number(frame: Frame) -> ColumnElement[str]:
    if frame.kind is FrameKind.CLOSED_CASES:
        return Case.number.expression
    thing = PatrolLog if frame.kind is FrameKind.PATROLS else Place
    return _padded(frame.kind, thing.id)


def _padded(kind: FrameKind, column: Any) -> ColumnElement[str]:
    text = "0" * DIGITS + cast(column, String)
    return (LETTERS[kind] + func.substr(text, func.length(text) - DIGITS + 1)).label("number")


def _by_codes(number: ColumnElement[str]) -> ColumnElement[Any]:
    """Order by character codes, as `LC_ALL=C sort` does: PostgreSQL would ask the locale."""
    is_postgres = db.engine.dialect.name == "postgresql"
    return collate(number, "C") if is_postgres else number


def _keys(frame: Frame) -> list[Any]:
    """Return the columns from which the name of a stratum is made."""
    if frame.kind is FrameKind.CLOSED_CASES:
        if frame.strata_by is StrataBy.COMMUNITY:
            return [Case.community_id]
        is_by_level = frame.strata_by is StrataBy.STREET_LEVEL
        return [Case.street_id, Case.level] if is_by_level else [Case.street_id]
    return [Grid.community_id]


def _stratum(frame: Frame, names: dict[int, str], key: Sequence[Any]) -> str:
    """Return a stratum's name: an area's code, and the level where that counts."""
    area, *level = key
    code = names[area] if frame.strata_by is StrataBy.COMMUNITY else names[area][:STREET_DIGITS]
    return f"{code}-{level[0] or 0}" if level else code


def _names() -> dict[int, str]:
    return {row.id: row.code for row in db.session.execute(select(Area.id, Area.code))}


def _narrowed(asked: Select[Any], frame: Frame) -> Select[Any]:
    """Narrow a question to a frame's period and area, without where the team may not look."""
    if frame.kind is FrameKind.CLOSED_CASES:
        asked = asked.where(Case.closed_at >= frame.begins, Case.closed_at < frame.ends)
        asked = asked.where(Case.status == CaseStatus.CLOSED)
        return _in_area(asked, frame, Case.community_id)
    if frame.kind is FrameKind.PATROLS:
        later = aliased(PatrolLog)
        asked = asked.join_from(PatrolLog, Grid, Grid.id == PatrolLog.grid_id)
        asked = asked.where(
            PatrolLog.started_at >= frame.begins, PatrolLog.started_at < frame.ends
        ).where(PatrolLog.ended_at.is_not(None))
        asked = asked.where(~select(later.id).where(later.replaces_id == PatrolLog.id).exists())
    else:
        asked = asked.join_from(Place, Grid, Grid.id == Place.grid_id)
        asked = asked.where(or_(Place.ended_on.is_(None), Place.ended_on > frame.period_to))
        asked = asked.where(Grid.ended_on.is_(None), Place.started_on <= frame.period_to)
    return _in_area(asked, frame, Grid.community_id)


def _in_area(asked: Select[Any], frame: Frame, community: Any) -> Select[Any]:
    """Keep what lies in the communities of an area; the whole district needs no such question."""
    inside = select(Area.id).where(
        lies_in(Area.code, frame.area_code), func.length(Area.code) == 12
    )
    if len(frame.area_code) > 6:
        asked = asked.where(community.in_(inside))
    for code in frame.left_out:
        there = select(Area.id).where(lies_in(Area.code, code), func.length(Area.code) == 12)
        asked = asked.where(community.not_in(there))
    return asked
