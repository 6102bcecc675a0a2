"""Reads a registry's file into rows, whatever it was saved as."""

import json
from collections.abc import Iterator
from typing import Any

from portal.errors import N_, NotAcceptable
from portal.grids.rules import Row, columns_of
from portal.sheets import OLE, ZIP, Line, as_text, decoded, lines_of_text, lines_of_workbook

LARGEST = 50_000_000  # bytes; a district's registry has one


def read_registry(content: bytes) -> list[Row]:
    """Return the rows of a CSV, XLSX or GeoJSON file; what it is, its first bytes say.

    A file that cannot be read as a whole is refused; single bad rows are for
    the rules to find.
    """
    if len(content) > LARGEST:
        raise NotAcceptable(N_("The file has more than %(most)d MB."), most=LARGEST // 1_000_000)
    if content.startswith((ZIP, OLE)):
        return list(_from_lines(lines_of_workbook(content)))
    text = decoded(content)
    if not text.strip():
        raise NotAcceptable(N_("The file is empty."))
    if text.lstrip().startswith("{"):
        return list(_from_geojson(text))
    return list(_from_lines(lines_of_text(text)))


def _from_lines(lines: Iterator[Line]) -> Iterator[Row]:
    first = next(lines, None)
    if first is None:
        raise NotAcceptable(N_("The file is empty."))
    columns = columns_of(first[1])
    for line, record in lines:
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
    cells = {str(k): as_text(v) for k, v in said.items() if isinstance(v, str | int | float)}
    if "kind" in cells:
        cells["grid_kind"] = cells["kind"]
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return Row(f"feature {n}", cells | {"kind": "grid"}, geometry)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")
