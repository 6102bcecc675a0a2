"""Let SQLite keep the beginnings of words, so that one leads to its cases without collecting all.

PostgreSQL needs nothing. The terms stay those of revision 0005, whose filling is used again.
"""

from types import ModuleType

from alembic import context, op

revision = "0008_search_beginnings"
down_revision = "0007_provisional_dates"

# From the letters on that a search asks for as a beginning; longer ones are rare, and collected.
LENGTHS = "3 4 5 6 7 8 9 10 11 12"


def upgrade() -> None:
    """Make the index anew, with the beginnings of its words."""
    _make_anew(f", prefix='{LENGTHS}'")


def downgrade() -> None:
    """Make it anew without."""
    _make_anew("")


def _make_anew(beginnings: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        return
    op.execute("DROP TABLE case_search")
    op.execute(
        "CREATE VIRTUAL TABLE case_search"
        f" USING fts5(words, content='', columnsize=0, detail=none{beginnings})"
    )
    before: ModuleType = context.script.get_revision("0005_wider_search").module
    before._fill(before._terms, is_postgres=False)  # noqa: SLF001 - one file, written once
