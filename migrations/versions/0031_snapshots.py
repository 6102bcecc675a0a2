"""Dated snapshots of open data."""

revision = "0031_snapshots"
down_revision = "0030_batches"


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away."""
