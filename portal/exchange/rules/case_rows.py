"""Rows of another system as a map reads them: what they say, and what is wrong with each."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as Tree

from portal.cases.rules.duplicates import Position
from portal.errors import N_, NotAcceptable
from portal.exchange.rules.cells import Problem, ours, shape_problem
from portal.exchange.rules.maps import FieldMap
from portal.sheets import Line, unwritten

MOST_ROWS, MOST_BYTES = 10_000, 20_000_000
Cells = Mapping[str, str]


@dataclass(frozen=True)
class CaseRow:
    """One row: its line, what it says by our fields, or why it cannot be taken."""

    line: int
    said: dict[str, str]
    problem: Problem | None = None

    @property
    def place(self) -> Position | None:
        """Return where it is, if the row says so and it is a place on earth."""
        try:
            lat, lon = float(self.said.get("lat", "")), float(self.said.get("lon", ""))
        except ValueError:
            return None
        is_on_earth = -90 <= lat <= 90 and -180 <= lon <= 180
        return Position(round(lat, 5), round(lon, 5)) if is_on_earth else None


def rows_of_sheet(lines: Sequence[Line], plan: FieldMap) -> list[CaseRow]:
    """Return the rows of a CSV or XLSX file; its first line names the columns of the map."""
    (_at, header), *rest = lines
    names = [unwritten(cell).strip() for cell in header]
    _refuse_missing(names, plan)
    _refuse_too_many(len(rest))
    return [
        _row(
            line, dict(zip(names, (unwritten(cell).strip() for cell in cells), strict=False)), plan
        )
        for line, cells in rest
    ]


def rows_of_json(text: str, plan: FieldMap) -> list[CaseRow]:
    """Return the rows of a JSON file: a list of objects, whose names are the map's columns."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAcceptable(N_("The file cannot be read as JSON.")) from None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise NotAcceptable(N_("The JSON file is no list of rows."))
    _refuse_too_many(len(found))
    return [
        _row(n, {name: _plain(cell) for name, cell in each.items()}, plan)
        for n, each in enumerate(found, 1)
    ]


def rows_of_xml(text: str, plan: FieldMap) -> list[CaseRow]:
    """Return the rows of an XML file; one that declares anything of its own is refused unread."""
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise NotAcceptable(N_("The XML file declares things of its own. Leave DOCTYPE out."))
    try:
        root = Tree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))  # noqa: S314 - see above
    except Tree.ParseError as why:
        raise NotAcceptable(N_("The file cannot be read as XML: %(why)s."), why=str(why)) from None
    rows = root.findall(plan.row)
    _refuse_too_many(len(rows))
    return [_row(n, dict(_fields(row)), plan) for n, row in enumerate(rows, 1)]


def _fields(row: Tree.Element) -> Iterator[tuple[str, str]]:
    for each in row:
        yield each.get("name", each.tag), (each.text or "").strip()


def _row(line: int, cells: Cells, plan: FieldMap) -> CaseRow:
    said: dict[str, str] = {}
    for column in plan.columns:
        cell = column.constant or cells.get(column.name, "")
        if problem := shape_problem(column, cell):
            return CaseRow(line, said, problem)
        own = ours(column, cell)
        if cell and not own:
            words = N_("%(column)s: there is no code for “%(text)s”.")
            return CaseRow(line, said, (words, {"column": column.name, "text": cell[:50]}))
        said[column.field] = own.replace("\0", "")
    if not said.get("external_number"):
        return CaseRow(line, said, (N_("It has no number of the other system."), {}))
    return CaseRow(line, said)


def _refuse_missing(names: Sequence[str], plan: FieldMap) -> None:
    wanted = [column.name for column in plan.columns if not column.constant]
    if missing := [name for name in wanted if name not in names]:
        raise NotAcceptable(
            N_("The first line lacks the columns %(columns)s of the map."),
            columns=", ".join(missing),
        )


def _refuse_too_many(count: int) -> None:
    if count > MOST_ROWS:
        raise NotAcceptable(N_("More than %(most)d rows. Cut the file in two."), most=MOST_ROWS)


def _plain(cell: Any) -> str:
    return "" if cell is None or isinstance(cell, list | dict) else str(cell).strip()
