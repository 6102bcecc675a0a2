"""Information items: a grid's own records, the longest unchecked first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid, InfoCheck, InfoItem
from portal.grids.queries.patrols import LARGEST, codes_worked, grids_in_reach

PAGE = 30
KEY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")


@dataclass(frozen=True)
class InfoItems:
    """One page of a grid's items, and the key of the page after it."""

    items: Sequence[InfoItem]
    next_key: str | None


def info_items_of(grid: Grid, *, matter_code: str = "", after_key: str | None) -> InfoItems:
    """Return a page of what a grid looks after, the longest unchecked first."""
    rows = select(InfoItem).where(InfoItem.grid_id == grid.id, InfoItem.ended_on.is_(None))
    if matter_code:
        rows = rows.where(InfoItem.matter_code == matter_code)
    if after_key:
        rows = rows.where(_is_after(after_key))
    rows = rows.options(joinedload(InfoItem.checked_by))
    rows = rows.order_by(InfoItem.last_checked_on, InfoItem.id).limit(PAGE + 1)
    found = db.session.scalars(rows).all()
    last = found[PAGE - 1] if len(found) > PAGE else None
    return InfoItems(found[:PAGE], f"{last.last_checked_on}.{last.id}" if last else None)


def info_item_in_reach(person: Person, number: int, on: date) -> InfoItem:
    """Return an item that this person may see, with every look at it."""
    return _item(number, grids_in_reach(person, on))


def own_info_item(person: Person, number: int, on: date) -> InfoItem:
    """Return an item of a grid that this person works in."""
    return _item(number, Grid.code.in_(codes_worked(person, on)))


def info_item_by_request(key: str) -> InfoItem | None:
    """Return the item that this very form has made, if it was sent before."""
    return db.session.scalar(select(InfoItem).where(InfoItem.request_key == key))


def info_check_by_request(key: str) -> InfoCheck | None:
    """Return the look that this very form has kept, if it was sent before."""
    return db.session.scalar(select(InfoCheck).where(InfoCheck.request_key == key))


def _item(number: int, condition: ColumnElement[bool]) -> InfoItem:
    wanted = (
        select(InfoItem)
        .join(InfoItem.grid)
        .where(InfoItem.id == min(number, LARGEST), condition)
        .options(joinedload(InfoItem.grid), joinedload(InfoItem.checked_by))
        .options(selectinload(InfoItem.checks).joinedload(InfoCheck.by))
    )
    if item := db.session.scalar(wanted):
        return item
    raise NotFound(N_("No such record, or it is not yours to see."))


def _is_after(key: str) -> ColumnElement[bool]:
    read = KEY.fullmatch(key)
    try:
        day = date.fromisoformat(read[1] if read else "")
    except ValueError:
        raise NotFound(N_("That page of the list does not exist.")) from None
    number = int(read[2]) if read else 0
    same_day = and_(InfoItem.last_checked_on == day, InfoItem.id > number)
    return or_(InfoItem.last_checked_on > day, same_day)
