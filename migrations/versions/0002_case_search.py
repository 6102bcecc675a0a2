"""Words by which staff find cases: an index that each database has in its own way.

Both hold the overlapping pairs of characters of a case's words: SQLite in a
contentless full-text table, PostgreSQL in a tsvector with a GIN index.
"""

from alembic import op

revision = "0002_case_search"
down_revision = "0001_first"


def upgrade() -> None:
    """Make the index."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE case_search (case_id INTEGER PRIMARY KEY"
            " REFERENCES cases (id), words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_case_search_words ON case_search USING gin (words)")
    else:
        op.execute("CREATE VIRTUAL TABLE case_search USING fts5(words, content='', columnsize=0)")


def downgrade() -> None:
    """Drop it; it can be filled again from the cases."""
    op.execute("DROP TABLE case_search")
