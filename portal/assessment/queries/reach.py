"""Whose figures somebody may look behind: those of their areas, their unit, and their own."""

from datetime import date

from sqlalchemy import select

from portal.accounts.models import Person, Unit
from portal.accounts.queries import area_codes_of, posts_of
from portal.assessment.queries.cells import months_between
from portal.assessment.queries.subjects import grids_held
from portal.assessment.rules import SubjectKind
from portal.db import db
from portal.grids.models import Area, Grid


def is_in_reach(
    person: Person, kind: SubjectKind, code: str, begins: date, ends: date, *, on: date
) -> bool:
    """Say whether a subject's cases are somebody's to see.

    An area or a grid inside their areas; a unit that serves one of them, or is theirs; and of
    workers themselves, and those whose grids all lie in their areas.
    """
    codes = tuple(area_codes_of(person, on))
    if kind is SubjectKind.UNIT:
        unit = db.session.scalar(select(Unit).where(Unit.code == code))
        own = {post.unit_id for post in posts_of(person, on)}
        return unit is not None and (unit.id in own or unit.area_code.startswith(codes))
    if kind is SubjectKind.WORKER:
        held = {grid_id for grid_id, _month in grids_held(code, months_between(begins, ends))}
        grids = db.session.scalars(select(Grid.code).where(Grid.id.in_(held))).all()
        is_above = bool(grids) and all(grid.startswith(codes) for grid in grids)
        return code == person.number or is_above
    model = Grid if kind is SubjectKind.GRID else Area
    there = db.session.scalar(select(model.id).where(model.code == code))
    return there is not None and code.startswith(codes)
