"""How rows become files: CSV that a spreadsheet may open, and GeoJSON."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from portal.opendata.dictionary import GRIDS, Cell, Column, PlacedGrid

MARK = "\ufeff"  # tells a spreadsheet that this is UTF-8, so that Chinese is legible
# A cell that begins so is a formula to a spreadsheet; the full-width ones too where it is Chinese.
RUNS = tuple("=+-@\t\r\n＝＋－＠")
SKETCH = "示意图 Schematic outlines: not surveyed, not for measuring."
FEWEST_CORNERS = 3  # with fewer a ring has no inside

Ring = list[list[float]]


def csv_pieces(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """Yield a CSV file line by line: UTF-8 with its mark, lines ended as RFC 4180 says."""
    yield (MARK + _line([column.name for column in columns])).encode()
    for row in rows:
        yield _line([written(column.cell(row)) for column in columns]).encode()


def geojson_pieces(placed: Iterable[PlacedGrid]) -> Iterator[bytes]:
    """Yield a GeoJSON file feature by feature; a grid without an outline has no geometry."""
    yield f'{{"type": "FeatureCollection", "note": {_json(SKETCH)}, "features": ['.encode()
    between = ""
    for row in placed:
        properties = {column.name: column.cell(row) for column in GRIDS}
        feature = {
            "type": "Feature",
            "id": row.grid.code,
            "properties": properties,
            "geometry": _polygon(row.grid.outline),
        }
        yield f"{between}\n{_json(feature)}".encode()
        between = ","
    yield b"\n]}\n"


def fingerprint(pieces: Iterable[bytes]) -> str:
    """Return the SHA-256 of a file: the same bytes have the same one, and no others do."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def written(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet takes for a formula; numbers stay as they are.

    >>> written("=1+1"), written(-3), written(None), written(True), written("<5")
    ("'=1+1", '-3', '', 'true', '<5')
    """
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case str():
            return f"'{cell}" if cell.lstrip(" ").startswith(RUNS) else cell
        case date():
            return cell.isoformat()
    return str(cell)


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


def _polygon(outline: Ring | None) -> dict[str, Any] | None:
    """Return an outline as a polygon, its ring closed and counter-clockwise as RFC 7946 asks."""
    if not outline or len(outline) < FEWEST_CORNERS:
        return None
    ring = outline if outline[0] == outline[-1] else [*outline, outline[0]]
    twice_the_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    return {"type": "Polygon", "coordinates": [ring if twice_the_area > 0 else ring[::-1]]}
