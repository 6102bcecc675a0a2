"""Find what is old by an index: contacts that are still kept, jobs that were asked for long ago."""

import sqlalchemy as sa
from alembic import op

revision = "0006_find_what_is_old"
down_revision = "0005_wider_search"

KEPT = sa.text("erased_at IS NULL")


def upgrade() -> None:
    """Make the indexes."""
    op.create_index(
        "ix_contacts_kept",
        "contacts",
        ["consented_at"],
        sqlite_where=KEPT,
        postgresql_where=KEPT,
    )
    op.create_index("ix_wanted_jobs_wanted_at", "wanted_jobs", ["wanted_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_wanted_jobs_wanted_at", "wanted_jobs")
    op.drop_index("ix_contacts_kept", "contacts")
