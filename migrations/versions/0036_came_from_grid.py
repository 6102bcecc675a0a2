"""Whether a grid's worker handed a case up stands with the case, and is not sought in its history.

It is asked of each case that a worker's look closed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036_came_from_grid"
down_revision = "0035_given_away"

MARK = """
    UPDATE cases SET came_from_grid = true WHERE id IN (
        SELECT case_id FROM case_events WHERE step = 'hand_up' AND level = 2
    )
"""


def upgrade() -> None:
    """Add the column and fill it from the history."""
    op.execute("ALTER TABLE cases ADD COLUMN came_from_grid BOOLEAN NOT NULL DEFAULT false")
    op.execute(MARK)
    op.drop_index("ix_case_events_from_grid", "case_events")


def downgrade() -> None:
    """Seek it in the history again."""
    condition = sa.text("step = 'hand_up' AND level = 2")
    op.create_index(
        "ix_case_events_from_grid",
        "case_events",
        ["case_id"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table("cases", recreate="always" if is_rebuilt else "never") as batch:
        batch.drop_column("came_from_grid")
