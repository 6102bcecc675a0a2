"""A year's cases for everybody, a month at a time: a year is never held at once."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, select

from portal import clock
from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.exchange.rules import Known, Told, told_alike
from portal.grids.models import Grid

PAGE = 5000


class OpenCase(NamedTuple):
    """A case as everybody reads it."""

    told: Told
    status: CaseStatus
    level: int | None
    was_in_time: bool | None


def open_cases(year: int, today: date, fewest: int) -> Iterator[OpenCase]:
    """Yield the cases that were reported in the whole months of a year that are over.

    A month that still runs is left out: what it holds alone today is one of many later.
    """
    for number in range(1, 13):
        month = date(year, number, 1)
        if clock.next_month(month) > today:
            return
        rows = _reported_in(month)
        told = told_alike([_known(row) for row in rows], fewest)
        open_ones = [
            OpenCase(one, row.status, row.level, row.was_in_time)
            for row, one in zip(rows, told, strict=True)
            if one
        ]
        # Never in the order in which they came in: the lines around one would tell its day.
        yield from sorted(open_ones, key=_said)


def years_of_cases(today: date) -> list[int]:
    """Return the years of which cases can be told, the latest first."""
    until_now = Case.reported_at < clock.start_of(today + timedelta(days=1))
    first = db.session.scalar(select(func.min(Case.reported_at)).where(until_now))
    if first is None:
        return []
    return list(range(today.year, clock.day_of(first).year - 1, -1))


def _said(case: OpenCase) -> tuple[Told, str, int, str]:
    return case.told, case.status, case.level or 0, str(case.was_in_time)


def _reported_in(month: date) -> list[Row[Any]]:
    """Return a month's cases, read in pages that each begin where the last one ended."""
    rows: list[Row[Any]] = []
    after = (clock.start_of(month), 0)
    until = clock.start_of(clock.next_month(month))
    while page := _page(after, until):
        rows += page
        after = (page[-1].reported_at, page[-1].id)
    return rows


def _page(after: tuple[Any, int], until: Any) -> Sequence[Row[Any]]:
    moment, last = after
    asked = _told_of().where(Case.reported_at >= moment, Case.reported_at < until)
    asked = asked.where((Case.reported_at > moment) | (Case.id > last))
    return db.session.execute(asked.order_by(Case.reported_at, Case.id).limit(PAGE)).all()


def _told_of() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Case.id,
            Case.reported_at,
            Case.status,
            Case.level,
            Case.was_in_time,
            Grid.code.label("grid"),
            Matter.code.label("matter"),
            Matter.category,
            Matter.is_private,
        )
        .join(Grid, Grid.id == Case.grid_id)
        .join(Matter, Matter.id == Case.matter_id)
        .where(Case.status != CaseStatus.MERGED, ~Case.is_held, ~Matter.is_info)
    )


def _known(row: Row[Any]) -> Known:
    return Known(row.grid, row.matter, row.category, clock.day_of(row.reported_at), row.is_private)
