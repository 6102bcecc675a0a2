"""What a column makes of one of our values, and what a cell of theirs says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.errors import N_
from portal.exchange.rules.maps import FieldMap, MapColumn, Period

Value = str | int | float | bool | date | datetime | None
Problem = tuple[str, dict[str, str]]  # a sentence of the catalogues and its facts
REST = "*"  # in a table of codes: whatever is not named


@dataclass(frozen=True)
class Made:
    """The cells of a row, or why it is left out."""

    cells: list[str]
    problem: Problem | None = None


def made(plan: FieldMap, values: Mapping[str, Value]) -> Made:
    """Return the row that a map makes of a case; the first thing that is wrong leaves it out."""
    cells = []
    for column in plan.columns:
        cell, problem = _cell(column, values)
        if problem:
            return Made([], problem)
        cells.append(cell)
    return Made(cells)


def _cell(column: MapColumn, values: Mapping[str, Value]) -> tuple[str, Problem | None]:
    text = column.constant or as_text(values.get(column.field), column.format)
    if column.codes and text:
        theirs = column.codes.get(text, column.codes.get(REST))
        if theirs is None:
            words = N_("%(column)s: there is no code for “%(text)s”.")
            return "", (words, {"column": column.name, "text": text})
        text = theirs
    return text, shape_problem(column, text)


def shape_problem(column: MapColumn, text: str) -> Problem | None:
    """Return what is wrong with the length of a cell, if anything is."""
    if column.required and not text:
        return N_("%(column)s: nothing stands here."), {"column": column.name}
    if len(text) > column.longest:
        words = N_("%(column)s: longer than %(most)s characters.")
        return words, {"column": column.name, "most": str(column.longest)}
    return None


def as_text(value: Value, form: str = "") -> str:
    """Return a value as text, in a column's format if it has one; instants come in local time.

    >>> as_text(True), as_text(None), as_text(date(2026, 11, 2), "%Y%m%d"), as_text(1.5, "0.000")
    ('1', '', '20261102', '1.500')
    """
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case datetime():
            return value.strftime(form or "%Y-%m-%d %H:%M:%S")
        case date():
            return value.strftime(form or "%Y-%m-%d")
        case float() if form:
            return f"{value:.{len(form.partition('.')[2])}f}"
    return str(value)


def ours(column: MapColumn, cell: str) -> str:
    """Return what a cell of theirs is called here: a table of codes is read backwards.

    Several of their codes may lead to one of ours where each is written as "a|b".
    """
    if not column.codes or not cell:
        return cell
    for own, theirs in column.codes.items():
        if cell in theirs.split("|"):
            return own
    return ""


def days_of(period: Period, today: date) -> tuple[date, date]:
    """Return the first and the last day of the period that ended last before a day.

    >>> [day.day for day in days_of(Period.WEEK, date(2026, 11, 25))]
    [16, 22]
    """
    if period is Period.DAY:
        return today - timedelta(days=1), today - timedelta(days=1)
    if period is Period.WEEK:
        monday = today - timedelta(days=today.weekday() + 7)
        return monday, monday + timedelta(days=6)
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
