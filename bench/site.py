"""A portal to measure: built by the demonstration, served by granian, seen by its addresses."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench.load import Line, get
from portal import clock, config
from portal.access import KEY, TOKEN
from portal.accounts.models import Post, SignIn
from portal.accounts.rules import Role
from portal.app import create_app
from portal.boards.models import Board
from portal.cases.models import Case
from portal.db import db

ROOT = Path(__file__).parents[1]
# One sees all cases, one a few hundredths of them, one those of a unit.
READERS = (Role.DISPATCHER, Role.COMMUNITY_CLERK, Role.UNIT_CLERK)


@dataclass(frozen=True)
class Site:
    """Where a running portal is, and what to ask it."""

    port: int
    server: int  # process id
    board: str
    follow: str
    staff_cookies: dict[Role, str]
    visitor_cookie: str
    csrf: str


def environment(home: Path, database_url: str) -> dict[str, str]:
    """Return the environment of a test instance: no proof of work, no rate limits."""
    given = {
        "PORTAL_INSTANCE": "test",
        "PORTAL_HOME": str(home),
        "PORTAL_PROOF_OF_WORK": "off",
        "PORTAL_RATE_LIMITS": "off",
    }
    return given | ({"PORTAL_DATABASE_URL": database_url} if database_url else {})


def build(home: Path, database_url: str, cases: int) -> float:
    """Build the demonstration district with so many cases; return the seconds it took."""
    start = time.perf_counter()
    portal(home, database_url, "demo", "--no-serve", "--cases", str(cases), "--home", str(home))
    return time.perf_counter() - start


def portal(home: Path, database_url: str, *arguments: str) -> float:
    """Run a command of the portal to its end; return the megabytes it held at most."""
    command = [str(Path(sys.executable).with_name("portal")), *arguments]
    ran = subprocess.Popen(
        command,
        env=os.environ | environment(home, database_url),
        stdout=subprocess.DEVNULL,
        stderr=sys.stderr,
    )
    _, status, used = os.wait4(ran.pid, 0)
    ran.returncode = os.waitstatus_to_exitcode(status)
    if ran.returncode:
        raise subprocess.CalledProcessError(ran.returncode, command)
    return used.ru_maxrss * 1024 / 1e6


@contextmanager
def served(home: Path, database_url: str) -> Iterator[Site]:
    """Serve a built portal with two workers, and stop it afterwards."""
    port = _free_port()
    surroundings = os.environ | environment(home, database_url) | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen([*command, "bench.wsgi:application"], cwd=ROOT, env=surroundings)
    try:
        _wait_for(port)
        yield _addresses(home, database_url, port, server.pid)
    finally:
        server.terminate()
        server.wait(20)


def worker_megabytes(server: int) -> float:
    """Return the resident memory of the largest web worker of a server, in megabytes."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return max(_megabytes(child) for child in children)


def _megabytes(process: str) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found.group(1)) / 1024 if found else 0.0


def _addresses(home: Path, database_url: str, port: int, server: int) -> Site:
    app = create_app(config.from_environment(environment(home, database_url)))
    with app.app_context():
        board = db.session.scalars(select(Board).order_by(Board.id).limit(1)).first()
        case = db.session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).first()
        if board is None or case is None:
            raise RuntimeError("the demonstration is empty")
        keys = {role: signed_in(first_with(role)) for role in READERS}
        db.session.commit()
        code, token = board.code, case.follow_token
        db.engine.dispose()
    seal = app.session_interface.get_signing_serializer(app)
    seen = clock.now().timestamp()
    staff = {role: f"portal={seal.dumps({KEY: key, 'seen': seen})}" for role, key in keys.items()}
    cookie, csrf = _visitor(port, f"/b/{code}/report")
    return Site(port, server, f"/b/{code}", f"/f/{token}", staff, cookie, csrf)


def first_with(role: Role) -> int:
    """Return the first person with a post of this role, by their id."""
    held = select(Post.person_id).where(Post.role == role).order_by(Post.id).limit(1)
    return db.session.scalars(held).one()


def signed_in(person_id: int) -> str:
    """Sign somebody in; return the key of their session."""
    key, now = secrets.token_urlsafe(24), clock.now()
    db.session.add(SignIn(key=key, person_id=person_id, started_at=now, from_address="127.0.0.1"))
    return key


def cookies_of(app: Flask, key: str) -> Callable[[], str]:
    """Return what gives a session's cookie as a browser has it: renewed once a minute."""
    seal = app.session_interface.get_signing_serializer(app)
    own = {KEY: key, TOKEN: secrets.token_hex(20)}
    return lambda: f"portal={seal.dumps(own | {'seen': clock.now().timestamp()})}"


def _visitor(port: int, path: str) -> tuple[str, str]:
    """Open the report form as a resident does: its cookie and its token."""
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(get(path).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    answer = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    cookie = re.search(r"(portal=[^;]+)", answer)
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer)
    if not cookie or not csrf:
        raise RuntimeError("the report form gives no cookie or token")
    return cookie.group(1), csrf.group(1)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            Line(port).ask(get("/bare/"), b"200")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
