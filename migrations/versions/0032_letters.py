"""Counts by matter, sealed with the figures; second rounds; stopped letters; examples."""

import sqlalchemy as sa
from alembic import op

revision = "0032_letters"
down_revision = "0031_snapshots"


def upgrade() -> None:
    """Make them."""
    for name in ("matters", "mix"):
        op.add_column("revisions", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for table in ("revisions", "results"):
        op.add_column(table, sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    example = sa.Column("is_example", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("periods", example)
    wants = sa.Column("wants_letters", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("people", wants)


def downgrade() -> None:
    """Take them away."""
    op.drop_column("people", "wants_letters")
    op.drop_column("periods", "is_example")
    for table in ("results", "revisions"):
        op.drop_column(table, "round")
    for name in ("mix", "matters"):
        op.drop_column("revisions", name)
