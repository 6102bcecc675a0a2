"""One history for both databases: named in order, equal to the models, up and down with rows."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from portal.accounts.rules import Role
from portal.app import create_app
from portal.db import db
from portal.policy.actions import load_calendar
from tests.factories import a_board, a_clerk, a_dispatched_case

FOLDER = Path(__file__).parents[2] / "migrations"
NAMES = sorted(path.stem for path in (FOLDER / "versions").glob("*.py"))


def test_migrations_are_numbered_in_a_row_and_name_what_they_follow():
    for number, stem in enumerate(NAMES, start=1):
        source = (FOLDER / "versions" / f"{stem}.py").read_text()
        before = repr(NAMES[number - 2]) if number > 1 else "None"
        assert re.fullmatch(rf"{number:04}_[a-z0-9_]+", stem)
        assert len(stem) <= 32
        assert f'revision = "{stem}"' in source
        assert f"down_revision = {before}".replace("'", '"') in source
        assert "from portal" not in source


def test_the_head_file_names_the_newest_migration():
    assert (FOLDER / "current-head").read_text().strip() == NAMES[-1]


def test_the_migrations_make_what_the_models_describe(app):
    def is_ours(thing, name, kind, _reflected, _other):
        return not (kind == "table" and name.startswith("case_search"))

    context = MigrationContext.configure(
        db.session.connection(), opts={"compare_type": True, "include_object": is_ours}
    )

    assert compare_metadata(context, db.metadata) == []


@pytest.fixture
def own_database(database, settings_for, tmp_path):
    """A database of this test's own, for it will be taken down."""
    if database.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'own.sqlite'}"
        return
    address = settings_for(PORTAL_DATABASE_URL=database).database_url
    outside = create_engine(address, isolation_level="AUTOCOMMIT")
    with outside.connect() as line:
        line.execute(text("DROP DATABASE IF EXISTS up_and_down"))
        line.execute(text("CREATE DATABASE up_and_down"))
    yield outside.url.set(database="up_and_down").render_as_string(hide_password=False)
    outside.dispose()


def test_migrations_run_up_down_and_up_again_with_rows_in_the_tables(own_database, settings_for):
    app = create_app(settings_for(PORTAL_DATABASE_URL=own_database))
    with app.app_context():
        upgrade()
        load_calendar(2026)
        a_board()
        a_clerk(Role.DISPATCHER, area_code="330108")
        a_dispatched_case()
        db.session.commit()
        db.session.remove()

        downgrade(revision="0002_case_search")
        upgrade()
        kept = db.session.scalar(text("SELECT count(*) FROM case_events"))
        db.session.remove()
        downgrade(revision="base")
        left = set(inspect(db.engine).get_table_names())
        upgrade()
        again = set(inspect(db.engine).get_table_names())
        db.engine.dispose()

    assert kept == 2
    assert left <= {"alembic_version"}
    assert set(db.metadata.tables) <= again


def test_every_column_of_words_takes_each_word_of_its_enumeration_and_no_other(app):
    looked = inspect(db.session.connection())
    for table in db.metadata.tables.values():
        checks = " ".join(check["sqltext"] for check in looked.get_check_constraints(table.name))
        for column in table.columns:
            words = getattr(column.type, "enums", ())
            assert all(f"'{word}'" in checks for word in words), f"{table.name}.{column.name}"
