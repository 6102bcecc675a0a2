"""How a list is walked: each part of it along one index, from where the last page ended, so far.

Whatever a list is narrowed by, a page looks at no more than so many cases,
and says how far it came: the next page goes on from there. So no filter,
however rare what it asks for, costs more where there are more cases.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_

from portal.accounts.models import Person
from portal.cases.models import Case
from portal.cases.queries.filters import (
    Pin,
    Wanted,
    conditions_of,
    last_report_day,
    pins_of,
    statuses_of,
)
from portal.cases.queries.reach import cases_in_reach
from portal.cases.queries.search import Search, search_for
from portal.cases.queries.views import BY_DUE_DATE, EVER, Branch, branches_of, within
from portal.cases.rules import CaseStatus
from portal.db import db

Key = tuple[Any, ...]
STRIDES = (2_000, 18_000)  # cases that a page looks at: first a few, then as many more
# The same where each case lies somewhere else: where words lead, or a place, a unit or a person.
# Fewer of them reach as far back.
FAR_STRIDES = (300, 700)
FEW_MATTERS = 8  # those of a group or a platform are more, and no narrow way
# The columns with an index of their own, the narrowest first: of all cases, of the open ones.
NARROW: tuple[str, ...] = (
    "assigned_to_id",
    "grid_id",
    "unit_id",
    "community_id",
    "matter_id",
    "status",
    "street_id",
)
NARROW_AMONG_OPEN: tuple[str, ...] = (
    "assigned_to_id",
    "grid_id",
    "unit_id",
    "community_id",
    "status",
)
NARROW_BY_DUE_DATE: tuple[str, ...] = ("assigned_to_id", "grid_id", "unit_id", "community_id")
SHORT = {"assigned_to_id", "grid_id"}  # so narrow that all of it is soon looked through


@dataclass(frozen=True)
class Order:
    """In what order a list is read, and so what names the place where a page ends."""

    columns: tuple[Any, ...]
    start: Key
    is_descending: bool

    def after(self, key: Key) -> ColumnElement[bool]:
        """Return the condition that a case comes after a place in the list."""
        here, there = self._sides(key)
        is_after: ColumnElement[bool] = here < there if self.is_descending else here > there
        return is_after

    def up_to(self, key: Key) -> ColumnElement[bool]:
        """Return the condition that a case comes no later than a place in the list."""
        here, there = self._sides(key)
        is_no_later: ColumnElement[bool] = here >= there if self.is_descending else here <= there
        return is_no_later

    def by(self) -> list[Any]:
        """Return what to order by."""
        return [column.desc() if self.is_descending else column for column in self.columns]

    def first(self, keys: Sequence[Key], edges: Sequence[Key]) -> list[Key]:
        """Return the keys in order, each once, that come no later than any of the edges."""
        ordered = sorted(set(keys), reverse=self.is_descending)
        if not edges:
            return ordered
        edge = self.nearest(edges)
        return [key for key in ordered if (key >= edge if self.is_descending else key <= edge)]

    def nearest(self, edges: Sequence[Key]) -> Key:
        """Return the edge that comes first."""
        return max(edges) if self.is_descending else min(edges)

    def _sides(self, key: Key) -> tuple[ColumnElement[Any], Any]:
        if len(self.columns) == 1:
            return self.columns[0], key[0]
        there = (
            literal(value, column.type) for value, column in zip(key, self.columns, strict=True)
        )
        return tuple_(*self.columns), tuple_(*there)


LATEST = Order((Case.id,), (2**31 - 1,), is_descending=True)
BY_NUMBER = Order((Case.number,), ("BJ" + "9" * 14,), is_descending=True)
BY_DUE = Order((Case.due_on, Case.id), (date(2000, 1, 1), 0), is_descending=False)


@dataclass(frozen=True)
class Strand:
    """The part of a list that one index holds in order."""

    order: Order
    found_by: tuple[ColumnElement[bool], ...]  # what the index is sought by
    where: tuple[ColumnElement[bool], ...]  # what each case is asked then
    reach: ColumnElement[bool]
    search: Search | None = None  # where words are looked through, not asked of each case
    is_few: bool = False
    is_far: bool = False  # from one of its cases to the next

    def keys(self, after: Key | None, most: int) -> tuple[list[Key], Key | None]:
        """Return the first keys after a place, and where the look ended if not at the end."""
        found: list[Key] = []
        edge: Key | None = None
        here = after or self.order.start
        for stride in self._strides():
            edge, is_here = self._stride(here, stride)
            asked = (*self.where, self.reach, *self._words(here, edge))
            rows = select(*self.order.columns).where(is_here, *self.found_by, *asked)
            rows = rows.order_by(*self.order.by()).limit(most - len(found))
            found += [tuple(row) for row in db.session.execute(rows)]
            if edge is None or len(found) >= most:
                return found, None
            here = edge
        return found, edge

    def _strides(self) -> Sequence[int | None]:
        if self.search is None and (self.is_few or not self.where):
            return (None,)
        is_led = self.search is not None and self.search.leads
        return FAR_STRIDES if is_led or self.is_far else STRIDES

    def _words(self, here: Key, edge: Key | None) -> list[ColumnElement[bool]]:
        """Return what is asked of the words of a stretch that holds all cases between its ends."""
        if self.search is None or self.search.leads:
            return []
        return [self.search.in_stretch(here[0], edge[0] if edge else None)]

    def _stride(self, here: Key, size: int | None) -> tuple[Key | None, ColumnElement[bool]]:
        """Return where so many cases from here on end, if they do, and how to be one of them."""
        if self.search and self.search.leads and size:
            edge, is_hit = self.search.stride(here[0], size)
            return (None if edge is None else (edge,)), is_hit
        after = self.order.after(here)
        if size is None:
            return None, after
        step = select(*self.order.columns).where(after, *self.found_by).order_by(*self.order.by())
        row = db.session.execute(step.offset(size - 1).limit(1)).first()
        return (tuple(row), after & self.order.up_to(tuple(row))) if row else (None, after)


def walk(
    order: Order, strands: Sequence[Strand], after: Key | None, most: int
) -> tuple[list[Key], Key | None]:
    """Return the first keys of all strands together, and where the look ended if not at the end."""
    keys: list[Key] = []
    edges: list[Key] = []
    for strand in strands:
        found, edge = strand.keys(after, most)
        keys += found
        edges += [edge] if edge else []
    keys = order.first(keys, edges)
    return keys[:most], order.nearest(edges) if edges and len(keys) < most else None


def strands_of(person: Person, wanted: Wanted, today: date) -> tuple[Order, list[Strand]]:
    """Return the order of a list, and its strands: all of them within reach."""
    search = search_for(wanted.words)
    pins, conditions = pins_of(wanted), conditions_of(wanted, today)
    branches = [
        Branch((*way.pins, *pins), (*way.where, *conditions), way.is_few)
        for way in branches_of(person, wanted.view, today)
    ]
    order = _order_of(wanted, search, branches)
    reach = within(person, wanted.view, today, cases_in_reach(person, today, among_open=True))
    bounds = _bounds(order, wanted, search, today)
    strands = [
        strand
        for branch in dict.fromkeys(branches)
        for strand in _strands(branch, wanted, order, search, bounds, reach)
    ]
    return order, strands


def _order_of(wanted: Wanted, search: Search | None, branches: Sequence[Branch]) -> Order:
    """Return the order of a list: the next date first, or the latest first.

    Numbers hold the day of the report: where days are asked for, a list is
    walked by numbers and begins at the last day that can fit.
    """
    if search and search.numbers:
        return BY_NUMBER
    if search:
        return LATEST
    if wanted.view in BY_DUE_DATE:
        return BY_DUE
    is_short = all(SHORT & {pin.column.key for pin in way.pins} for way in branches)
    return BY_NUMBER if wanted.is_by_day and wanted.view in EVER and not is_short else LATEST


def _bounds(
    order: Order, wanted: Wanted, search: Search | None, today: date
) -> list[ColumnElement[bool]]:
    """Return what bounds the walk along the index itself."""
    bounds: list[ColumnElement[bool]] = []
    if _is_open(wanted):
        bounds.append(Case.closed_at.is_(None))
    if wanted.view in BY_DUE_DATE and order is BY_DUE:
        bounds.append(Case.due_on < today if wanted.view == "overdue" else Case.due_on >= today)
    if search and search.numbers:
        bounds.append(Case.number.between(*search.numbers))
    elif order is BY_NUMBER:
        if wanted.reported[0]:
            bounds.append(Case.number >= _first_number(wanted.reported[0]))
        if last := last_report_day(wanted):
            bounds.append(Case.number < _first_number(last + timedelta(days=1)))
    return bounds


def _first_number(day: date) -> str:
    return f"BJ{day:%Y%m%d}000000"


def _strands(
    branch: Branch,
    wanted: Wanted,
    order: Order,
    search: Search | None,
    bounds: Sequence[ColumnElement[bool]],
    reach: ColumnElement[bool],
) -> list[Strand]:
    is_few = branch.is_few or (search is not None and search.is_few)
    narrow = None if is_few else _narrowest(branch.pins, order, wanted)
    where = [pin.hidden() for pin in branch.pins if pin is not narrow] + list(branch.where)
    is_walked = _is_walked(search, is_whole=not narrow and not bounds)
    if search and search.condition is not None and not is_walked:
        where.append(search.condition)
    whole = Strand(
        order=order,
        found_by=tuple(bounds),
        where=tuple(where),
        reach=reach,
        search=search if is_walked else None,
        is_few=is_few,
    )
    return [_pinned(whole, narrow, value) for value in narrow.values] if narrow else [whole]


def _is_walked(search: Search | None, *, is_whole: bool) -> bool:
    """Say whether words are looked through from end to end: by themselves, or all cases'."""
    return search is not None and (search.leads or (is_whole and search.fits is not None))


def _pinned(whole: Strand, pin: Pin, value: Any) -> Strand:
    """Return the part of a strand with one value in the column that it is found by."""
    if whole.search:
        return replace(whole, search=whole.search.among(pin.column.key, value))
    is_far = pin.column.key in NARROW_BY_DUE_DATE
    return replace(whole, found_by=(pin.column == value, *whole.found_by), is_far=is_far)


def _narrowest(pins: Sequence[Pin], order: Order, wanted: Wanted) -> Pin | None:
    """Return the pin whose index holds the fewest cases, as far as one can know."""
    if order is BY_NUMBER:
        return None
    is_open = _is_open(wanted) and not wanted.words
    columns = NARROW_AMONG_OPEN if is_open else NARROW
    if order is BY_DUE:
        columns = NARROW_BY_DUE_DATE
    fit = [pin for pin in pins if pin.column.key in columns and _is_narrow(pin)]
    return min(fit, key=lambda p: (columns.index(p.column.key), len(p.values)), default=None)


def _is_open(wanted: Wanted) -> bool:
    """Say whether only open cases can fit: those are found among themselves."""
    possible = statuses_of(wanted)
    return wanted.view not in EVER or all(status.is_open for status in possible)


def _is_narrow(pin: Pin) -> bool:
    if pin.column.key == "matter_id":
        return len(pin.values) <= FEW_MATTERS
    return CaseStatus.CLOSED not in pin.values
