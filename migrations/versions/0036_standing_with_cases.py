"""What figures ask of each case's history stands with the case, and cells hold no references.

Whether it was handed on, whether a grid's worker handed it up, whether it was split: to look each
of them up took about a sixth of the counting. Cells are counted from cases, which hold the
references; to check them again for each cell took another sixth on PostgreSQL.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036_standing_with_cases"
down_revision = "0035_given_away"

COLUMNS = {
    "came_from_grid": "SELECT case_id FROM case_events WHERE step = 'hand_up' AND level = 2",
    "handed_on": "SELECT case_id FROM case_events WHERE step IN ('transfer', 'hand_up')",
    "has_parts": "SELECT part_of_id FROM cases WHERE part_of_id IS NOT NULL",
}
MARKS = [f"UPDATE cases SET {name} = true WHERE id IN ({of})" for name, of in COLUMNS.items()]  # noqa: S608 - no words of others
REFERENCES = {"grid_id": "grids", "matter_id": "matters"}


def upgrade() -> None:
    """Add the columns, fill them from the histories, and let cells go without references."""
    for name in COLUMNS:
        op.execute(f"ALTER TABLE cases ADD COLUMN {name} BOOLEAN NOT NULL DEFAULT false")
    for mark in MARKS:
        op.execute(mark)
    op.drop_index("ix_case_events_from_grid", "case_events")
    with op.batch_alter_table("figure_cells", recreate=_rebuilt()) as batch:
        for column in REFERENCES:
            batch.drop_constraint(f"fk_figure_cells_{column}", type_="foreignkey")


def downgrade() -> None:
    """Look it up in the histories again, and let cells refer."""
    with op.batch_alter_table("figure_cells", recreate=_rebuilt()) as batch:
        for column, table in REFERENCES.items():
            name = f"fk_figure_cells_{column}"
            batch.create_foreign_key(name, table, [column], ["id"])
    condition = sa.text("step = 'hand_up' AND level = 2")
    op.create_index(
        "ix_case_events_from_grid",
        "case_events",
        ["case_id"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
    with op.batch_alter_table("cases", recreate=_rebuilt()) as batch:
        for name in COLUMNS:
            batch.drop_column(name)


def _rebuilt() -> str:
    return "always" if op.get_bind().dialect.name == "sqlite" else "never"
