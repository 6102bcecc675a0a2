"""A demonstration of three hundred cases on each kind of database, told once for all its tests."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from portal import clock
from portal.app import create_app
from portal.db import db
from portal.demo.building import Built, build
from tests.conftest import NOW

CASES = 300


@pytest.fixture(scope="module")
def empty_database(
    database: str, settings_for: Any, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The address of a database in which a demonstration may be built."""
    return new_database(database, settings_for, tmp_path_factory)


def new_database(database: str, settings_for: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Make a database of this kind; return its address."""
    if database.startswith("sqlite"):
        folder: Path = tmp_path_factory.mktemp("demo")
        return f"sqlite:///{folder / 'demo.sqlite'}"
    address = make_url(settings_for(PORTAL_DATABASE_URL=database).database_url)
    outside = create_engine(address, isolation_level="AUTOCOMMIT")
    name = f"demonstration_{secrets.token_hex(4)}"
    with outside.connect() as line:
        line.execute(text(f"CREATE DATABASE {name}"))
    outside.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def demonstration(
    database: str, settings_for: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Built]]:
    """An app with a year told up to NOW, and what its builder said."""
    address = new_database(database, settings_for, tmp_path_factory)
    app = create_app(settings_for(PORTAL_DATABASE_URL=address))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    built = Built()
    with app.app_context(), clock.stopped_at(NOW):
        for _step in build(CASES, 1, built):
            pass
        db.session.remove()
    yield app, built
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def told(demonstration: tuple[Flask, Built]) -> Iterator[Built]:
    """The demonstration, at NOW; what a test changes is rolled back."""
    app, built = demonstration
    with app.app_context(), clock.stopped_at(NOW):
        yield built
        db.session.rollback()
        db.session.remove()
