"""Partners of ours that speak Open311."""

revision = "0028_partners"
down_revision = "0027_webhooks"


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away."""
