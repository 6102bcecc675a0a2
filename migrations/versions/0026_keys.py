"""Keys of other systems, and what was answered to repeated requests."""

import sqlalchemy as sa
from alembic import op

revision = "0026_keys"
down_revision = "0025_proofs"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False, unique=True),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_by_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.Column("revoked_by_id", sa.Integer(), sa.ForeignKey("people.id")),
        sa.Column("revoke_reason", sa.String(), nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("follows_id", sa.Integer(), sa.ForeignKey("api_keys.id")),
    )
    op.create_table(
        "kept_answers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("api_key_id", sa.Integer(), sa.ForeignKey("api_keys.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.UniqueConstraint("api_key_id", "name"),
    )
    op.create_index("ix_api_keys_person_id", "api_keys", ["person_id"])
    op.create_index("ix_kept_answers_at", "kept_answers", ["at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("kept_answers")
    op.drop_table("api_keys")
