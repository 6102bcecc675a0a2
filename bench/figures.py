"""Figures as cases grow: `python -m bench.figures --keep FOLDER --size year --part recount`.

A told year of 20,000 cases is copied back in time to 240,000 and to 2,400,000 cases; or 240,000
are told, which takes many minutes. Every month is counted anew in one go, as the portal does it; a
grid's marked month; and what an assessment of a year asks for. Times are by the clock, and what
the processes of the portal and of its database work for it.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from bench import site
from bench.growth import _aged, _database, _database_process
from bench.processor import milliseconds_of
from bench.site import ROOT, environment
from portal import clock, config
from portal.app import create_app
from portal.assessment import actions, queries
from portal.assessment.models import FigureCell
from portal.cases.models import Case
from portal.db import db

SIZES = {  # cases, copies
    "small": (3_000, 0),
    "year": (20_000, 11),
    "told": (240_000, 0),
    "ten": (20_000, 119),
}
MARKED = 50  # grids and months


def recount() -> None:
    """Count all figures of the portal that the environment names, and print what it took."""
    app = create_app(config.from_environment(os.environ))
    with app.app_context():
        cases = db.session.scalar(select(func.count(Case.id)))
        months = queries.touched_months()
        _timed(f"{cases:,} cases, {len(months)} months, all counted", _count_all)
        rows = select(FigureCell.grid_id, FigureCell.month).distinct()
        marks = [(row.grid_id, row.month) for row in db.session.execute(rows.limit(MARKED))]
        for turn in ("at first", "again"):  # a statement is built once
            again = partial(actions.recount_marked, marks, now=clock.now())
            _timed(f"{len(marks)} marked, {turn}", again)
        db.session.commit()
        _timed("a month proved by hand", lambda: queries.differing_cells(months[-3]))
        last = months[-12:]
        _timed("all subjects of a year", lambda: queries.subjects(last[0], last[-1]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"most memory of the process: {peak} MB", flush=True)


def _count_all() -> None:
    actions.recount_all(now=clock.now())
    db.session.commit()


def _timed(what: str, do: Callable[[], object]) -> None:
    at_work = [os.getpid(), *_database_process(Path(os.environ["PORTAL_HOME"]))]
    start, worked = time.perf_counter(), milliseconds_of(*at_work)
    do()
    worked, took = milliseconds_of(*at_work) - worked, time.perf_counter() - start
    print(f"{what}: {took:.2f} s, of a processor {worked / 1000:.2f} s", flush=True)


def _measure(name: str, folder: Path, size: str) -> None:
    cases, copies = SIZES[size]
    home = folder / f"{name.lower()}-{cases}-{copies}"
    print(f"{name}, {size}", flush=True)
    with _database(name, home) as address:
        if not (home / "aged").exists():
            site.build(home, address, cases)
            _aged(home, address, copies)
            (home / "aged").touch()
        surroundings = os.environ | environment(home, address) | {"PYTHONPATH": str(ROOT)}
        code = "from bench.figures import recount; recount()"
        subprocess.run([sys.executable, "-c", code], env=surroundings, cwd=ROOT, check=True)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="a folder for the built portals")
    parser.add_argument("--size", choices=list(SIZES), default="small")
    parser.add_argument("--part", choices=["recount"], default="recount")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="figures-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        for name in ("SQLite", "PostgreSQL"):
            if given.only in {"", name.lower()}:
                _measure(name, given.keep or Path(folder), given.size)


if __name__ == "__main__":
    main()
