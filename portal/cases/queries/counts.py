"""How many cases a list holds: exactly while that is cheap, and "more than" beyond."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case as one_of
from sqlalchemy import func, select

from portal.accounts.models import Person
from portal.cases.models import Case
from portal.cases.queries.ambers import is_late
from portal.cases.queries.filters import Wanted
from portal.cases.queries.reach import cases_in_reach
from portal.cases.queries.strands import Key, strands_of, walk
from portal.cases.queries.views import EVER
from portal.db import db
from portal.grids.models import Grid

MOST_OPEN, MOST_EVER = 9_999, 1_000


@dataclass(frozen=True)
class Count:
    """How many, and whether there are more than that."""

    number: int
    is_more: bool = False


@dataclass(frozen=True)
class OpenHere:
    """The open cases of one grid: how many in all, and how many past their date."""

    open: int
    late: int


def how_many(person: Person, wanted: Wanted, *, today: date) -> Count:
    """Return how many cases in reach a list holds; nobody reads a number of seven digits."""
    most = MOST_EVER if wanted.view in EVER else MOST_OPEN
    order, strands = strands_of(person, wanted, today)
    keys, edge = walk(order, strands, None, most + 1)
    return counted(keys, edge, most)


def counted(keys: Sequence[Key], edge: Key | None, most: int) -> Count:
    """Return what a walk has counted: no more than it went on for."""
    return Count(min(len(keys), most), len(keys) > most or edge is not None)


def open_by_grid(person: Person, *, today: date) -> dict[Grid, OpenHere]:
    """Return the open cases in reach of each grid that has any, in the order of codes."""
    is_one_late = func.sum(one_of((is_late(today), 1), else_=0))
    rows = db.session.execute(
        select(Case.grid_id, func.count(Case.id), is_one_late)
        .where(Case.closed_at.is_(None), cases_in_reach(person, today, among_open=True))
        .group_by(Case.grid_id)
    )
    counts = {grid_id: OpenHere(number, late) for grid_id, number, late in rows}
    grids = select(Grid).where(Grid.id.in_(counts)).order_by(Grid.code)
    return {grid: counts[grid.id] for grid in db.session.scalars(grids)}
