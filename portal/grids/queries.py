"""What is asked of places."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.grids.models import Appointment, Area, Grid
from portal.grids.rules import AreaKind


def grid_by_code(code: str) -> Grid | None:
    """Return the grid with this code."""
    return db.session.scalar(
        select(Grid).where(Grid.code == code).options(joinedload(Grid.community))
    )


def area_by_code(code: str) -> Area | None:
    """Return the area with this code."""
    return db.session.scalar(select(Area).where(Area.code == code))


def areas_of(kind: AreaKind) -> Sequence[Area]:
    """Return all areas of a kind, in the order of their codes."""
    return db.session.scalars(select(Area).where(Area.kind == kind).order_by(Area.code)).all()


def grids_in(area_code: str) -> Sequence[Grid]:
    """Return the working grids whose code begins with an area's code, in order."""
    inside = (
        select(Grid)
        .where(Grid.code >= area_code, Grid.code < area_code + ":", Grid.ended_on.is_(None))
        .options(joinedload(Grid.community))
        .order_by(Grid.code)
    )
    return db.session.scalars(inside).all()


def who_answers_for(grid: Grid, on: date) -> Sequence[Appointment]:
    """Return everybody appointed to a grid on a day, with the person, in order of appointment."""
    in_post = (
        select(Appointment)
        .where(Appointment.grid_id == grid.id, Appointment.started_on <= on)
        .where(or_(Appointment.ended_on.is_(None), Appointment.ended_on > on))
        .options(joinedload(Appointment.person))
        .order_by(Appointment.id)
    )
    return db.session.scalars(in_post).all()
