"""A file of another system's kind is written row by row, however many there are."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from portal.exchange.rules import FieldMap, FileFormat
from portal.sheets import MARK, csv_lines

Rows = Iterable[list[str]]
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def write_file(path: Path, plan: FieldMap, rows: Rows) -> None:
    """Write the rows as the map's kind of file; memory stays as it is, whatever their number."""
    if plan.format is FileFormat.XLSX:
        _write_workbook(path, plan, rows)
        return
    with path.open("wb") as out:
        for piece in pieces_of(plan, rows):
            out.write(piece)


def pieces_of(plan: FieldMap, rows: Rows) -> Iterator[bytes]:
    """Yield a text file piece by piece, in the map's encoding.

    In CSV no cell begins as a formula does: a spreadsheet would run it.
    """
    mark = MARK if plan.encoding == "utf-8-sig" else ""
    encoding = "gb18030" if plan.encoding == "gb18030" else "utf-8"
    yield mark.encode(encoding)
    for text in _TEXTS[plan.format](plan, rows):
        yield text.encode(encoding)


def _csv(plan: FieldMap, rows: Rows) -> Iterator[str]:
    header = [column.name for column in plan.columns]
    for line in csv_lines(chain([header], rows)):
        yield line.decode().removeprefix(MARK)


def _json(plan: FieldMap, rows: Rows) -> Iterator[str]:
    names = [column.name for column in plan.columns]
    between = "["
    for cells in rows:
        yield f"{between}\n{json.dumps(dict(zip(names, cells, strict=True)), ensure_ascii=False)}"
        between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def _xml(plan: FieldMap, rows: Rows) -> Iterator[str]:
    """Yield XML in which each cell is a field with its name: any name can be one of a column."""
    encoding = "GB18030" if plan.encoding == "gb18030" else "UTF-8"
    yield f'<?xml version="1.0" encoding="{encoding}"?>\n<{plan.root}>\n'
    names = [quoteattr(column.name) for column in plan.columns]
    for cells in rows:
        fields = (
            f"<field name={name}>{escape(cell.translate(NOT_IN_XML))}</field>"
            for name, cell in zip(names, cells, strict=True)
        )
        yield f"<{plan.row}>{''.join(fields)}</{plan.row}>\n"
    yield f"</{plan.root}>\n"


def _write_workbook(path: Path, plan: FieldMap, rows: Rows) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("rows")
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, [column.name for column in plan.columns], bold)
        for n, cells in enumerate(rows, 1):
            for m, cell in enumerate(cells):
                sheet.write_string(n, m, cell)


_TEXTS = {FileFormat.CSV: _csv, FileFormat.JSON: _json, FileFormat.XML: _xml}
