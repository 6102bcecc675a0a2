"""A year's cases for everybody, a month at a time: a year is never held at once."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, String, func, select, type_coerce

from portal import clock
from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.exchange.rules import Known, Told, told_of_each
from portal.grids.models import Grid

Outcome = tuple[str, int | None, bool | None]  # status, level and was_in_time


class OpenCase(NamedTuple):
    """A case as everybody reads it."""

    told: Told
    status: str
    level: int | None
    was_in_time: bool | None
    times: int  # so many of its month's cases are told in the very same words


def open_cases(year: int, today: date, fewest: int) -> Iterator[OpenCase]:
    """Yield the cases that were reported in the whole months of a year that are over.

    A month that still runs is left out: what it holds alone today is one of many later.
    """
    for number in range(1, 13):
        month = date(year, number, 1)
        if clock.next_month(month) > today:
            return
        # Never in the order in which they came in: the lines around one would tell its day.
        yield from sorted(_told(Counter(_reported_in(month)), fewest), key=_said)


def years_of_cases(today: date) -> list[int]:
    """Return the years of which cases can be told, the latest first."""
    until_now = Case.reported_at < clock.start_of(today + timedelta(days=1))
    first = db.session.scalar(select(func.min(Case.reported_at)).where(until_now))
    if first is None:
        return []
    return list(range(today.year, clock.day_of(first).year - 1, -1))


def state_of_cases(year: int, today: date, fewest: int) -> str:
    """Return what changes whenever the cases of a year are told otherwise than before.

    A case that anything happens to has a higher version, so their sum only grows.
    """
    first, after = clock.start_of(date(year, 1, 1)), clock.start_of(date(year + 1, 1, 1))
    asked = select(func.count(), func.sum(Case.version))
    many, versions = db.session.execute(
        asked.where(Case.reported_at >= first, Case.reported_at < after)
    ).one()
    return f"{year} {min(today.replace(day=1), date(year + 1, 1, 1))} {fewest} {many} {versions}"


def _told(many: Counter[tuple[Known, Outcome]], fewest: int) -> Iterator[OpenCase]:
    """Yield a month's cases as they are told, once where several are told in the same words."""
    known: Counter[Known] = Counter()
    for (case, _outcome), times in many.items():
        known[case] += times
    told = told_of_each(known, fewest)
    lines: Counter[tuple[Told, Outcome]] = Counter()
    for (case, outcome), times in many.items():
        if one := told[case]:
            lines[one, outcome] += times
    return (OpenCase(one, *outcome, times) for (one, outcome), times in lines.items())


def _said(case: OpenCase) -> tuple[Told, str, int, str]:
    return case.told, case.status, case.level or 0, str(case.was_in_time)


def _reported_in(month: date) -> Iterator[tuple[Known, Outcome]]:
    """Yield a month's cases, read day by day: so no moment has to be turned into its day."""
    day = month
    while day < clock.next_month(month):
        until = day + timedelta(days=1)
        asked = _of_all().where(
            Case.reported_at >= clock.start_of(day), Case.reported_at < clock.start_of(until)
        )
        for grid, matter, category, is_private, status, level, in_time in db.session.execute(asked):
            yield Known(grid, matter, category, day, is_private), (status, level, in_time)
        day = until


def _of_all() -> Select[*tuple[Any, ...]]:
    """Ask for plain columns, the status as text: a year has hundreds of thousands of lines."""
    outcome = (type_coerce(Case.status, String), Case.level, Case.was_in_time)
    return (
        select(Grid.code, Matter.code, Matter.category, Matter.is_private, *outcome)
        .join_from(Case, Grid, Grid.id == Case.grid_id)
        .join(Matter, Matter.id == Case.matter_id)
        .where(Case.status != CaseStatus.MERGED, ~Case.is_held, ~Matter.is_info)
    )
