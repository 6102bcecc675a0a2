"""Editions of the list: the drafts and what was adopted, and what a row of the list may name."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload, undefer

from portal.accounts.models import Person, Unit
from portal.accounts.rules import UnitKind
from portal.cases.models import Matter, MatterEdition, Platform, RefusedImport
from portal.cases.queries.matters import all_matters
from portal.cases.rules.editions import by_code
from portal.cases.rules.matter_rows import KEYS, Known
from portal.cases.rules.matter_rows import Row as Cells
from portal.db import db
from portal.errors import N_, NotFound
from portal.policy.rules import Policy


def row_of(matter: Matter) -> Cells:
    """Return a matter's columns as an edition compares them."""
    return {key: getattr(matter, key) for key in KEYS}


def rows_on(on: date) -> list[Cells]:
    """Return the list of a day, row by row."""
    return [row_of(matter) for matter in all_matters(on)]


def editions() -> Sequence[MatterEdition]:
    """Return every edition and draft, the newest first; drafts stand before what was adopted."""
    kept = select(MatterEdition).options(
        joinedload(MatterEdition.made_by), joinedload(MatterEdition.adopted_by)
    )
    order = (MatterEdition.in_force_on.desc().nulls_first(), MatterEdition.id.desc())
    return db.session.scalars(kept.order_by(*order)).all()


def edition(edition_id: int) -> MatterEdition:
    """Return one edition, or say that there is none."""
    known = select(MatterEdition).where(MatterEdition.id == edition_id)
    whole = known.options(undefer(MatterEdition.rows), undefer(MatterEdition.base))
    if found := db.session.scalar(whole):
        return found
    raise NotFound(N_("There is no such edition. Choose one from the list."))


def latest_edition() -> MatterEdition | None:
    """Return the last edition that was adopted, in force or still to come."""
    adopted = select(MatterEdition).where(MatterEdition.in_force_on.is_not(None))
    return db.session.scalar(adopted.order_by(MatterEdition.in_force_on.desc()).limit(1))


def newest_list(today: date) -> list[Cells]:
    """Return the list that a new edition replaces: today's, or that of an edition still to come."""
    latest = latest_edition()
    coming = latest.in_force_on if latest and latest.in_force_on else today
    return rows_on(max(today, coming))


def platforms() -> Sequence[Platform]:
    """Return the platforms in their order."""
    return db.session.scalars(select(Platform).order_by(Platform.rank, Platform.id)).all()


def platform(platform_id: int) -> Platform:
    """Return one platform, or say that there is none."""
    if found := db.session.get(Platform, platform_id):
        return found
    raise NotFound(N_("There is no such platform. Choose one from the list."))


def known_to_rows(rows: Sequence[Cells], policy: Policy) -> Known:
    """Return what a row of the list may name, and the rows that a sheet may leave in part."""
    longest = tuple(map(max, zip(policy.level_days, policy.longest_days, strict=True)))
    return Known(
        platforms=[each.name for each in platforms()],
        units={code for code, _name, _name_en in departments()},
        longest_days=longest,
        rows=by_code(rows),
    )


def departments() -> Sequence[Row[str, str, str]]:
    """Return code and names of the units that may answer for a matter at level 4."""
    kinds = (UnitKind.DEPARTMENT, UnitKind.COMMAND_CENTRE)
    units = select(Unit.code, Unit.name, Unit.name_en).where(Unit.kind.in_(kinds))
    return db.session.execute(units.where(Unit.ended_on.is_(None)).order_by(Unit.code)).all()


def refused_import_of(person: Person) -> RefusedImport | None:
    """Return what could not be taken of somebody's last import."""
    return db.session.get(RefusedImport, person.id)
