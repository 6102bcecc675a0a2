"""How a database answers: what was sent to it, and where it reads a table from end to end."""

import re
from contextlib import contextmanager

from sqlalchemy import event, text

from portal.db import db


def without_scans():
    """PostgreSQL reads all of a small table whatever its indexes: here it may not do without."""
    if db.engine.dialect.name == "postgresql":
        for way in ("seqscan", "hashjoin", "mergejoin"):
            db.session.execute(text(f"SET LOCAL enable_{way} = off"))


@contextmanager
def listening():
    """Collect what is sent to the database."""
    sent = []

    def note(_line, _cursor, statement, parameters, _context, _many):
        if not statement.startswith("EXPLAIN"):
            sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def scans_of(statement, parameters, growing):
    """Return where a statement reads a growing table from end to end."""
    line = db.session.connection()
    if db.engine.dialect.name == "sqlite":
        plan = line.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        return [row[3] for row in plan if re.match(rf"SCAN ({'|'.join(growing)})\b", row[3])]
    (plan,) = line.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    return [
        f"{node['Node Type']} on {node['Relation Name']} by {node.get('Index Name')}"
        for node in nodes(plan["Plan"])
        if node.get("Relation Name") in growing and not is_sought(node)
    ]


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def is_sought(node):
    """An index that is walked from end to end is no better than the table, but for the open few."""
    if node.get("Index Name", "").startswith("ix_cases_open"):
        return True
    if node["Node Type"] == "Bitmap Heap Scan":
        return all("Index Cond" in part for part in nodes(node) if "Index Name" in part)
    return "Index Cond" in node
