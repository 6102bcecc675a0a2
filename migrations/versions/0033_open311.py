"""What Open311 keeps of reports."""

revision = "0033_open311"
down_revision = "0032_letters"


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away."""
