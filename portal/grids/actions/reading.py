"""Reads a registry's file into rows, whatever it was saved as."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from portal.errors import N_, NotAcceptable
from portal.grids.rules import Row, columns_of

LARGEST = 50_000_000  # bytes; a district's registry has one
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_registry(content: bytes) -> list[Row]:
    """Return the rows of a CSV, XLSX or GeoJSON file; what it is, its first bytes say.

    A file that cannot be read as a whole is refused; single bad rows are for
    the rules to find.
    """
    if len(content) > LARGEST:
        raise NotAcceptable(N_("The file has more than %(most)d MB."), most=LARGEST // 1_000_000)
    if content.startswith((ZIP, OLE)):
        return list(_from_sheet(content))
    text = _decoded(content)
    if not text.strip():
        raise NotAcceptable(N_("The file is empty."))
    return list(_from_geojson(text) if text.lstrip().startswith("{") else _from_csv(text))


def _decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, or as older Chinese programs save it."""
    if b"\0" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise NotAcceptable(
        N_("The file is neither text in UTF-8 or GBK nor a workbook. Save it as CSV or XLSX.")
    )


def _from_csv(text: str) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    numbered = _numbered(reader)
    _, header = next(numbered, (0, []))
    columns = columns_of(header)
    yield from _rows(numbered, columns)


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Return each record with the line on which it begins."""
    line = 1
    try:
        for record in reader:
            yield line, record
            line = reader.line_num + 1
    except csv.Error as why:
        raise NotAcceptable(
            N_("Line %(line)d cannot be read: %(why)s. Look for a quotation mark left open."),
            line=line,
            why=str(why),
        ) from None


def _from_sheet(content: bytes) -> Iterator[Row]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        table = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as why:
        raise NotAcceptable(
            N_("The workbook cannot be read (%(why)s). Save it again as XLSX or CSV."),
            why=str(why)[:100],
        ) from None
    numbered = ((line, [_as_text(cell) for cell in cells]) for line, cells in enumerate(table, 1))
    filled = ((line, cells) for line, cells in numbered if any(map(str.strip, cells)))
    first = next(filled, None)
    if first is None:
        raise NotAcceptable(N_("The file is empty."))
    yield from _rows(filled, columns_of(first[1]))


def _as_text(cell: Any) -> str:
    """Return what a person would have typed: Excel keeps codes as numbers and days as instants."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _rows(
    numbered: Iterable[tuple[int, Sequence[str]]], columns: Sequence[str | None]
) -> Iterator[Row]:
    for line, record in numbered:
        if not any(map(str.strip, record)):
            continue
        cells = [*record, *[""] * (len(columns) - len(record))]
        if any(map(str.strip, cells[len(columns) :])):
            raise NotAcceptable(
                N_("Line %(line)d has more cells than the first row. Look for a stray comma."),
                line=line,
            )
        named = {
            column: cell for column, cell in zip(columns, cells, strict=False) if column is not None
        }
        yield Row(f"line {line}", named)


def _from_geojson(text: str) -> Iterator[Row]:
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as why:
        raise NotAcceptable(N_("The file is not good JSON: %(why)s."), why=str(why)[:100]) from None
    features = found.get("features")
    if found.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise NotAcceptable(N_("The file is JSON, but not a GeoJSON FeatureCollection."))
    if not features:
        raise NotAcceptable(N_("The file is empty."))
    for n, feature in enumerate(features, 1):
        yield _from_feature(n, feature)


def _from_feature(n: int, feature: Any) -> Row:
    """Return a grid's row: `kind` among its properties is what the grid holds."""
    said = feature.get("properties") if isinstance(feature, dict) else None
    said = said if isinstance(said, dict) else {}
    cells = {str(k): _as_text(v) for k, v in said.items() if isinstance(v, str | int | float)}
    if "kind" in cells:
        cells["grid_kind"] = cells["kind"]
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return Row(f"feature {n}", cells | {"kind": "grid"}, geometry)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")
