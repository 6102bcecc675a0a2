"""Batches of imported rows."""

import sqlalchemy as sa
from alembic import op

revision = "0030_batches"
down_revision = "0029_field_maps"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
KINDS = ("cases", "registry", "staff", "volunteers", "matters", "calendar")
STATUSES = ("previewed", "running", "in_force", "undone", "failed")
DEEDS = ("created", "changed", "ended", "unchanged", "refused")


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=32, create_constraint=True)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", _one_of("batchkind", KINDS), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_key", sa.String()),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("status", _one_of("batchstatus", STATUSES), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("undone_at", INSTANT),
        sa.Column("undone_by_id", sa.Integer(), sa.ForeignKey("people.id")),
    )
    op.create_table(
        "batch_rows",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("batch_id", sa.Integer(), sa.ForeignKey("batches.id"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("deed", _one_of("deed", DEEDS), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.Column("problem", sa.String()),
        sa.Column("undone_at", INSTANT),
    )
    op.create_index("ix_batches_by_id", "batches", ["by_id"])
    op.create_index("ix_batches_kind_id", "batches", ["kind", "id"])
    op.create_index("ix_batch_rows_batch_id_id", "batch_rows", ["batch_id", "id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("batch_rows")
    op.drop_table("batches")
