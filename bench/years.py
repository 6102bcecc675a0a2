"""Make a portal old: what one year told is copied back in time, until it holds so many cases."""

import os
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    Integer,
    Table,
    case,
    cast,
    event,
    func,
    insert,
    literal,
    select,
    text,
    update,
)

from portal import clock, config
from portal.app import create_app
from portal.assessment.actions import recount_all
from portal.cases.actions.intake import make_findable, searchable
from portal.cases.actions.tallies import recount as recount_days
from portal.cases.models import Case
from portal.cases.rules import CaseStatus
from portal.db import UTCDateTime, db

STEP = timedelta(days=30)  # so that a hundred copies of a year are nine years, not a hundred
COPIED = ("cases", "case_events", "ratings", "photos")
UNIQUE = {"request_key", "follow_token", "token"}
OF = dict.fromkeys(("case_id", "merged_into_id", "part_of_id"), "cases")
OF |= {"event_id": "case_events"}
AT_ONCE = 5_000


def age(copies: int) -> None:
    """Copy every case so many times, each copy thirty days earlier and closed by now.

    Old cases are over: what is open stays what the told year left open. The
    told cases get the highest ids first, for the latest are the last. The
    numbers of copies have wrong check digits; nobody reads them out.
    """
    tables = [db.metadata.tables[name] for name in COPIED]
    steps = {table.name: _highest(table) for table in tables}
    _let_rows_point_at_nothing()
    _lift(copies, steps)
    words = {one.id: searchable(one) for one in db.session.scalars(select(Case))}
    _forget_words()
    for n in range(copies, -1, -1):
        for table in tables if n else ():
            db.session.execute(_copied(table, n, copies, steps))
        _find(words, n * steps["cases"])
        db.session.commit()
    _reset_counters(tables)
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def age_portal(copies: int) -> None:
    """Age the portal that the environment names, and count its figures anew."""
    app = create_app(config.from_environment(os.environ))
    with app.app_context():
        if copies:
            age(copies)
        first = db.session.scalar(select(func.min(Case.reported_at))) or clock.now()
        recount_days(clock.month_of(first), clock.today())
        recount_all(now=clock.now())
        db.session.commit()


def _lift(copies: int, steps: dict[str, int]) -> None:
    """Move the told rows up, and whatever points at them, to leave room for earlier ones below."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            aim = column.name if column.name == "id" and table.name in steps else None
            named = {key.column.table.name for key in column.foreign_keys} & set(steps)
            of = table.name if aim else next(iter(named), None)
            if of:
                by = copies * steps[of]
                db.session.execute(update(table).values({column: column + by}))
    db.session.commit()


def _let_rows_point_at_nothing() -> None:
    """Switch references off for this process: ids are moved table by table."""
    off = (
        "SET session_replication_role = replica"
        if db.engine.dialect.name == "postgresql"
        else "PRAGMA foreign_keys=OFF"
    )
    db.session.remove()
    db.engine.dispose()
    event.listen(db.engine, "connect", lambda line, _record: line.execute(off))


def _forget_words() -> None:
    """Empty the search index: a contentless table is emptied by a command of its own."""
    is_postgres = db.engine.dialect.name == "postgresql"
    db.session.execute(
        text("DELETE FROM case_search")
        if is_postgres
        else text("INSERT INTO case_search (case_search) VALUES ('delete-all')")
    )


def _highest(table: Table) -> int:
    return int(db.session.scalar(select(func.max(table.c.id))) or 0)


def _copied(table: Table, n: int, copies: int, steps: dict[str, int]) -> Any:
    columns = [column for column in table.columns if not column.computed]
    rows = select(*(_aged(table, column, n, steps) for column in columns))
    told = table.c.id > copies * steps[table.name]
    return insert(table).from_select([column.name for column in columns], rows.where(told))


def _aged(table: Table, column: Column[Any], n: int, steps: dict[str, int]) -> ColumnElement[Any]:
    """Return a column as the copy has it: other ids, other secrets, earlier times, all over."""
    of = table.name if column.name == "id" else OF.get(column.name, "")
    if of in steps:
        return column - n * steps[of]
    if column.name in UNIQUE:
        return column + literal(f"-{n}")
    return _aged_case(column, n) if table.name == "cases" else _earlier(column, column, n)


def _aged_case(column: Column[Any], n: int) -> ColumnElement[Any]:
    if column.name == "number":  # the right shape, and no year is so long ago
        return literal(f"BJ{n:04}") + func.substr(column, 7)
    if column.name == "status":
        is_over = column.in_([CaseStatus.CLOSED, CaseStatus.DECLINED, CaseStatus.MERGED])
        return case((is_over, column), else_=literal(CaseStatus.CLOSED, column.type))
    known = column.table.c.reported_at if column.name == "closed_at" else column
    return _earlier(func.coalesce(column, known), column, n)


def _earlier(value: ColumnElement[Any], column: Column[Any], n: int) -> ColumnElement[Any]:
    back, is_postgres = n * STEP, db.engine.dialect.name == "postgresql"
    if isinstance(column.type, UTCDateTime):
        if is_postgres:
            return value - literal(back)
        return cast(value, Integer) - int(back.total_seconds()) * 1_000_000
    if isinstance(column.type, Date):
        return value - back.days if is_postgres else func.date(value, f"-{back.days} days")
    return value


def _find(words: dict[int, str], offset: int) -> None:
    rows = [{"id": one - offset, "words": said} for one, said in words.items()]
    for start in range(0, len(rows), AT_ONCE):
        make_findable(rows[start : start + AT_ONCE])


def _reset_counters(tables: list[Table]) -> None:
    if db.engine.dialect.name == "postgresql":
        for table in tables:
            counter = func.pg_get_serial_sequence(table.name, "id")
            db.session.execute(
                select(func.setval(counter, select(func.max(table.c.id)).scalar_subquery()))
            )
