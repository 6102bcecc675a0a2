"""A year's cases for everybody, a month at a time: a year is never held at once.

A year has hundreds of thousands of lines. So they are read as plain numbers, counted day by day,
and only what a month has left is told step by step as the rules say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import String, func, select, type_coerce

from portal import clock
from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.exchange.rules import (
    Fineness,
    Known,
    Told,
    enough_alike,
    told_by_day,
    told_of_each,
)
from portal.grids.models import Grid

Outcome = tuple[str, int | None, bool | None]  # status, level and was_in_time
Row = tuple[int, int, Outcome]  # after the numbers of its grid and its matter
Lines = Counter[tuple[Told, Outcome]]


class OpenCase(NamedTuple):
    """A case as everybody reads it."""

    told: Told
    status: str
    level: int | None
    was_in_time: bool | None
    times: int  # so many of its month's cases are told in the very same words


class _Names(NamedTuple):
    """What numbers stand for: a grid's code; a matter's code, category, whether it is private."""

    grids: dict[int, str]
    matters: dict[int, tuple[str, str, bool]]


def open_cases(year: int, today: date, fewest: int) -> Iterator[OpenCase]:
    """Yield the cases that were reported in the whole months of a year that are over.

    A month that still runs is left out: what it holds alone today is one of many later.
    """
    names = _names()
    for number in range(1, 13):
        month = date(year, number, 1)
        if clock.next_month(month) > today:
            return
        lines = _told(month, names, fewest).items()
        cases = (OpenCase(told, *outcome, times) for (told, outcome), times in lines)
        # Never in the order in which they came in: the lines around one would tell its day.
        yield from sorted(cases, key=_said)


def years_of_cases(today: date) -> list[int]:
    """Return the years of which cases can be told, the latest first."""
    until_now = Case.reported_at < clock.end_of(today)
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


def _names() -> _Names:
    matters = select(Matter.id, Matter.code, Matter.category, Matter.is_private)
    grids = db.session.execute(select(Grid.id, Grid.code))
    return _Names(
        {row.id: row.code for row in grids},
        {row.id: (row.code, row.category, row.is_private) for row in db.session.execute(matters)},
    )


def _told(month: date, names: _Names, fewest: int) -> Lines:
    """Return what is told of a month's cases, and of how many each."""
    lines: Lines = Counter()
    left: Counter[Row] = Counter()
    day = month
    while day < clock.next_month(month):
        cases = [(row[0], row[1], (row[2], row[3], row[4])) for row in _reported_on(day)]
        alike = _alike_in_a_day(cases, names, fewest)
        for case in cases if alike else ():
            if (place := _place(case, names)) in alike:
                lines[told_by_day(*place, day), case[2]] += 1
        left.update(case for case in cases if not alike or _place(case, names) not in alike)
        day += timedelta(days=1)
    return lines + _told_of_the_rest(left, month, names, fewest)


def _place(case: Row, names: _Names) -> tuple[str, str] | None:
    """Return the grid and the matter of a case that may be told by both; None of a private one."""
    code, _category, is_private = names.matters[case[1]]
    return None if is_private else (names.grids[case[0]], code)


def _alike_in_a_day(cases: Sequence[Row], names: _Names, fewest: int) -> set[tuple[str, str]]:
    """Return the grids and matters of which a day has enough cases."""
    many = Counter(_place(case, names) for case in cases)
    return {one for one, times in many.items() if one and times >= enough_alike(fewest)}


def _told_of_the_rest(left: Counter[Row], month: date, names: _Names, fewest: int) -> Lines:
    """Tell what a month has left by the steps that follow the first."""
    known: dict[tuple[int, int], Known] = {}
    many: Counter[Known] = Counter()
    for (grid, matter, _outcome), times in left.items():
        if (grid, matter) not in known:
            code, category, is_private = names.matters[matter]
            known[grid, matter] = Known(names.grids[grid], code, category, month, is_private)
        many[known[grid, matter]] += times
    told = told_of_each(many, fewest, first=Fineness.GRID_MONTH)
    lines: Lines = Counter()
    for (grid, matter, outcome), times in left.items():
        if one := told[known[grid, matter]]:
            lines[one, outcome] += times
    return lines


def _said(case: OpenCase) -> tuple[Told, str, int, str]:
    return case.told, case.status, case.level or 0, str(case.was_in_time)


def _reported_on(day: date) -> Iterable[Any]:
    """Read a day's cases: so no moment has to be turned into its day."""
    columns = (type_coerce(Case.status, String), Case.level, Case.was_in_time)
    begins, ends = clock.start_of(day), clock.end_of(day)
    asked = select(Case.grid_id, Case.matter_id, *columns).where(
        Case.reported_at >= begins,
        Case.reported_at < ends,
        Case.status != CaseStatus.MERGED,
        ~Case.is_held,
        Case.matter_id.not_in(select(Matter.id).where(Matter.is_info)),
    )
    return db.session.execute(asked)
