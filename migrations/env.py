"""How migrations run: over the app's own engine, one history for both databases."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from portal.db import UTCDateTime, db

NOT_MODELS = ("case_search",)  # search tables differ by database; no model describes them


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out what no model describes."""
    return not (kind == "table" and (name or "").startswith(NOT_MODELS))


def render_item(kind: str, thing: Any, _context: Any) -> Any:
    """Write instants as the migration's own INSTANT, so that it imports nothing of ours."""
    return "INSTANT" if kind == "type" and isinstance(thing, UTCDateTime) else False


def run(connection: Connection) -> None:
    """Run the migrations on a connection, without waiting long for anybody's lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET lock_timeout = '2s'"))
        connection.execute(text("SET statement_timeout = '60s'"))
        connection.commit()
    else:  # a table is rebuilt to be changed, and meanwhile others point at nothing
        _sqlite(connection, "PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        include_name=include_name,
        render_item=render_item,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        if broken := _sqlite(connection, "PRAGMA foreign_key_check"):
            raise RuntimeError(f"rows point at nothing: {broken[:5]}")
        _sqlite(connection, "PRAGMA foreign_keys=ON")


def _sqlite(connection: Connection, pragma: str) -> list[Any]:
    """Run a pragma outside any transaction: inside one SQLite ignores it."""
    rows: list[Any] = connection.connection.execute(pragma).fetchall()
    return rows


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with db.engine.connect() as opened:
        run(opened)
