"""Whose figures somebody may look behind: those of their areas, their unit, and their own."""

from datetime import date

from sqlalchemy import select

from portal.accounts.models import Person
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
