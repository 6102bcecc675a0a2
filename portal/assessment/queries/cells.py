"""The statement that counts: every cell of some months from the cases and ratings themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    label,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from portal.assessment.models import FigureCell
from portal.assessment.queries.counted import PIECE, REST_OF, STRANDS, Strand
from portal.assessment.rules import NAMES, Counts
from portal.cases.models import Case
from portal.clock import day_of, next_month, now, start_of
from portal.db import UTCDateTime, db

KEYS = ("grid_id", "month", "matter_id", "level", "unit_id", "piece")
AREAS = (0, 1)  # a case in one piece, and the whole of one in parts
Cell = tuple[tuple[Any, ...], Counts]


@cache
def cells(months: int, *, of_some: bool = False) -> Select[int]:
    """Return the statement that counts the cells of so many months in a row; see `asked`.

    A report that was joined to another counts as reported, for somebody
    reported it, and never as due or resolved: the one that speaks for both
    does. A case in parts is one whole, which areas sum, and so many parts,
    which units sum. So neither joining nor splitting makes anybody look
    busier, or better. What is due, what is said of it and what comes back
    count for the unit whose clock it was, and not for whoever got it late.

    `of_some` grids only, by their indexes; or of all, and then every row is read in the order in
    which it lies, once for each date: an index would fetch the same rows one by one. It is built
    once: building it takes longer than asking it.
    """
    counted = union_all(*(_of(strand, months, of_some) for strand in STRANDS))
    rows = counted.subquery("counted").c
    keys = [rows[name] for name in KEYS]
    whole: Select[int] = select(*keys, *(_summed(rows, name).label(name) for name in NAMES))
    return whole.group_by(*keys)


def asked(months: Sequence[date], grid_ids: Sequence[int] = ()) -> dict[str, Any]:
    """Return what the statement is asked with: where each of the months begins and ends."""
    borders = [*months, next_month(months[-1])]
    days = {f"day_{n}": border for n, border in enumerate(borders)}
    instants = {f"at_{n}": start_of(border) for n, border in enumerate(borders)}
    return days | instants | ({"grids": list(grid_ids)} if grid_ids else {})


def counted_cells(months: Sequence[date], grid_ids: Sequence[int] = ()) -> Iterator[Cell]:
    """Count the cells of months in a row from the cases and ratings themselves, exactly."""
    statement = cells(len(months), of_some=bool(grid_ids))
    for row in db.session.execute(statement, asked(months, grid_ids)):
        yield tuple(row[: len(KEYS)]), Counts(*map(int, row[len(KEYS) :]))


def count_cases(grid_id: int, month: date) -> Counts:
    """Count one grid's month from the cases and ratings themselves, exactly."""
    counted = counted_cells([month], [grid_id])
    return sum((counts for key, counts in counted if key[-1] in AREAS), start=Counts())


@cache
def sums(*, of_some: bool = False) -> Select[int]:
    """Return the statement that sums the kept cells of each grid and month; see `asked`."""
    keys = (FigureCell.grid_id, FigureCell.month)
    rows: Select[int] = select(*keys, *(func.sum(getattr(FigureCell, name)) for name in NAMES))
    rows = rows.where(FigureCell.month >= _day("first"), FigureCell.month <= _day("last"))
    rows = rows.where(FigureCell.piece.in_(AREAS)).group_by(*keys)
    return rows.where(FigureCell.grid_id.in_(_grids())) if of_some else rows


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one day to another, both ends included."""
    months = [first.replace(day=1)]
    while (after := next_month(months[-1])) <= last:
        months.append(after)
    return months


def touched_months() -> list[date]:
    """Return all months from the first report to the last due date."""
    first = db.session.scalar(select(func.min(Case.reported_at)))
    last = db.session.scalar(select(func.max(Case.due_on)))
    today = day_of(now())
    return months_between(day_of(first), max(last or today, today)) if first else []


def between(strand: Strand, begins: Any, ends: Any) -> ColumnElement[bool]:
    """Return the condition that a row counts, with its date from `begins` to before `ends`."""
    return and_(strand.where, strand.at >= begins, strand.at < ends)


def _of(strand: Strand, months: int, of_some: bool) -> Select[int]:
    if strand.is_few:  # by their dates: a grid's cases of all years would be walked for them
        strand = replace(strand, grid_id=_as_it_lies(strand.grid_id))
    elif not of_some:
        strand = replace(strand, at=_as_it_lies(strand.at), grid_id=_as_it_lies(strand.grid_id))
    keys: dict[str, ColumnElement[Any]] = {
        "grid_id": strand.grid_id,
        "month": _month(strand, 0, months),
        "matter_id": Case.__table__.c.matter_id,
        "level": strand.level,
        "unit_id": strand.unit_id,
        "piece": PIECE,
    }
    named = [label(name, keys[name]) for name in KEYS]
    rows: Select[int] = select(*named, *(label(name, _count(strand, name)) for name in NAMES))
    rows = rows.select_from(strand.of)
    rows = rows.where(strand.among, between(strand, _border(strand, 0), _border(strand, months)))
    return rows.where(strand.grid_id.in_(_grids())) if of_some else rows


def _as_it_lies(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column in words that no index knows."""
    return func.coalesce(column, null())


def _month(strand: Strand, first: int, after: int) -> ColumnElement[date]:
    """Return which of some months a row's date lies in, by halving them."""
    if after - first == 1:
        return _day(f"day_{first}")
    middle = (first + after) // 2
    is_early = strand.at < _border(strand, middle)
    return case((is_early, _month(strand, first, middle)), else_=_month(strand, middle, after))


def _border(strand: Strand, n: int) -> BindParameter[Any]:
    return bindparam(f"at_{n}", type_=UTCDateTime()) if strand.is_instant else _day(f"day_{n}")


def _day(name: str) -> BindParameter[date]:
    return bindparam(name, type_=Date())


def _grids() -> BindParameter[int]:
    return bindparam("grids", type_=Integer(), expanding=True)


def _count(strand: Strand, name: str) -> ColumnElement[int]:
    if name in strand.sums:
        return strand.sums[name]
    conditions = {**strand.counts, **strand.all_of_both}
    return case((conditions[name], 1), else_=0) if name in conditions else literal_column("0")


def _summed(rows: ReadOnlyColumnCollection[str, Any], name: str) -> ColumnElement[int]:
    if name in REST_OF:
        return func.sum(rows[name] - rows[REST_OF[name]])
    return func.sum(rows[name])
