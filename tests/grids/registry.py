"""A small registry in the three forms in which it may come."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

HEADER = [
    *("kind", "code", "name", "name_en", "community", "grid_kind", "households", "residents"),
    *("scope", "external_code", "grid", "duty", "person", "phone", "email", "tasks", "started_on"),
]
STREET, COMMUNITY, GRID = "330108002", "330108002021", "330108002021001"
RING = [[120.2, 30.2], [120.21, 30.2], [120.21, 30.21], [120.2, 30.21], [120.2, 30.2]]

Said = Mapping[str, Any]


def a_street(**said: str) -> Said:
    return {"kind": "street", "code": STREET, "name": "长河街道", "name_en": "Changhe"} | said


def a_community(**said: str) -> Said:
    return {"kind": "community", "code": COMMUNITY, "name": "春江社区"} | said


def a_grid(**said: str) -> Said:
    return {
        "kind": "grid",
        "code": GRID,
        "name": "春江社区第1网格",
        "name_en": "Chunjiang Grid 1",
        "community": COMMUNITY,
        "grid_kind": "residential",
        "households": "412",
        "residents": "930",
        "scope": "东至江陵路",
    } | said


def a_worker(**said: str) -> Said:
    return {
        "kind": "staff",
        "name": "宋俊浩",
        "grid": GRID,
        "duty": "full_time_worker",
        "person": "S00003",
        "phone": "0571-06959125",
        "email": "s00003@example.org",
        "tasks": "日常巡查;核实办结结果",
        "started_on": "2025-09-01",
    } | said


def a_leader(**said: str) -> Said:
    return a_worker(name="覃俊波", duty="grid_leader", person="S00001", phone="", email="") | said


def whole() -> list[Said]:
    return [a_street(), a_community(), a_grid(), a_worker(), a_leader()]


def as_csv(rows: Sequence[Said], encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, HEADER)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Said]) -> bytes:
    """A workbook as Excel keeps it: what looks like a number is one."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, said in enumerate([dict(zip(HEADER, HEADER, strict=True)), *rows]):
            for column, name in enumerate(HEADER):
                cell = said.get(name, "")
                is_number = cell.isdigit() and not cell.startswith("0")
                sheet.write(row, column, int(cell) if is_number else cell)
    return out.getvalue()


def as_geojson(*properties: Said, ring: Any = RING, kind: str = "Polygon") -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": said,
            "geometry": {"type": kind, "coordinates": [ring]},
        }
        for said in properties
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
