"""A page of 1,000 requests as JSON: `python -m bench.open311 [--only sqlite] [--copies 11 119]`.

The page is asked of a served portal; beside it the same rows are read by one plain
statement on a bare connection and written by json.dumps. A time is what the processes
at work ran for it, those of the database among them: the middle one of many, asked in
turns. Portals are built as for bench.growth, and `--keep FOLDER` finds them again.
"""

import argparse
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from sqlalchemy import make_url

from bench import site
from bench.growth import _aged, _database, _database_process
from bench.load import Line, get
from bench.processor import milliseconds_of
from portal import clock
from portal.exchange.rules.georeport import MOST, SPAN

ASKED = 25  # times; the middle one counts
PAGES = {
    "the page": "/open311/v2/requests.json",
    "as XML": "/open311/v2/requests.xml",
    "status=open": "/open311/v2/requests.json?status=open",
    "status=closed": "/open311/v2/requests.json?status=closed",
    "one service": "/open311/v2/requests.json?service_code=B219",
    "one street": "/open311/v2/requests.json?jurisdiction_id=330108002",
    "updated in ten days": "/open311/v2/requests.json?updated_after={ten_days_ago}",
    "page 4": "/open311/v2/requests.json?page=4",
    "with history": "/open311/v2/requests.json?extensions=true",
    "satisfaction of services": "/open311/v2/services.json?extensions=true",
    "one request": "/open311/v2/requests/{number}.json",
}
PLAIN = "plain SQL and json.dumps"
SQL = """
SELECT c.number AS service_request_id,
  CASE WHEN m.status IN ('closed', 'declined', 'merged') THEN 'closed' ELSE 'open' END AS status,
  m.status AS status_notes, t.name AS service_name, t.code AS service_code, NULL AS description,
  u.name AS agency_responsible, NULL AS service_notice, {reported} AS requested_datetime,
  {updated} AS updated_datetime,
  coalesce(m.due_on, m.promised_on) || 'T23:59:59+08:00' AS expected_datetime,
  CASE WHEN t.is_private THEN a.name ELSE g.name END AS address,
  CASE WHEN t.is_private THEN NULL ELSE g.code END AS address_id, NULL AS zipcode,
  NULL AS lat, NULL AS long, NULL AS media_url
FROM cases c
JOIN cases m ON m.id = coalesce(c.merged_into_id, c.id)
JOIN matters t ON t.id = c.matter_id
JOIN grids g ON g.id = c.grid_id
JOIN areas a ON a.id = c.community_id
LEFT JOIN units u ON u.id = m.unit_id
WHERE c.number >= 'BJ{first:%Y%m%d}' AND c.number < 'BJ{after:%Y%m%d}'
ORDER BY c.number DESC LIMIT {most}
"""
UPDATED = "coalesce(m.closed_at, (SELECT max(e.at) FROM case_events e WHERE e.case_id = m.id))"
AS_TEXT = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%S+08:00', {} / 1000000 + 28800, 'unixepoch')",
    "postgresql": """to_char({} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS"+08:00"')""",
}
Times = dict[str, float]


def measure(home: Path, address: str) -> Times:
    """Return the milliseconds of each page, and of the same rows by plain SQL."""
    with site.served(home, address) as there:
        line, work = Line(there.port), [there.server, *_database_process(home)]
        ask_plainly, newest = _plain(home, address)
        pages = {name: get(_filled(page, newest)) for name, page in PAGES.items()}
        times: dict[str, list[float]] = {name: [] for name in (PLAIN, *pages)}
        here = [os.getpid(), *_database_process(home)]
        for _ in range(ASKED + 3):
            times[PLAIN].append(_worked(ask_plainly, here))
            for name, page in pages.items():
                times[name].append(_worked(lambda page=page: line.ask(page, b"200"), work))
        line.socket.close()
    found = {name: median(each[3:]) for name, each in times.items()}
    return found | {"÷ plain": found["the page"] / found[PLAIN]}


def _worked(do: Callable[[], Any], work: list[int]) -> float:
    before = milliseconds_of(*work)
    do()
    return milliseconds_of(*work) - before


def _plain(home: Path, address: str) -> tuple[Callable[[], str], str]:
    """Return the plain way to the same rows, and the number of the newest."""
    today = clock.today()
    days = {"first": today - SPAN, "after": today + timedelta(days=1)}
    text = AS_TEXT["postgresql" if address else "sqlite"].format
    asked = SQL.format(most=MOST, reported=text("c.reported_at"), updated=text(UPDATED), **days)
    line: Any = psycopg.connect(_address(address)) if address else sqlite3.connect(_file(home))

    def ask() -> str:
        cursor = line.cursor()
        cursor.execute(asked)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        line.rollback()
        return json.dumps(rows, ensure_ascii=False)

    rows = json.loads(ask())
    if len(rows) != MOST:
        raise RuntimeError(f"only {len(rows)} requests in 90 days")
    return ask, str(rows[0]["service_request_id"])


def _file(home: Path) -> Path:
    return home / "portal.sqlite"


def _address(address: str) -> str:
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


def _filled(page: str, newest: str) -> str:
    ten = clock.now() - timedelta(days=10)
    return page.format(number=newest, ten_days_ago=f"{ten:%Y-%m-%dT%H:%M:%SZ}")


def _print(name: str, found: dict[int, Times]) -> None:
    sizes = list(found)
    print(f"\n### {name}\n\n| ms | {' | '.join(f'{size:,}' for size in sizes)} | × |")
    print("|---" * (len(sizes) + 2) + "|")
    for what in found[sizes[0]]:
        each = [found[size][what] for size in sizes]
        shown = " | ".join(f"{one:.2f}" for one in each)
        print(f"| {what} | {shown} | {each[-1] / each[0]:.2f} |", flush=True)


def main() -> None:
    """Measure each database at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="in the year that is told")
    parser.add_argument("--copies", type=int, nargs="+", default=[11, 119])
    parser.add_argument("--only", choices=["sqlite", "postgresql"], default="")
    parser.add_argument("--keep", type=Path, help="a folder for the built portals")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="open311-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        for name in ("SQLite", "PostgreSQL"):
            if given.only not in {"", name.lower()}:
                continue
            found = {}
            for many in given.copies:
                home = (given.keep or Path(folder)) / f"{name.lower()}-{given.cases}-{many}"
                with _database(name, home) as address:
                    if not (home / "aged").exists():
                        site.build(home, address, given.cases)
                        _aged(home, address, many)
                        (home / "aged").touch()
                    found[(many + 1) * given.cases] = measure(home, address)
            _print(name, found)


if __name__ == "__main__":
    main()
