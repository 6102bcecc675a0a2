"""Files for other systems: `python -m bench.files [--only sqlite] [--copies 11]`.

All cases of a portal go into one XLSX file, made by the job in its turns; then a
sheet of another system's cases is looked through, taken in, and taken back, turn
by turn as the worker does it. A portal is built as for bench.growth, and
`--keep FOLDER` finds it again; each measuring adds to it.
"""

import argparse
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select, update

from bench import site
from bench.growth import _aged, _database, _database_process
from bench.processor import milliseconds_of
from bench.site import ROOT, environment
from portal import clock, config, jobs
from portal.accounts.models import Person, Post
from portal.accounts.rules import Role
from portal.app import create_app
from portal.cases.models import Case
from portal.db import db, reading
from portal.exchange import jobs as _jobs  # noqa: F401  (they are wanted by name)
from portal.exchange.actions import case_batches, maps, uploads
from portal.exchange.models import MapVersion
from portal.exchange.queries.maps import count_to_send, example_texts
from portal.exchange.rules import read_map
from portal.grids.models import Grid
from portal.jobs import WantedJob
from portal.sheets import csv_lines

ROWS = 10_000  # as many as one file may have
Result = TypeVar("Result")
PARTS = ("upload", "cases")
ALL_DAYS = (date(2000, 1, 1), date(2199, 12, 31))


def upload() -> None:
    """Make one XLSX file of all cases whose matter has a type of the national standard."""
    with _portal():
        _number_copies()
        made = uploads.begin_upload(
            _kept("national-2026", "csv", "xlsx").map,
            by=None,
            today=clock.today(),
            now=clock.now(),
        )
        made.first_day, made.last_day = ALL_DAYS
        made.rows_all = count_to_send(uploads.plan_of(made.version), ALL_DAYS)
        db.session.commit()
        turns = _timed("an XLSX file as a job", lambda: _work("make_upload"))
        size = (made.size or 0) / 1e6
        print(f"{made.rows_done:,} cases, {made.rows_kept:,} rows, {turns} turns, {size:.1f} MB")


def cases() -> None:
    """Look a sheet through, take its rows in, and take them back."""
    with _portal():
        version, by = _kept("hotline-12345", "xlsx", "csv"), _administrator()
        sent = case_batches.Sent("sheet.csv", _sheet())
        batch = _timed(
            f"{ROWS:,} rows looked through",
            lambda: case_batches.preview_cases(sent, version, by=by, now=clock.now()),
        )
        db.session.commit()
        case_batches.take_in(batch)
        db.session.commit()
        turns = _timed("taken in", lambda: _work("take_cases"))
        print(f"{batch.counts}, {turns} turns")
        case_batches.undo(batch, by=by, now=clock.now())
        db.session.commit()
        _timed("taken back", lambda: _work("take_cases_back"))
        print(batch.status.value)


@contextmanager
def _portal() -> Iterator[None]:
    app = create_app(config.from_environment(os.environ))
    with app.app_context():
        print(f"{db.session.scalar(select(func.count(Case.id))):,} cases")
        yield
        db.engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory of the process: {peak:.0f} MB", flush=True)


def _number_copies() -> None:
    """Number copies, which lie before any year, so that a period can ask for them."""
    copies = update(Case).where(Case.number < "BJ1")
    db.session.execute(copies.values(number="BJ2" + func.substr(Case.number, 4)))
    db.session.commit()


def _kept(example: str, old: str, new: str) -> MapVersion:
    """Keep an example under a name of its own, with another format."""
    text = example_texts()[example].replace(f"format: {old}", f"format: {new}")
    text = text.replace("\nname: ", f"\nname: {secrets.token_hex(3)} ", 1)
    plan, _faults = read_map(text)
    if plan is None:
        raise RuntimeError("an example is not understood")
    return maps.keep_map(plan, text, None, by=_administrator(), now=clock.now()).versions[0]


def _administrator() -> Person:
    holder = select(Post.person_id).where(Post.role == Role.ADMINISTRATOR).limit(1)
    return db.session.get_one(Person, db.session.scalars(holder).one())


def _sheet() -> bytes:
    """Return rows for all grids in turn, each of one matter."""
    codes = db.session.scalars(select(Grid.code).where(Grid.ended_on.is_(None))).all()
    stem = secrets.token_hex(3)
    header = ["工单编号", "诉求类别", "网格编码", "诉求地址", "诉求内容", "受理时间"]
    rows = (
        [f"{stem}-{n}", "占道经营", codes[n % len(codes)], "路口", "有人占道经营", ""]
        for n in range(ROWS)
    )
    return b"".join(csv_lines([header, *rows]))


def _work(name: str) -> int:
    """Do the jobs of a name until none is left, each turn a transaction; return the turns."""
    asked = select(WantedJob.id).where(WantedJob.name == name, WantedJob.done_at.is_(None))
    turns = 0
    while row_id := db.session.scalar(asked.limit(1)):
        db.session.rollback()
        with reading():
            jobs.prepare(row_id)
            db.session.rollback()
        jobs.do(row_id)
        db.session.commit()
        turns += 1
    return turns


def _timed(what: str, do: Callable[[], Result]) -> Result:
    at_work = [os.getpid(), *_database_process(Path(os.environ["PORTAL_HOME"]))]
    start, worked = time.perf_counter(), milliseconds_of(*at_work)
    result = do()
    worked, took = milliseconds_of(*at_work) - worked, time.perf_counter() - start
    print(f"{what}: {took:.1f} s, of a processor {worked / 1000:.1f} s", flush=True)
    return result


def _measure(name: str, home: Path, told: int, copies: int) -> None:
    print(f"### {name}", flush=True)
    with _database(name, home) as address:
        if not (home / "aged").exists():
            site.build(home, address, told)
            _aged(home, address, copies)
            (home / "aged").touch()
        surroundings = os.environ | environment(home, address) | {"PYTHONPATH": str(ROOT)}
        for part in PARTS:  # each in a process of its own: its memory is counted
            code = f"from bench import files; files.{part}()"
            subprocess.run([sys.executable, "-c", code], env=surroundings, cwd=ROOT, check=True)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="in the year that is told")
    parser.add_argument("--copies", type=int, default=11)
    parser.add_argument("--only", choices=["sqlite", "postgresql"], default="")
    parser.add_argument("--keep", type=Path, help="a folder for the built portals")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="files-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        for name in ("SQLite", "PostgreSQL"):
            if given.only in {"", name.lower()}:
                home = (given.keep or Path(folder)) / f"{name.lower()}-{given.cases}-{given.copies}"
                _measure(name, home, given.cases, given.copies)


if __name__ == "__main__":
    main()
