"""Photos of people for the boards of their grids, with their consent."""

import sqlalchemy as sa
from alembic import op

revision = "0011_portraits"
down_revision = "0010_publicity"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Make room for a photo and for when its owner agreed; nobody has yet."""
    op.add_column("people", sa.Column("photo_key", sa.String(), nullable=True))
    op.add_column("people", sa.Column("photo_agreed_at", INSTANT, nullable=True))


def downgrade() -> None:
    """Let it go."""
    op.drop_column("people", "photo_agreed_at")
    op.drop_column("people", "photo_key")
