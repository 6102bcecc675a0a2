"""What hangs on a unit: the cases it has, the rows and matters that name it, its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person, Unit
from portal.cases.models import Assist, Case, Matter, Route
from portal.cases.queries.handling import people_of
from portal.cases.queries.matters import in_force
from portal.db import db


@dataclass(frozen=True)
class Holding:
    """What would be left behind if a unit ended today."""

    open_cases: int
    helps: int  # that other units asked it for and still wait for
    routes: Sequence[Route]  # in force, from the top
    matters: Sequence[Matter]  # of the day's list, that name it as their department
    people: Sequence[Person]


def holding_of(unit: Unit, on: date) -> Holding:
    """Return what hangs on a unit on a day."""
    cases = select(func.count(Case.id)).where(Case.closed_at.is_(None), Case.unit_id == unit.id)
    helps = select(func.count(Assist.id)).where(
        Assist.unit_id == unit.id, Assist.answered_at.is_(None)
    )
    routes = (
        select(Route)
        .where(Route.ended_at.is_(None), Route.unit_id == unit.id)
        .options(joinedload(Route.unit), joinedload(Route.person))
        .order_by(Route.position, Route.id)
    )
    matters = select(Matter).where(in_force(on), Matter.department == unit.code)
    return Holding(
        open_cases=db.session.scalar(cases) or 0,
        helps=db.session.scalar(helps) or 0,
        routes=db.session.scalars(routes).all(),
        matters=db.session.scalars(matters.order_by(Matter.code)).all(),
        people=list(dict.fromkeys(people_of(unit, on))),
    )


def open_cases_by_unit() -> dict[int, int]:
    """Return how many open cases each unit has, by its number; units without any are left out."""
    counted = (
        select(Case.unit_id, func.count(Case.id))
        .where(Case.closed_at.is_(None), Case.unit_id.is_not(None))
        .group_by(Case.unit_id)
    )
    return {unit: int(count) for unit, count in db.session.execute(counted) if unit}
