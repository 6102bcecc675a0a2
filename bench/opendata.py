"""A year's cases as CSV: `python -m bench.opendata [--only sqlite] [--keep FOLDER]`.

The file is asked of a served portal whose cases were all reported in one year; beside it
the same rows are read by one plain statement on a bare connection and written by the csv
module. A time is what the processes at work ran for it, those of the database among them:
the middle one of several, asked in turns. Portals are built as for bench.growth.
"""

import argparse
import csv
import os
import re
import sqlite3
import tempfile
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from bench import site
from bench.growth import _aged, _database, _database_process
from bench.open311 import _address, _file
from bench.processor import milliseconds_of
from portal import clock

ASKED = 5  # times; the middle one counts
BLOCK = 65_536  # bytes
HELD = re.compile(r"^VmHWM:\s+([0-9]+)", re.MULTILINE)
SQL = """
SELECT g.code, m.code, m.category, c.reported_at, c.status, c.level, c.was_in_time
FROM cases c JOIN grids g ON g.id = c.grid_id JOIN matters m ON m.id = c.matter_id
WHERE c.status <> 'merged' AND NOT c.is_held AND NOT m.is_info
ORDER BY c.reported_at, c.id
"""
# The first moment of the year, and how much of it a moment's distance from the first one is.
SQUEEZE = {
    "sqlite": """UPDATE cases SET reported_at = :start + CAST((reported_at - first) * 1.0
        / (1 + last - first) * :long AS INTEGER)
        FROM (SELECT min(reported_at) AS first, max(reported_at) AS last FROM cases)""",
    "postgresql": """UPDATE cases SET reported_at = %(start)s + make_interval(secs =>
        extract(epoch FROM reported_at - first) / (1 + extract(epoch FROM last - first))
        * %(long)s) FROM (SELECT min(reported_at) AS first, max(reported_at) AS last FROM cases)""",
}


def squeezed(home: Path, address: str) -> None:
    """Move all cases into the year that is over, as far apart from each other as they were."""
    year = clock.today().year - 1
    start = clock.start_of(clock.today().replace(year, 1, 1))
    long = timedelta(days=365).total_seconds()
    line = _line(home, address)
    if address:
        line.execute(SQUEEZE["postgresql"], {"start": start, "long": long})
    else:
        given = {"start": int(start.timestamp()) * 1_000_000, "long": long * 1_000_000}
        line.execute(SQUEEZE["sqlite"], given)
    line.commit()
    line.close()


def measure(home: Path, address: str) -> dict[str, float]:
    """Return the milliseconds of the file and of the csv module, and the server's megabytes."""
    with site.served(home, address) as there:
        file = f"http://127.0.0.1:{there.port}/open-data/cases.csv?year={clock.today().year - 1}"
        work, here = [there.server, *_database_process(home)], [*_database_process(home)]
        _read(f"http://127.0.0.1:{there.port}/open-data/cases.csv?year={clock.today().year}")
        resting, streamed, plain = _held(there.server), [], []
        for _ in range(ASKED):
            streamed.append(_worked(lambda: _read(file), work))
            plain.append(_worked(lambda: _plain(home, address), [os.getpid(), *here]))
        lines = _read(file)
        held = _held(there.server)
    return {
        "lines": lines,
        "the file: ms": median(streamed),
        "csv module: ms": median(plain),
        "÷": median(streamed) / median(plain),
        "server before: MB": resting,
        "server at most: MB": held,
    }


def _worked(do: Callable[[], Any], work: list[int]) -> float:
    before = milliseconds_of(*work)
    do()
    return milliseconds_of(*work) - before


def _read(file: str) -> int:
    """Read the file in blocks; return how many lines it has."""
    lines = 0
    with urllib.request.urlopen(file) as answer:
        while block := answer.read(BLOCK):
            lines += block.count(b"\n")
    return lines


def _plain(home: Path, address: str) -> None:
    line = _line(home, address)
    with open(os.devnull, "w", encoding="utf-8") as out:
        csv.writer(out).writerows(line.cursor().execute(SQL))
    line.close()


def _line(home: Path, address: str) -> Any:
    return psycopg.connect(_address(address)) if address else sqlite3.connect(_file(home))


def _held(server: int) -> float:
    """Return the megabytes that the larger of a server's processes has held at most so far."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    said = (Path(f"/proc/{one}/status").read_text() for one in (str(server), *children))
    return max(int(found[1]) for each in said if (found := HELD.search(each))) / 1024


def main() -> None:
    """Measure each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="that the demonstration makes")
    parser.add_argument("--copies", type=int, default=11)
    parser.add_argument("--only", choices=["sqlite", "postgresql"], default="")
    parser.add_argument("--keep", type=Path, help="a folder for the built portals")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="opendata-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        for name in ("SQLite", "PostgreSQL"):
            if given.only not in {"", name.lower()}:
                continue
            home = (given.keep or Path(folder)) / f"{name.lower()}-{given.cases}-{given.copies}"
            with _database(name, home) as address:
                if not (home / "aged").exists():
                    site.build(home, address, given.cases)
                    _aged(home, address, given.copies)
                    (home / "aged").touch()
                squeezed(home, address)
                print(f"\n### {name}\n")
                for what, number in measure(home, address).items():
                    print(f"| {what} | {number:,.2f} |", flush=True)


if __name__ == "__main__":
    main()
