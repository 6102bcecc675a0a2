"""Pages of the running month: `python -m bench.running --keep FOLDER [--copies 11 119]`.

Who leads the district opens the page of their area and the month's figures, as at a first look
and as again within the minute for which both are kept. A page's time is what the processes of
server and database work for it, the middle one of many asked in turns with the bare page; beside
it stand its requests a second as part of the bare page's. The portals are those that
`bench.growth` and `bench.figures` build and leave in their folder.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from bench import site
from bench.growth import _database, _database_process
from bench.load import beside, get, in_turns
from portal import clock, config
from portal.accounts.rules import Role
from portal.app import create_app
from portal.assessment import actions
from portal.cases.models import Case
from portal.db import db

TOLD = 20_000  # cases of the year that copies were made of
BARE = "bare page"
PAGES = {
    "an area one leads, first look": "/staff/assessment?first",  # nothing is kept of a question
    "an area one leads, again": "/staff/assessment",
    "the month's figures, first look": "/staff/figures?first",
    "the month's figures, again": "/staff/figures",
    BARE: "/bare/",
}


def measure(home: Path, address: str, name: str) -> None:
    """Measure one portal and print a table."""
    app = create_app(config.from_environment(site.environment(home, address)))
    with app.app_context():
        actions.recount_all(now=clock.now())
        key, cases = site.signed_in(site.first_with(Role.LEAD)), _many()
        print(f"\n### {name}, {cases:,} cases\n")
        db.session.commit()
        db.engine.dispose()
    cookie = site.cookies_of(app, key)
    with site.served(home, address) as there:
        asked = {page: partial(_asked, path, cookie) for page, path in PAGES.items()}
        times = in_turns(there.port, [there.server, *_database_process(home)], asked)
        print("| page | ms | requests/s ÷ bare page |\n|---|---|---|")
        for page, path in PAGES.items():
            ratio = beside(there.port, get(path, cookie()), get("/bare/"))
            print(f"| {page} | {times[page]:.2f} | {ratio:.3f} |", flush=True)


def _asked(path: str, cookie: Callable[[], str]) -> bytes:
    return get(path, cookie())


def _many() -> int:
    return db.session.scalar(select(func.count(Case.id))) or 0


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--copies", type=int, nargs="+", default=[11, 119])
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        for name in ("SQLite", "PostgreSQL"):
            for copies in given.copies if given.only in {None, name.lower()} else []:
                home = given.keep / f"{name.lower()}-{TOLD}-{copies}"
                with _database(name, home) as address:
                    measure(home, address, name)


if __name__ == "__main__":
    main()
