"""What a staff list of cases is narrowed by: twenty-odd filters, each a condition or a pin."""

import enum
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, literal, or_, select, true, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal import clock
from portal.accounts.models import Person, Unit
from portal.cases.models import Case, CaseEvent, ExpediteOrder, Matter, Photo, Rating
from portal.cases.queries.ambers import is_amber, is_late
from portal.cases.queries.provisional import is_provisional
from portal.cases.rules import IN_WORK, CaseStatus, Light, Outcome, Source, Validity
from portal.db import db
from portal.grids.models import Area, Grid
from portal.grids.rules import DISTRICT

GRID_DIGITS, STREET_DIGITS = 15, 9
NOTHING = -1  # no row has this id
UNHAPPY_STARS = 2
Days = tuple[date | None, date | None]  # from and to, each with the day itself
ANY_DAY: Days = (None, None)


class Trait(enum.StrEnum):
    """What a case has or is, to be asked for by itself."""

    REOPENED = "reopened"
    MERGED = "merged"
    PART = "part"
    EXPEDITED = "expedited"
    PAUSED = "paused"
    PROVISIONAL = "provisional"
    UNHAPPY = "unhappy"
    PHOTOS = "photos"
    HELD = "held"


@dataclass(frozen=True)
class Wanted:
    """What a staff list is filtered by; empty means all. Places, units, matters by their codes."""

    view: str = "mine"
    statuses: tuple[CaseStatus, ...] = ()
    levels: tuple[int, ...] = ()
    matter: str = ""
    category: str = ""
    group: str = ""
    platform: str = ""
    area: str = ""
    unit: str = ""
    person: str = ""  # staff number of whoever of the unit has it
    source: Source | None = None
    validity: Validity | None = None
    outcome: Outcome | None = None
    light: Light | None = None
    reported: Days = ANY_DAY
    due: Days = ANY_DAY
    resolved: Days = ANY_DAY
    traits: frozenset[Trait] = frozenset()
    words: str = ""
    changed_after: datetime | None = None

    @property
    def is_by_day(self) -> bool:
        """True where the days of the list bound the days of the reports: number order then."""
        return {self.reported, self.due, self.resolved} != {ANY_DAY}


@dataclass(frozen=True)
class Pin:
    """One column that may have one of a few values, and an index (column, id) that holds them."""

    column: InstrumentedAttribute[Any]
    values: tuple[Any, ...]

    def hidden(self) -> ColumnElement[bool]:
        """Return the condition in a form that no planner mistakes for a way to find rows."""
        return without_index(self.column).in_(self.values)


def has_any(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that another table has a row for a case, looked up case by case.

    An EXISTS may be turned into a join that reads all of the other table first.
    """
    one = select(literal(1)).where(*conditions).limit(1).correlate(Case)
    return one.scalar_subquery().is_not(None)


def without_index(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return a column as an expression: equal, but no index is chosen for its sake."""
    if column.type.python_type is int:
        return column + 0
    return type_coerce(column, String).concat("")


def pins_of(wanted: Wanted) -> list[Pin]:
    """Return the filters that one column's index can serve."""
    pins = []
    if wanted.person:
        pins.append(Pin(Case.assigned_to_id, _ids(select(Person.id), Person.number, wanted.person)))
    if wanted.area and wanted.area != DISTRICT:
        pins.append(place_pin(wanted.area))
    if wanted.unit:
        pins.append(Pin(Case.unit_id, _ids(select(Unit.id), Unit.code, wanted.unit)))
    if wanted.matter or wanted.category or wanted.group or wanted.platform:
        pins.append(Pin(Case.matter_id, _matter_ids(wanted)))
    if (statuses := statuses_of(wanted)) != set(CaseStatus):
        pins.append(Pin(Case.status, tuple(sorted(statuses))))
    return pins


def place_pin(code: str) -> Pin:
    """Return the pin of a street, a community or a grid, by its code."""
    if len(code) == GRID_DIGITS:
        return Pin(Case.grid_id, _ids(select(Grid.id), Grid.code, code))
    column = Case.street_id if len(code) == STREET_DIGITS else Case.community_id
    return Pin(column, _ids(select(Area.id), Area.code, code))


def conditions_of(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    """Return the filters that each row is asked about."""
    same = {
        Case.source: wanted.source,
        Case.validity: wanted.validity,
        Case.outcome: wanted.outcome,
    }
    asked = [column == value for column, value in same.items() if value]
    if wanted.levels:
        asked.append(Case.level.in_(wanted.levels))
    if wanted.light:
        asked.append(is_late(today) if wanted.light is Light.RED else is_amber(today))
    if wanted.changed_after:
        newer = CaseEvent.at > wanted.changed_after
        asked.append(has_any(CaseEvent.case_id == Case.id, newer))
    asked += [TRAITS[trait] for trait in sorted(wanted.traits)]
    return asked + _days(wanted)


def statuses_of(wanted: Wanted) -> set[CaseStatus]:
    """Return the statuses in which a case can fit at all."""
    possible = set(wanted.statuses or CaseStatus)
    if wanted.light:
        possible &= {CaseStatus.REPORTED, *IN_WORK}
    if Trait.HELD in wanted.traits:
        possible &= {CaseStatus.REPORTED}
    return possible


def _days(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    for column, (first, last) in (
        (Case.reported_at, wanted.reported),
        (Case.resolved_at, wanted.resolved),
    ):
        if first:
            asked.append(column >= clock.start_of(first))
        if last:
            asked.append(column < clock.end_of(last))
    if wanted.due[0]:
        asked.append(Case.due_on >= wanted.due[0])
    if wanted.due[1]:
        asked.append(Case.due_on <= wanted.due[1])
    return asked


def last_report_day(wanted: Wanted) -> date | None:
    """Return the last day on which a case that fits can have been reported: none is due before."""
    ends = (last for _, last in (wanted.reported, wanted.due, wanted.resolved) if last)
    return min(ends, default=None)


def _ids(ids: Any, column: InstrumentedAttribute[str], code: str) -> tuple[int, ...]:
    """Look an id up first: the plan for a known id is the same at any size of the table."""
    return (db.session.scalar(ids.where(column == code)) or NOTHING,)


def _matter_ids(wanted: Wanted) -> tuple[int, ...]:
    """Return every edition's row of the matters that are asked for: old cases keep their own."""
    asked = {
        Matter.code: wanted.matter,
        Matter.category: wanted.category,
        Matter.group_code: wanted.group,
        Matter.platform: wanted.platform,
    }
    rows = select(Matter.id).where(*(column == value for column, value in asked.items() if value))
    return tuple(db.session.scalars(rows.order_by(Matter.id))) or (NOTHING,)


_joined = aliased(Case)
TRAITS: dict[Trait, ColumnElement[bool]] = {
    Trait.REOPENED: Case.reopened > 0,
    Trait.MERGED: has_any(_joined.merged_into_id == Case.id),
    Trait.PART: Case.part_of_id.is_not(None),
    Trait.EXPEDITED: has_any(ExpediteOrder.case_id == Case.id),
    Trait.PAUSED: or_(Case.status == CaseStatus.PAUSED, Case.paused_days > 0),
    Trait.PROVISIONAL: is_provisional(),
    Trait.UNHAPPY: has_any(Rating.case_id == Case.id, Rating.stars <= UNHAPPY_STARS),
    Trait.PHOTOS: has_any(Photo.case_id == Case.id),
    Trait.HELD: Case.is_held == true(),
}


def matters_to_filter() -> list[Any]:
    """Return code, names, category and group of every matter that was ever a case, in order.

    Of several editions the newest names it: old cases are found under the same code.
    """
    columns = (
        Matter.code,
        Matter.name,
        Matter.name_en,
        Matter.group_code,
        Matter.group_name,
        Matter.group_name_en,
        Matter.category,
        Matter.category_name,
        Matter.category_name_en,
        Matter.platform,
    )
    listed = select(*columns).where(Matter.is_info.is_(False))
    rows = db.session.execute(listed.order_by(Matter.code, Matter.started_on))
    return list({row.code: row for row in rows}.values())
