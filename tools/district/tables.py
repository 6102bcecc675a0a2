"""Reading and writing the tables, so that every file is written the same way."""

import csv
import random
from collections.abc import Iterable, Mapping
from pathlib import Path

INPUTS = Path(__file__).parent / "inputs"
SEED = 330108  # the district's own code; another seed gives another invented district

Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Return the rows of an input table, refusing one whose cells have shifted."""
    with (INPUTS / name).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ValueError(f"{name} line {line}: the cells do not fit the header")
    return rows


def write(path: Path, columns: list[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a table with the same bytes on every system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def dice(subject: str) -> random.Random:
    """Return the dice of one subject, so that a change in one leaves the others as they were."""
    return random.Random(f"{SEED}:{subject}")
