"""What is counted by matter, sealed with the figures; who wants no letters; second rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0032_letters"
down_revision = "0031_snapshots"


def upgrade() -> None:
    """Make them."""
    for name in ("matters", "mix"):
        op.add_column("revisions", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    for name in ("mix", "matters"):
        op.drop_column("revisions", name)
