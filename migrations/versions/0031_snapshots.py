"""Dated snapshots of open data."""

import sqlalchemy as sa
from alembic import op

revision = "0031_snapshots"
down_revision = "0030_batches"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.UniqueConstraint("day", "name", name="uq_snapshots_day_name"),
    )
    op.create_index("ix_cases_reported_at_id", "cases", ["reported_at", "id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_cases_reported_at_id", "cases")
    op.drop_table("snapshots")
