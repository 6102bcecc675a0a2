"""Proofs of figures, and the indexes by which a month of a grid is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0025_proofs"
down_revision = "0024_periods"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
DATES = ("due_on", "response_due_at", "verify_due_on")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "figure_proofs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("first_month", sa.Date(), nullable=False),
        sa.Column("last_month", sa.Date(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
    )
    for day in DATES:
        _index(f"ix_cases_grid_id_{day}", "cases", ["grid_id", day], f"{day} IS NOT NULL")
    _index("ix_cases_reopened", "cases", ["grid_id"], "reopened >= 1")
    _index("ix_case_events_returned", "case_events", ["at"], "step = 'return'")


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_case_events_returned", "case_events")
    op.drop_index("ix_cases_reopened", "cases")
    for day in DATES:
        op.drop_index(f"ix_cases_grid_id_{day}", "cases")
    op.drop_table("figure_proofs")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )
