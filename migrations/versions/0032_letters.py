"""Who wants no letters about figures, and second rounds of objections."""

revision = "0032_letters"
down_revision = "0031_snapshots"


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away."""
