"""Webhooks and their deliveries."""

revision = "0027_webhooks"
down_revision = "0026_keys"


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away."""
