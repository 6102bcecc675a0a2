"""Batches of imported rows."""

revision = "0030_batches"
down_revision = "0029_field_maps"


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away."""
