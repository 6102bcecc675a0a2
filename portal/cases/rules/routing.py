"""Which unit a case goes to: an ordered table, read from the top; the first row that can wins."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.accounts.rules import UnitKind
from portal.cases.rules.life import SERVES, may_serve


class Why(enum.StrEnum):
    """Why a row of the routing table does not take a case."""

    OTHER_MATTER = "other_matter"
    OTHER_PLATFORM = "other_platform"
    OTHER_PLACE = "other_place"
    OTHER_LEVEL = "other_level"
    # These match and are skipped all the same: the row itself needs mending.
    UNIT_ENDED = "unit_ended"
    PERSON_ENDED = "person_ended"
    PERSON_LEFT = "person_left"  # works no longer for the unit
    WRONG_LEVEL = "wrong_level"  # the unit does not take cases of this level
    WRONG_PLACE = "wrong_place"  # the unit does not serve this place
    NO_SUCH_UNIT = "no_such_unit"  # none of this kind serves this place


MISMATCHES = frozenset({Why.OTHER_MATTER, Why.OTHER_PLATFORM, Why.OTHER_PLACE, Why.OTHER_LEVEL})
# Where a case goes that no row takes: to the street's command room, whatever its level.
LAST_RESORT = UnitKind.COMMAND_ROOM
DIGITS = (6, 9, 12, 15)  # of a district's, a street's, a community's and a grid's code


@dataclass(frozen=True)
class Wanting:
    """What is looked up: a matter, where, and at which level."""

    codes: tuple[str, str, str]  # the matter's, its group's, its category's
    platform: str
    department: str  # the code of the unit that the list of matters names
    grid: str
    level: int


@dataclass(frozen=True)
class Taker:
    """A unit, as far as routing looks at it."""

    number: int
    code: str
    kind: UnitKind
    platform: str
    area: str
    has_ended: bool = False


@dataclass(frozen=True)
class Row:
    """One row: empty words and no level mean all; a unit, or the kind of unit of the place."""

    number: int
    position: int
    matter: str
    platform: str
    area: str
    level: int | None
    taker: Taker | None
    kind: UnitKind | None = None
    person: int | None = None
    person_fault: Why | None = None


@dataclass(frozen=True)
class Decision:
    """Who takes a case, by which row, and why the rows above did not; no row: the last resort."""

    row: Row | None
    taker: Taker | None
    passed: tuple[tuple[Row, Why], ...] = ()


def may_receive(level: int, kind: UnitKind) -> bool:
    """Say whether a case of this level may be handed to a unit of this kind at dispatch.

    The street's command room takes what fits nowhere else, whatever its level.
    """
    return kind is LAST_RESORT or may_serve(level, kind)


def decide(rows: Iterable[Row], wanting: Wanting, here: Sequence[Taker]) -> Decision:
    """Return who takes a case: the unit of the first row that can.

    `here` are the units that serve the place. Without such a row the street's
    command room takes it; without one, the district's centre: never nobody.
    """
    passed: list[tuple[Row, Why]] = []
    for row in rows:
        why = why_not(row, wanting, here)
        if why is None:
            return Decision(row, taker_of(row, wanting, here), tuple(passed))
        passed.append((row, why))
    return Decision(None, last_resort(here), tuple(passed))


def why_not(row: Row, wanting: Wanting, here: Sequence[Taker]) -> Why | None:
    """Return why a row does not take a case, or None if it does."""
    if why := mismatch(row, wanting):
        return why
    if why := fault_of(row):
        return why
    taker = taker_of(row, wanting, here)
    if taker is None:
        return Why.NO_SUCH_UNIT
    if not may_receive(wanting.level, taker.kind):
        return Why.WRONG_LEVEL
    return None if wanting.grid.startswith(taker.area) else Why.WRONG_PLACE


def mismatch(row: Row, wanting: Wanting) -> Why | None:
    """Return in what a row differs from what is looked up, or None."""
    if row.matter and row.matter not in wanting.codes:
        return Why.OTHER_MATTER
    if row.platform and row.platform != wanting.platform:
        return Why.OTHER_PLATFORM
    if not wanting.grid.startswith(row.area):
        return Why.OTHER_PLACE
    return Why.OTHER_LEVEL if row.level not in {None, wanting.level} else None


def fault_of(row: Row) -> Why | None:
    """Return what is wrong with a row whatever the case, or None: it is flagged and skipped."""
    if row.taker is None:
        is_able = row.kind is None or serves_some_level(row.kind, row.level)
        return None if is_able else Why.WRONG_LEVEL
    if row.taker.has_ended:
        return Why.UNIT_ENDED
    if row.person_fault:
        return row.person_fault
    if not serves_some_level(row.taker.kind, row.level):
        return Why.WRONG_LEVEL
    return None if nest(row.area, row.taker.area) else Why.WRONG_PLACE


def taker_of(row: Row, wanting: Wanting, here: Sequence[Taker]) -> Taker | None:
    """Return the unit that a row names, or the one of its kind that serves the place."""
    if row.kind is None:
        return row.taker
    found = (one for one in here if not one.has_ended and _is_its_kind(one, row.kind, wanting))
    return next(found, None)


def last_resort(here: Sequence[Taker]) -> Taker | None:
    """Return the unit for what no row takes; None only where neither room nor centre exists."""
    for kind in (LAST_RESORT, UnitKind.COMMAND_CENTRE):
        for one in here:
            if one.kind is kind and not one.has_ended:
                return one
    return None


def nest(one: str, other: str) -> bool:
    """Say whether one of two areas lies in the other: codes nest, digit by digit.

    >>> nest("330108", "330108002"), nest("330108001", "330108002")
    (True, False)
    """
    return one.startswith(other) or other.startswith(one)


def is_as_wide(wide: Row, narrow: Row, group_of: dict[str, tuple[str, ...]]) -> bool:
    """Say whether a row holds for the same or more matters and places as another.

    Above the first such row a new one takes effect. `group_of` names, for each
    code of the list, the group and category it lies in.
    """
    matters = ("", narrow.matter, *group_of.get(narrow.matter, ()))
    return (
        wide.matter in matters
        and narrow.area.startswith(wide.area)
        and (wide.platform == narrow.platform or not (wide.platform and narrow.platform))
        and (wide.level == narrow.level or not (wide.level and narrow.level))
    )


def serves_some_level(kind: UnitKind, level: int | None) -> bool:
    """Say whether a row for this level, or for all, can ever hand a case to such a unit."""
    levels = (level,) if level else tuple(SERVES)
    return any(may_receive(one, kind) for one in levels)


def _is_its_kind(unit: Taker, kind: UnitKind, wanting: Wanting) -> bool:
    """Say whether a unit is the one of its kind for the place, and here for the matter too."""
    if kind is UnitKind.DEPARTMENT:  # the one that the list names; it may be the centre itself
        return unit.code == wanting.department != ""
    if unit.kind is not kind:
        return False
    if kind is UnitKind.STREET_TEAM:
        return unit.platform == wanting.platform and wanting.grid.startswith(unit.area)
    return wanting.grid.startswith(unit.area)
