"""Find cases by single characters, by whole words, and by the names of their grid and matter too.

Only the terms change; the cases themselves hold all that they are made of. The
tables are described here, not imported: the models move on, this file does not.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

import sqlalchemy as sa
from alembic import op

revision = "0005_wider_search"
down_revision = "0004_wider_checks"

BATCH = 2000  # cases at once
LONGEST = 40
CHINESE = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)")
SAID = sa.text(
    "SELECT cases.id, cases.words, cases.place_note, grids.name AS grid,"
    " matters.name, matters.name_en FROM cases"
    " JOIN grids ON grids.id = cases.grid_id JOIN matters ON matters.id = cases.matter_id"
    " WHERE cases.id > :after ORDER BY cases.id LIMIT :most"
)


def upgrade() -> None:
    """Make the index anew and fill it from the cases."""
    op.execute("DROP TABLE case_search")
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.execute(
            "CREATE TABLE case_search (case_id INTEGER PRIMARY KEY"
            " REFERENCES cases (id), words tsvector NOT NULL)"
        )
    else:
        op.execute(
            "CREATE VIRTUAL TABLE case_search"
            " USING fts5(words, content='', columnsize=0, detail=none)"
        )
    _fill(_terms, is_postgres)
    if is_postgres:
        op.execute("CREATE INDEX ix_case_search_words ON case_search USING gin (words)")


def downgrade() -> None:
    """Go back to pairs of characters of a case's words, its place and its matter."""
    op.execute("DROP TABLE case_search")
    is_postgres = op.get_bind().dialect.name == "postgresql"
    if is_postgres:
        op.execute(
            "CREATE TABLE case_search (case_id INTEGER PRIMARY KEY"
            " REFERENCES cases (id), words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_case_search_words ON case_search USING gin (words)")
    else:
        op.execute("CREATE VIRTUAL TABLE case_search USING fts5(words, content='', columnsize=0)")
    _fill(_pairs, is_postgres)


def _fill(terms_of: Callable[[sa.Row], Iterable[str]], is_postgres: bool) -> None:
    keep = sa.text(
        "INSERT INTO case_search (case_id, words)"
        " VALUES (:id, array_to_tsvector(string_to_array(:words, ' ')))"
        if is_postgres
        else "INSERT INTO case_search (rowid, words) VALUES (:id, :words)"
    )
    line, last = op.get_bind(), 0
    while rows := line.execute(SAID, {"after": last, "most": BATCH}).all():
        line.execute(keep, [{"id": row.id, "words": " ".join(terms_of(row))} for row in rows])
        last = rows[-1].id


def _terms(row: sa.Row) -> Iterable[str]:
    terms = []
    for part in _parts(" ".join((row.words, row.place_note, row.grid, row.name, row.name_en))):
        if CHINESE.match(part):
            for n, character in enumerate(part):
                terms += [character, part[n : n + 2]]
        else:
            terms.append(part)
    return dict.fromkeys(terms)


def _parts(said: str) -> list[str]:
    spread = unicodedata.normalize("NFKD", said.casefold())
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    plain = unicodedata.normalize("NFC", bare)
    runs = "".join(char if char.isalnum() else " " for char in plain).split()
    return [part[:LONGEST] for run in runs for part in CHINESE.split(run) if part]


def _pairs(row: sa.Row) -> Iterable[str]:
    said = " ".join((row.words, row.place_note, row.name)).lower()
    runs = "".join(char if char.isalnum() else " " for char in said).split()
    return dict.fromkeys(run[n : n + 2] for run in runs for n in range(max(1, len(run) - 1)))
