"""Files of uploads on their way to other systems, and what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0033_handovers"
down_revision = "0032_letters"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Make them."""
    words = ("waits", "taken", "given_up")
    states = sa.Enum(*words, name="handover", native_enum=False, length=32, create_constraint=True)
    op.create_table(
        "upload_handovers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("upload_id", sa.Integer(), sa.ForeignKey("uploads.id"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("to", "method", "key")),
        sa.Column("state", states, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT),
        sa.Column("status", sa.Integer()),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("answer", "why")),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("ix_upload_handovers_upload_id", "upload_handovers", ["upload_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("upload_handovers")
