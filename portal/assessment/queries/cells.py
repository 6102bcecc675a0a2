"""The statement that counts: every cell of some months from the cases and ratings themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    func,
    label,
    literal,
    literal_column,
    select,
    union_all,
)

from portal.assessment.models import FigureCell
from portal.assessment.queries.counted import PIECE, STRANDS, Strand
from portal.assessment.rules import NAMES, Counts
from portal.cases.models import Case
from portal.clock import next_month, start_of
from portal.db import UTCDateTime, db

KEYS = ("grid_id", "month", "matter_id", "level", "unit_id", "piece")
AREAS = (0, 1)  # a case in one piece, and the whole of one in parts
NOUGHT: ColumnElement[int] = literal_column("0")


def cells(months: Sequence[date], grid_id: int | None = None) -> Select[int]:
    """Return the statement that counts the cells of consecutive months, of all grids or of one.

    A report that was joined to another counts as reported, for somebody
    reported it, and never as due or resolved: the one that speaks for both
    does. A case in parts is one whole, which areas sum, and so many parts,
    which units sum. So neither joining nor splitting makes anybody look
    busier, or better. What came back counts for the unit that had said that
    it was resolved, and what was asked of a reporter too.
    """
    counted = union_all(*(_of(strand, months, grid_id) for strand in STRANDS)).subquery("counted")
    keys = [counted.c[name] for name in KEYS]
    rows: Select[int] = select(*keys, *(func.sum(counted.c[name]).label(name) for name in NAMES))
    return rows.group_by(*keys)


def sums(first_month: date, last_month: date, grid_id: int | None = None) -> Select[int]:
    """Return the statement that sums the kept cells of each grid and month."""
    keys = (FigureCell.grid_id, FigureCell.month)
    rows: Select[int] = select(*keys, *(func.sum(getattr(FigureCell, name)) for name in NAMES))
    rows = rows.where(FigureCell.month.between(first_month, last_month))
    rows = rows.where(FigureCell.piece.in_(AREAS)).group_by(*keys)
    return rows.where(FigureCell.grid_id == grid_id) if grid_id else rows


def count_cases(grid_id: int, month: date) -> Counts:
    """Count one grid's month from the cases and ratings themselves, exactly."""
    counted = cells([month], grid_id).subquery("cells")
    total = [func.coalesce(func.sum(counted.c[name]), 0) for name in NAMES]
    row = db.session.execute(select(*total).where(counted.c.piece.in_(AREAS))).one()
    return Counts(*map(int, row))


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one day to another, both ends included."""
    months = [first.replace(day=1)]
    while (after := next_month(months[-1])) <= last:
        months.append(after)
    return months


def within(strand: Strand, months: Sequence[date]) -> ColumnElement[bool]:
    """Return the condition that a row counts, and in one of these consecutive months."""
    begins, ends = months[0], next_month(months[-1])
    if isinstance(strand.at.type, UTCDateTime):
        span = and_(strand.at >= start_of(begins), strand.at < start_of(ends))
    else:
        span = and_(strand.at >= begins, strand.at < ends)
    return and_(strand.where, span)


def _of(strand: Strand, months: Sequence[date], grid_id: int | None) -> Select[int]:
    keys: dict[str, ColumnElement[Any]] = {
        "grid_id": strand.grid_id,
        "month": _month(strand, months),
        "matter_id": Case.__table__.c.matter_id,
        "level": strand.level,
        "unit_id": strand.unit_id,
        "piece": PIECE,
    }
    named = [label(name, keys[name]) for name in KEYS]
    rows: Select[int] = select(*named, *(label(name, _count(strand, name)) for name in NAMES))
    rows = rows.select_from(strand.of).where(within(strand, months))
    return rows.where(keys["grid_id"] == grid_id) if grid_id else rows


def _month(strand: Strand, months: Sequence[date]) -> ColumnElement[date]:
    """Return the month of a row: the first one after which its date does not lie."""
    *others, last = months
    if not others:
        return literal(last, Date)
    is_instant = isinstance(strand.at.type, UTCDateTime)
    ends = [(next_month(month), month) for month in others]
    upto = [
        (strand.at < (start_of(end) if is_instant else end), literal(month, Date))
        for end, month in ends
    ]
    return case(*upto, else_=literal(last, Date))


def _count(strand: Strand, name: str) -> ColumnElement[int]:
    if name in strand.sums:
        return strand.sums[name]
    if name in strand.counts:
        return case((strand.counts[name], 1), else_=0)
    return NOUGHT
