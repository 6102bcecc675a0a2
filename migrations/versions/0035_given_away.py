"""What was handed up is counted like what was returned, and its fresh date is no merit.

Hand-ups are found by the same index as returns. The months of the grids where that changes
anything are counted anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035_given_away"
down_revision = "0034_whose_clock"

# Of grids in which a case was handed up, or what was asked of one counted for who has it now.
MARK = """
    INSERT INTO changed_months (grid_id, month, marks)
    SELECT grid_id, month, 1 FROM grid_months
    WHERE grid_id IN (
        SELECT grid_id FROM cases WHERE id IN (
            SELECT case_id FROM case_events WHERE step = 'hand_up'
        ) OR unit_id <> clock_unit_id AND id IN (
            SELECT case_id FROM case_requests UNION SELECT case_id FROM exclusions
        )
    ) AND NOT EXISTS (
        SELECT 1 FROM changed_months AS marked
        WHERE marked.grid_id = grid_months.grid_id AND marked.month = grid_months.month
    )
"""
# A unit resolved these after the date that it had before it handed them up.
LATE = """
    UPDATE cases SET went_up_late = true WHERE resolved_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM case_events AS up JOIN case_events AS had ON had.id = (
            SELECT max(earlier.id) FROM case_events AS earlier
            WHERE earlier.case_id = up.case_id AND earlier.id < up.id
        )
        WHERE up.case_id = cases.id AND up.step = 'hand_up'
        AND had.unit_id = cases.clock_unit_id AND had.due_on < {resolved_on}
    )
"""
RESOLVED_ON = {
    "sqlite": "date(cases.resolved_at / 1000000 + 28800, 'unixepoch')",
    "postgresql": "(cases.resolved_at AT TIME ZONE 'Asia/Shanghai')::date",
}


def upgrade() -> None:
    """Find hand-ups too, and note where one gave its unit more time."""
    op.execute(LATE.format(resolved_on=RESOLVED_ON[op.get_bind().dialect.name]))
    op.drop_index("ix_case_events_returned", "case_events")
    _index("ix_case_events_given_away", "at", "step IN ('return', 'hand_up')")
    _index("ix_case_events_from_grid", "case_id", "step = 'hand_up' AND level = 2")
    op.execute(MARK)


def downgrade() -> None:
    """Find returns alone."""
    op.drop_index("ix_case_events_from_grid", "case_events")
    op.drop_index("ix_case_events_given_away", "case_events")
    _index("ix_case_events_returned", "at", "step = 'return'")
    op.execute(MARK)


def _index(name: str, column: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, "case_events", [column], sqlite_where=condition, postgresql_where=condition
    )
