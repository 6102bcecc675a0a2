"""Field maps, uploads and their receipts."""

revision = "0029_field_maps"
down_revision = "0028_partners"


def upgrade() -> None:
    """Make them."""


def downgrade() -> None:
    """Take them away."""
