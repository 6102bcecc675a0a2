"""The session, the base of all models, and one transaction per request."""

import enum
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as OneDatabaseSession
from sqlalchemy import BigInteger, DateTime, Dialect, Enum, MetaData, event, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry
from sqlalchemy.types import TypeDecorator, TypeEngine

READ_ONLY = frozenset({"GET", "HEAD", "OPTIONS"})
ENGINE = {"hide_parameters": True}  # logs hold no tokens, no names
READER = "reader"  # the second engine, for requests that only read
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WAITING = "before the commit"  # what a session keeps for then
ANSWERS = "answers"  # what a session has been told, while nothing changes
ROWS_AT_ONCE = 500  # in one statement
P = ParamSpec("P")
R = TypeVar("R")
_reading: ContextVar[bool] = ContextVar("reading", default=False)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant: a real timestamp on PostgreSQL, whole microseconds on SQLite.

    Never text: a year's statistics over text times took half as long again.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type."""
        kept_as_number = dialect.name == "sqlite"
        return dialect.type_descriptor(BigInteger() if kept_as_number else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse an instant without a zone, and turn it into what the column holds."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        if dialect.name == "sqlite":
            return (value - EPOCH) // timedelta(microseconds=1)
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return EPOCH + timedelta(microseconds=value)
        instant: datetime = value
        return instant.astimezone(UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def one_of(words: type[enum.Enum], name: str | None = None) -> Enum:
    """Return the type of a column that holds words by their value; its check may need a name.

    VARCHAR with a check, so that a new status needs no ALTER TYPE.
    """
    return Enum(
        words,
        name=name,
        native_enum=False,
        length=32,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )


TYPES: Any = {datetime: UTCDateTime(), enum.Enum: one_of(enum.Enum)}


class Base(DeclarativeBase):
    """What every model inherits."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)


class PortalSession(OneDatabaseSession):
    """Asks PostgreSQL outside of any transaction where a whole request only reads.

    There each question sees what is kept by then, in a transaction or out of it, and without
    one a page waits for the database once where it waited three times. Its lines are read-only.
    """

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """Return the line for this request: to read only, or to write too."""
        reader: Engine | None = self._db.engines.get(READER)
        if reader is not None and has_request_context() and request.method in READ_ONLY:
            return reader
        return super().get_bind(*args, **kwargs)


db = SQLAlchemy(model_class=Base, session_options={"class_": PortalSession})


@contextmanager
def reading() -> Iterator[None]:
    """Promise not to write: SQLite then takes no write lock for the transactions inside."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def first_look() -> Iterator[None]:
    """Read before the request's own transaction begins, and end that reading with the block.

    For what is slow between looking and writing, such as checking a password:
    meanwhile nobody waits for a lock of ours. Inside a transaction that has
    already begun it is simply part of it.
    """
    is_first = not db.session().in_transaction()
    with reading():
        yield
    if is_first:
        db.session.rollback()


def count_up(model: type[Base], column: str, **key: Any) -> int:
    """Add one to a counter row, making it if it is new, and return the count; the row stays locked.

    One statement, so that two at once are counted one after the other on both databases.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    table = model.__table__
    add = insert(table).values(**key, **{column: 1})  # type: ignore[arg-type]
    add = add.on_conflict_do_update(index_elements=list(key), set_={column: table.c[column] + 1})
    return int(db.session.execute(add.returning(table.c[column])).scalar_one())


def take_turns(at: int) -> None:
    """Wait until nobody else is at this number, and be there until the transaction ends.

    What is read afterwards is as the one before left it. On SQLite who writes takes turns anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(at)))


def sort_much() -> None:
    """Give this transaction the room to sort millions of rows; SQLite has a second thread for it.

    With the 4 MB that PostgreSQL has for every question they go to the disk and back, repeatedly.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.set_config("work_mem", "64MB", True)))


def before_commit(do: Callable[[list[Any]], None], thing: Any) -> None:
    """Do something once with all such things of a transaction, when it is about to be kept.

    For counters that everybody counts up: a row of theirs is then held only
    while its transaction commits, after all its other locks, and counters of
    several kinds in one order for everybody. Things that a savepoint has taken
    back by then are left out.
    """
    waiting = db.session.info.setdefault(WAITING, {})
    waiting.setdefault(do, []).append(thing)


def _do_what_waits(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint keeps nothing yet
        return
    waiting = session.info.pop(WAITING, {})
    for do, things in sorted(waiting.items(), key=lambda one: one[0].__module__):
        session.flush()
        if kept := [thing for thing in things if thing in session and inspect(thing).persistent]:
            do(kept)


def asked_once(question: Callable[P, R]) -> Callable[P, R]:
    """Ask the database once, and answer alike until the transaction ends or writes anything.

    For what half of a page needs: the values of today, the calendar. The answer must be a
    value of its own, which nobody changes, and no row.
    """

    @wraps(question)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        answers: dict[Any, R] = db.session.info.setdefault(ANSWERS, {})
        key = (question, args, *sorted(kwargs.items()))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        return answers[key]

    return ask


def _forget_answers(session: Session, *_more: object) -> None:
    session.info.pop(ANSWERS, None)


def _forget_after_orders(state: ORMExecuteState) -> None:
    if not state.is_select:
        _forget_answers(state.session)


def count_up_many(model: type[Base], column: str, rows: Mapping[tuple[Any, ...], int]) -> None:
    """Add to many counter rows at once, making those that are new, in the order of their keys.

    In that order for everyone: so two never wait for each other crosswise.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    table = model.__table__
    key = [name.name for name in table.primary_key]
    some = [dict(zip(key, given, strict=True)) | {column: rows[given]} for given in sorted(rows)]
    for start in range(0, len(some), ROWS_AT_ONCE):
        add = insert(table).values(some[start : start + ROWS_AT_ONCE])  # type: ignore[arg-type]
        more = table.c[column] + add.excluded[column]
        db.session.execute(add.on_conflict_do_update(index_elements=key, set_={column: more}))


def keep_refusal() -> None:
    """Commit this request although it is refused: a failed sign-in must still be counted."""
    g.keep_refusal = True


def prepare(app: Flask) -> None:
    """Bind the database to the app: its engines, its pragmas and its one transaction a request."""
    db.init_app(app)
    for when, do in (
        ("before_commit", _do_what_waits),
        ("after_flush", _forget_answers),
        ("after_transaction_end", _forget_answers),
        ("do_orm_execute", _forget_after_orders),
    ):
        if not event.contains(Session, when, do):
            event.listen(Session, when, do)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tame_sqlite(db.engine)
        else:
            _compiles_nothing(db.engine)
            _only_reads(db.engines[READER])
            event.listen(db.engine, "engine_disposed", lambda _: db.engines[READER].dispose())
    one_transaction_per_request(app)


def _tame_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, a durable commit, and the write lock taken at BEGIN.

    With the default deferred BEGIN two writers that both read first cannot
    both go on: one is refused as "locked" whatever the time-out.
    """

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=15000",
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            "cache_size=-16000",
            "threads=2",  # a year's statistics are sorted beside being read
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


def _compiles_nothing(engine: Engine) -> None:
    """Let PostgreSQL run large statements as they are: compiling them takes longer than it wins."""

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.autocommit = True  # or else this would end with a transaction
        connection.execute("SET jit = off")
        connection.autocommit = False


def _only_reads(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.autocommit = True  # or else this would end with a transaction
        connection.execute("SET default_transaction_read_only = on")
        connection.execute("SET jit = off")


def reader_of(address: str) -> dict[str, dict[str, Any]]:
    """Return the settings of the second engine; SQLite has none, its readers wait for nobody."""
    if address.startswith("sqlite"):
        return {}
    return {READER: ENGINE | {"url": address, "isolation_level": "AUTOCOMMIT"}}


def one_transaction_per_request(app: Flask) -> None:
    """Commit after a successful write, roll back after anything else.

    Views and actions never commit. A GET that leaves the session dirty is a
    bug: it is rolled back here and refused in tests.
    """

    @app.before_request
    def note_intent() -> None:
        _reading.set(request.method in READ_ONLY)

    @app.teardown_request
    def forget_intent(_error: BaseException | None) -> None:
        _reading.set(False)

    @app.after_request
    def finish(response: Response) -> Response:
        is_good = response.status_code < 400 or g.get("keep_refusal", False)
        if request.method not in READ_ONLY and is_good:
            db.session.commit()
        else:
            db.session.rollback()
        return response
