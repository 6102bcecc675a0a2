"""How rows become files: CSV that a spreadsheet may open, and GeoJSON."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise, tee
from typing import Any

from portal.exchange.queries import OpenCase
from portal.opendata.columns import Column
from portal.opendata.dictionary import GRIDS
from portal.opendata.register_dictionary import CASES
from portal.opendata.rows import PlacedGrid
from portal.sheets import csv_lines

SKETCH = "示意图 Schematic outlines: not surveyed, not for measuring."
BLOCK = 65_536  # bytes that are sent at once
FEWEST_CORNERS = 3  # with fewer a ring has no inside

Ring = list[list[float]]


def csv_pieces(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """Yield a CSV file line by line: its header, then a line for each row."""
    header = [column.name for column in columns]
    yield from csv_lines(
        chain([header], ([column.cell(row) for column in columns] for row in rows))
    )


def cases_pieces(cases: Iterable[OpenCase]) -> Iterator[bytes]:
    """Yield a file of cases in blocks; a line that is the same for several is written once."""
    each, counted = tee(cases)
    lines = csv_pieces(CASES, each)
    block = bytearray(next(lines))
    for case, line in zip(counted, lines, strict=True):
        block += line * case.times
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)


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


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


def _polygon(outline: Ring | None) -> dict[str, Any] | None:
    """Return an outline as a polygon, its ring closed and counter-clockwise as RFC 7946 asks."""
    if not outline or len(outline) < FEWEST_CORNERS:
        return None
    ring = outline if outline[0] == outline[-1] else [*outline, outline[0]]
    twice_the_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    return {"type": "Polygon", "coordinates": [ring if twice_the_area > 0 else ring[::-1]]}
