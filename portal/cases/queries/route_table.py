"""The routing table as staff read and test it: within reach, flagged, explained, and its gaps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal import clock
from portal.accounts.models import Person, Post, Unit
from portal.accounts.queries import posts_of, units_around
from portal.accounts.rules import OFFICES, Role, UnitKind, has_left
from portal.cases.models import Matter, Route
from portal.cases.queries.matters import all_matters
from portal.cases.queries.routing import rows_in_force
from portal.cases.rules import LEVELS
from portal.cases.rules.routing import DIGITS, Row, Why, fault_of, may_receive, nest
from portal.db import db
from portal.errors import N_, NotFound, NotYours
from portal.grids.models import Area
from portal.grids.queries import lies_in

PAGE = 50
EDITORS = frozenset({Role.DISPATCHER, Role.ADMINISTRATOR, Role.STREET_CLERK})
LARGEST = 2**31 - 1  # number of a row that both databases hold
MOST_AT_ONCE = 500  # ids in one question
NAMED = (
    joinedload(Route.unit),
    joinedload(Route.person),
    joinedload(Route.made_by),
    joinedload(Route.ended_by),
)


@dataclass(frozen=True)
class Sought:
    """What the table is narrowed by; empty means all."""

    words: str = ""
    area: str = ""
    only_flagged: bool = False


@dataclass(frozen=True)
class Lack:
    """A row that names a kind of unit, and where, or for which matters, there is none."""

    row: Row
    missing: list[Area] | list[Matter]


def areas_edited(person: Person, on: date) -> list[str]:
    """Return the codes of the areas whose rows somebody may edit."""
    held = {post.area_code for post in posts_of(person, on) if post.role in EDITORS}
    return sorted(code for code in held if code)


def is_editable(area_code: str, edited: Collection[str]) -> bool:
    """Say whether a row for an area is among those that somebody may edit."""
    return any(area_code.startswith(code) for code in edited)


def route_in_reach(number: int, edited: Collection[str], *, to_edit: bool = False) -> Route:
    """Return a row that concerns one of these areas; what lies beside them does not exist."""
    found = select(Route).where(Route.id == number, concerns(edited)).options(*NAMED)
    route = db.session.scalar(found) if number <= LARGEST else None
    if route is None:
        raise NotFound(N_("No such row, or it is not yours to see."))
    if to_edit and not is_editable(route.area_code, edited):
        raise NotYours(N_("This row also holds outside your area. Ask the command centre."))
    return route


def routes_in_force(
    edited: Collection[str], sought: Sought, *, after: tuple[int, int] | None = None
) -> Sequence[Route]:
    """Return a page of the rows that concern these areas from the top, and one row more."""
    rows = select(Route).where(Route.ended_at.is_(None), concerns(edited)).options(*NAMED)
    if sought.area:
        rows = rows.where(concerns([sought.area]))
    if sought.words:
        rows = rows.where(_speaks_of(sought.words))
    if sought.only_flagged:
        flagged = [*faults(edited), *(lack.row.number for lack in lacks(edited))]
        rows = rows.where(Route.id.in_(flagged[:MOST_AT_ONCE]))
    if after:
        position, number = after
        is_lower = and_(Route.position == position, Route.id > number)
        rows = rows.where(or_(Route.position > position, is_lower))
    return db.session.scalars(rows.order_by(Route.position, Route.id).limit(PAGE + 1)).all()


def how_many_in_force(edited: Collection[str]) -> int:
    """Return how many rows concern these areas."""
    counted = select(func.count(Route.id)).where(Route.ended_at.is_(None), concerns(edited))
    return db.session.scalar(counted) or 0


def routes_ended(edited: Collection[str], before: tuple[datetime, int] | None) -> Sequence[Route]:
    """Return a page of the rows that were ended, the latest first, and one row more."""
    rows = select(Route).where(Route.ended_at.is_not(None), concerns(edited)).options(*NAMED)
    if before:
        at, number = before
        is_earlier = and_(Route.ended_at == at, Route.id < number)
        rows = rows.where(or_(Route.ended_at < at, is_earlier))
    latest = rows.order_by(Route.ended_at.desc(), Route.id.desc())
    return db.session.scalars(latest.limit(PAGE + 1)).all()


def neighbour(route: Route, edited: Collection[str], *, above: bool) -> Route | None:
    """Return the row that whoever edits sees directly above or below a row."""
    seen = select(Route).where(Route.ended_at.is_(None), concerns(edited))
    if above:
        upwards = seen.where(Route.position < route.position).order_by(Route.position.desc())
        return db.session.scalar(upwards.limit(1))
    downwards = seen.where(Route.position > route.position).order_by(Route.position)
    return db.session.scalar(downwards.limit(1))


def named_routes(numbers: Collection[int]) -> dict[int, Route]:
    """Return rows with the names of their units and people, by number."""
    wanted = sorted(set(numbers))
    found: list[Route] = []
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = Route.id.in_(wanted[start : start + MOST_AT_ONCE])
        found += db.session.scalars(select(Route).where(some).options(*NAMED)).all()
    return {route.id: route for route in found}


def faults(edited: Collection[str]) -> dict[int, Why]:
    """Return what is wrong with the rows that somebody may edit, by number."""
    theirs = or_(false(), *(lies_in(Route.area_code, code) for code in edited))
    rows = rows_in_force(theirs, _could_be_faulty())
    return {row.number: why for row in rows if (why := fault_of(row))}


def lacks(edited: Collection[str]) -> list[Lack]:
    """Return the rows that name a kind of unit which is missing somewhere.

    A street without a team of some platform is no lack: its command room is
    the next row. But whoever reads that a matter goes to its department, or a
    place to its community, must learn where there is none.
    """
    rows = rows_in_force(
        Route.kind.in_([UnitKind.DEPARTMENT, UnitKind.COMMUNITY, UnitKind.COMMAND_ROOM]),
        concerns(edited),
    )
    if not rows:
        return []
    units = db.session.scalars(select(Unit)).all()
    found = [Lack(row, _missing(row, units, edited)) for row in rows]
    return [lack for lack in found if lack.missing]


def units_in(codes: Collection[str]) -> Sequence[Unit]:
    """Return the working units that serve these areas, what lies in them or around them."""
    return [unit for unit in units_around(codes) if not has_left(unit.ended_on, clock.today())]


def colleagues_in(units: Sequence[Unit], on: date) -> list[tuple[Unit, Person]]:
    """Return everybody who works for these units, unit by unit, in one question."""
    held = (
        select(Post)
        .join(Post.person)
        .where(Post.role != Role.GRID_WORKER, Person.ended_on.is_(None), Post.started_on <= on)
        .where(or_(Post.ended_on.is_(None), Post.ended_on > on))
        .options(contains_eager(Post.person))
        .order_by(Person.name, Person.id)
    )
    by_office: dict[tuple[Role, str], list[Unit]] = {}
    for unit in units:
        if office := OFFICES.get(unit.kind):
            by_office.setdefault((office, unit.area_code), []).append(unit)
    by_unit = {unit.id: [unit] for unit in units}
    found: dict[int, list[Person]] = {unit.id: [] for unit in units}
    for post in db.session.scalars(held):
        theirs = by_unit.get(post.unit_id or 0) or by_office.get((post.role, post.area_code or ""))
        for unit in theirs or ():
            found[unit.id].append(post.person)
    return [(unit, person) for unit in units for person in found[unit.id]]


def groups_of_codes() -> dict[str, tuple[str, ...]]:
    """Return in which group and category each code of today's list lies, groups too."""
    groups: dict[str, tuple[str, ...]] = {}
    for matter in all_matters():
        groups[matter.code] = (matter.group_code, matter.category)
        groups[matter.group_code] = (matter.category,)
    return groups


def concerns(codes: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a row's area lies in one of these areas, or around it."""
    around = {code[:digits] for code in codes for digits in DIGITS}
    return or_(Route.area_code.in_(around), *(lies_in(Route.area_code, code) for code in codes))


def _speaks_of(words: str) -> ColumnElement[bool]:
    """Return the condition that a row names what was typed: a matter's code, a unit, a note."""
    named = Unit.name.contains(words, autoescape=True) | Unit.name_en.icontains(
        words, autoescape=True
    )
    units = select(Unit.id).where(named | (Unit.code == words))
    code = words.upper()
    return or_(
        Route.matter.startswith(code, autoescape=True),
        Route.unit_id.in_(units),
        Route.note.contains(words, autoescape=True),
    )


def _could_be_faulty() -> ColumnElement[bool]:
    """Return a condition that holds for every row with a fault and for few without one.

    The rule itself decides; this only spares it the thousands of rows that are well.
    """
    is_in_unit = func.substr(Route.area_code, 1, func.length(Unit.area_code)) == Unit.area_code
    is_around = func.substr(Unit.area_code, 1, func.length(Route.area_code)) == Route.area_code
    takes = [and_(Route.level == n, Unit.kind.in_(_receivers(n))) for n in LEVELS]
    return or_(
        Route.unit_id.is_(None),
        Route.person_id.is_not(None),
        Unit.ended_on.is_not(None),
        not_(or_(is_in_unit, is_around)),
        not_(or_(Route.level.is_(None), *takes)),
    )


def _receivers(level: int) -> list[UnitKind]:
    return [kind for kind in UnitKind if may_receive(level, kind)]


def _missing(row: Row, units: Sequence[Unit], edited: Collection[str]) -> list[Area] | list[Matter]:
    """Return the matters whose department, or the areas whose unit, is not there."""
    today_units = [unit for unit in units if not has_left(unit.ended_on, clock.today())]
    if row.kind is UnitKind.DEPARTMENT:
        known = {unit.code for unit in today_units}
        return [
            matter
            for matter in all_matters()
            if matter.department and matter.department not in known and not matter.is_info
        ]
    digits = 12 if row.kind is UnitKind.COMMUNITY else 9
    served = {unit.area_code for unit in today_units if unit.kind is row.kind}
    areas = db.session.scalars(select(Area).where(lies_in(Area.code, row.area)).order_by(Area.code))
    return [
        area
        for area in areas
        if len(area.code) == digits
        and area.code not in served
        and any(nest(area.code, code) for code in edited)
    ]
