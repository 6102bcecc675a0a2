"""Which unit a case would go to, by the routing table as it stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Person, Post, Unit
from portal.accounts.rules import OFFICES, has_left
from portal.cases.models import Case, Matter, Route
from portal.cases.rules import LEVELS, Why, level_above
from portal.cases.rules.routing import DIGITS, Decision, Row, Taker, Wanting, decide
from portal.db import db
from portal.grids.models import Grid


@dataclass(frozen=True)
class Usual:
    """Who takes cases of a matter at a level in a place: a unit, perhaps a person, by which row."""

    unit: Unit
    person: Person | None
    row: Row | None


def usual_units(
    matter: Matter, grid: Grid, levels: Collection[int] = LEVELS
) -> dict[int, Usual | None]:
    """Return who takes such a case at each level; two questions, however long the table is."""
    here = units_here(grid.code)
    takers = [taker_for(unit) for unit in here]
    rows = rows_that_match(wanting_of(matter, grid.code, 0))
    units = {unit.id: unit for unit in here}
    decided = {n: decide(rows, wanting_of(matter, grid.code, n), takers) for n in levels}
    return {level: _usual(decision, units) for level, decision in decided.items()}


def suggested_unit(matter: Matter, level: int, grid: Grid) -> Unit | None:
    """Return the unit to which a matter goes at a level, in this grid's place.

    None only where the street has no command room and the district no centre.
    """
    usual = usual_units(matter, grid, (level,))[level]
    return usual.unit if usual else None


def one_up(case: Case) -> tuple[int, Unit] | None:
    """Return the level above a case and its unit there; None where nobody is above."""
    level = level_above(case.level or 1)
    unit = suggested_unit(case.matter, level, case.grid)
    return (level, unit) if unit and level != case.level else None


def wanting_of(matter: Matter, grid_code: str, level: int) -> Wanting:
    """Return what is looked up in the table."""
    codes = (matter.code, matter.group_code, matter.category)
    return Wanting(codes, matter.platform, matter.department, grid_code, level)


def units_here(grid_code: str) -> Sequence[Unit]:
    """Return the units that serve a grid's place, ended ones too, in a steady order."""
    areas = [grid_code[:digits] for digits in DIGITS]
    served = select(Unit).where(Unit.area_code.in_(areas)).order_by(Unit.kind, Unit.code)
    return db.session.scalars(served).all()


def taker_for(unit: Unit) -> Taker:
    """Return a unit as routing looks at it today."""
    ended = has_left(unit.ended_on, clock.today())
    return Taker(unit.id, unit.code, unit.kind, unit.platform, unit.area_code, ended)


def rows_that_match(wanting: Wanting) -> list[Row]:
    """Return the rows in force for a matter and a place, at whatever level, from the top."""
    return rows_in_force(
        Route.matter.in_(("", *wanting.codes)),
        Route.platform.in_(("", wanting.platform)),
        Route.area_code.in_([wanting.grid[:digits] for digits in DIGITS]),
    )


def rows_in_force(*conditions: ColumnElement[bool]) -> list[Row]:
    """Return rows in force from the top, each with whether its unit and person still stand."""
    found = db.session.execute(_in_force().where(*conditions))
    return [_row(*each) for each in found]


def _in_force() -> Select[*tuple[object, ...]]:
    """Select the table's columns alone: ten thousand rows are read without making objects."""
    return (
        select(
            Route.id,
            Route.position,
            Route.matter,
            Route.platform,
            Route.area_code,
            Route.level,
            Route.kind,
            Route.unit_id,
            Unit.code,
            Unit.kind,
            Unit.platform,
            Unit.area_code,
            Unit.ended_on,
            Route.person_id,
            Person.ended_on,
            _is_of_the_unit(),
        )
        .outerjoin(Unit, Unit.id == Route.unit_id)
        .outerjoin(Person, Person.id == Route.person_id)
        .where(Route.ended_at.is_(None))
        .order_by(Route.position, Route.id)
    )


def _is_of_the_unit() -> ColumnElement[bool]:
    """Return whether a row's person works for its unit today, or holds the office that it is."""
    today, post = clock.today(), aliased(Post)
    office = case(*((Unit.kind == kind, role) for kind, role in OFFICES.items()), else_=None)
    held = exists().where(
        post.person_id == Route.person_id,
        post.started_on <= today,
        or_(post.ended_on.is_(None), post.ended_on > today),
        or_(
            post.unit_id == Route.unit_id,
            and_(post.role == office, post.area_code == Unit.area_code),
        ),
    )
    return case((Route.person_id.is_(None), True), else_=held.correlate(Route, Unit))


def _row(*given: object) -> Row:
    number, position, matter, platform, area, level, kind, unit_id, *rest = given
    code, unit_kind, unit_platform, unit_area, unit_ended, person, person_ended, is_of_unit = rest
    today = clock.today()
    taker = None
    if unit_id is not None:
        has_ended = has_left(unit_ended, today)  # type: ignore[arg-type]
        taker = Taker(unit_id, code, unit_kind, unit_platform, unit_area, has_ended)  # type: ignore[arg-type]
    fault = None
    if person is not None:
        has_gone = has_left(person_ended, today)  # type: ignore[arg-type]
        fault = Why.PERSON_ENDED if has_gone else None if is_of_unit else Why.PERSON_LEFT
    return Row(number, position, matter, platform, area, level, taker, kind, person, fault)  # type: ignore[arg-type]


def _usual(decision: Decision, units: dict[int, Unit]) -> Usual | None:
    if decision.taker is None:
        return None
    number = decision.row.person if decision.row else None
    person = db.session.get(Person, number) if number else None
    return Usual(units[decision.taker.number], person, decision.row)
