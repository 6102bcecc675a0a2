"""What is asked of places."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Appointment, Area, Grid
from portal.grids.rules import AreaKind, Known

GRID_DIGITS = 15
FEW = 1000  # ids that one question may name; more are picked out afterwards


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
        .where(lies_in(Grid.code, area_code), Grid.ended_on.is_(None))
        .options(joinedload(Grid.community))
        .order_by(Grid.code)
    )
    return db.session.scalars(inside).all()


def grids_with_codes(codes: Collection[str]) -> Sequence[Grid]:
    """Return the working grids with these codes, in order."""
    wanted = (
        select(Grid)
        .where(Grid.code.in_(codes), Grid.ended_on.is_(None))
        .options(joinedload(Grid.community))
        .order_by(Grid.code)
    )
    return db.session.scalars(wanted).all()


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


def in_office(grid_ids: Collection[int], on: date) -> Sequence[Appointment]:
    """Return everybody appointed to any of these grids on a day, with the person, in order."""
    return [held for held in current_appointments(grid_ids, on) if held.started_on <= on]


def place_by_code(code: str) -> Area | Grid:
    """Return the area or grid with this code; one that is not known is refused."""
    place = grid_by_code(code) if len(code) == GRID_DIGITS else area_by_code(code)
    if place is None:
        raise NotFound(N_("No street, community or grid has the code %(code)s."), code=code)
    return place


def all_areas() -> Sequence[Area]:
    """Return every area, in the order of their codes."""
    return db.session.scalars(select(Area).order_by(Area.code)).all()


def all_grids() -> Sequence[Grid]:
    """Return every grid, ended ones too, in the order of their codes."""
    return db.session.scalars(select(Grid).order_by(Grid.code)).all()


def known_codes() -> Known:
    """Return what a registry may refer to without listing it."""
    areas, grids = (db.session.scalars(select(model.code)) for model in (Area, Grid))
    return Known(frozenset(areas), frozenset(grids))


def current_appointments(grid_ids: Collection[int] | None, on: date) -> Sequence[Appointment]:
    """Return appointments that have not ended by a day, of some grids or (None) of all.

    Those still to begin are among them. People and grids come along.
    """
    held = (
        select(Appointment)
        .where(or_(Appointment.ended_on.is_(None), Appointment.ended_on > on))
        .options(joinedload(Appointment.person), joinedload(Appointment.grid))
        .order_by(Appointment.id)
    )
    if grid_ids is not None and len(grid_ids) <= FEW:
        held = held.where(Appointment.grid_id.in_(list(grid_ids)))
    found = db.session.scalars(held).all()
    if grid_ids is None:
        return found
    wanted = set(grid_ids)
    return [appointment for appointment in found if appointment.grid_id in wanted]


def lies_in(code: InstrumentedAttribute[str], area_code: str) -> ColumnElement[bool]:
    """Return the condition that a place is an area or lies in it: codes nest, digit by digit.

    Compared with digits only, which every collation of PostgreSQL sorts alike.
    """
    return code.between(area_code, area_code.ljust(GRID_DIGITS, "9"))


def areas_within(codes: Collection[str]) -> Sequence[Area]:
    """Return the areas with these codes and all in them, in order: each before what lies in it."""
    inside = or_(false(), *(lies_in(Area.code, code) for code in codes))
    return db.session.scalars(select(Area).where(inside).order_by(Area.code)).all()


def grid_called(words: str) -> Grid | None:
    """Return the grid with exactly this code or name, in either language."""
    is_it = or_(Grid.code == words, Grid.name == words, Grid.name_en == words)
    return db.session.scalar(select(Grid).where(is_it).order_by(Grid.code).limit(1))


def place_called(words: str) -> Area | Grid | None:
    """Return the area or grid with exactly this code or name, in either language."""
    is_it = or_(Area.code == words, Area.name == words, Area.name_en == words)
    area = db.session.scalar(select(Area).where(is_it).order_by(Area.code).limit(1))
    return area or grid_called(words)
