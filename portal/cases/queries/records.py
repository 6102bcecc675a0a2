"""Matters of which a grid keeps records: they are looked at again, and never cases."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select

from portal.cases.models import Matter
from portal.db import db


def matters_for_records(on: date) -> list[Matter]:
    """Return the matters of which records are kept on a day, in the order of their codes."""
    in_force = (
        select(Matter)
        .where(Matter.is_info.is_(True), Matter.started_on <= on)
        .where(or_(Matter.ended_on.is_(None), Matter.ended_on > on))
        .order_by(Matter.code)
    )
    return list(db.session.scalars(in_force))


def matters_called(codes: Collection[str]) -> dict[str, Matter]:
    """Return the newest row of each of these matters, by code; an ended one keeps its name."""
    rows = select(Matter).where(Matter.code.in_(codes)).order_by(Matter.started_on)
    return {matter.code: matter for matter in db.session.scalars(rows)}
