"""Whose figures somebody may look behind: those of their areas, their unit, and their own."""

from datetime import date

from sqlalchemy import Row, select

from portal.accounts.models import Person, Unit
from portal.accounts.queries import area_codes_of
from portal.assessment.queries.lines import is_of_line
from portal.assessment.rules import SubjectKind
from portal.db import db
from portal.grids.models import Area, Grid


def is_in_reach(person: Person, kind: SubjectKind, code: str, *, on: date) -> bool:
    """Say whether a subject's cases are somebody's to see.

    An area or a grid inside their areas; a unit or a worker, if they are it or lead it.
    """
    if kind in {SubjectKind.UNIT, SubjectKind.WORKER}:
        return is_of_line(person, kind, code, on)
    model = Grid if kind is SubjectKind.GRID else Area
    there = db.session.scalar(select(model.id).where(model.code == code))
    return there is not None and code.startswith(tuple(area_codes_of(person, on)))


def names_of_subject(kind: SubjectKind, code: str) -> Row[str, str]:
    """Return the `name` and `name_en` of a subject that is there; workers have the one name."""
    if kind is SubjectKind.WORKER:
        asked = select(Person.name, Person.name.label("name_en")).where(Person.number == code)
        return db.session.execute(asked).one()
    models: dict[SubjectKind, type[Grid | Unit]] = {
        SubjectKind.GRID: Grid,
        SubjectKind.UNIT: Unit,
    }
    model = models.get(kind, Area)
    return db.session.execute(select(model.name, model.name_en).where(model.code == code)).one()
