"""Counts by cell, and wider sums by grid and month: all of them are counted anew."""

import sqlalchemy as sa
from alembic import op

revision = "0023_figures"
down_revision = "0022_findings"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
WAS = "reported resolved on_time asked answered satisfied stars said solved"
COUNTS = (
    "reported judged valid passed_on found found_by_workers due excluded closed closed_in_time"
    " due_valid confirmed unconfirmed response_due responded asked answered satisfied stars said"
    " solved resolved on_time resolutions reworked verify_due verified returned returns_upheld"
    " requested granted"
)
MARK_ALL = """
    INSERT INTO changed_months (grid_id, month, marks)
    SELECT grid_id, month, 1 FROM grid_months WHERE NOT EXISTS (
        SELECT 1 FROM changed_months AS marked
        WHERE marked.grid_id = grid_months.grid_id AND marked.month = grid_months.month
    )
"""


def upgrade() -> None:
    """Make the cells and widen the sums; every month that had sums waits to be counted."""
    op.create_table(
        "figure_cells",
        sa.Column("grid_id", sa.Integer(), sa.ForeignKey("grids.id"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("matter_id", sa.Integer(), sa.ForeignKey("matters.id"), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("level", "unit_id", "piece")),
        *_counts(COUNTS),
        sa.PrimaryKeyConstraint("grid_id", "month", "matter_id", "level", "unit_id", "piece"),
    )
    op.create_index("ix_figure_cells_month_unit_id", "figure_cells", ["month", "unit_id"])
    _sums_anew(COUNTS)


def downgrade() -> None:
    """Take the cells away, and narrow the sums."""
    op.drop_table("figure_cells")
    _sums_anew(WAS)


def _sums_anew(names: str) -> None:
    """Make the table of sums again: whatever it held is counted anew from the cases."""
    op.execute(MARK_ALL)
    op.drop_table("grid_months")
    op.create_table(
        "grid_months",
        sa.Column("grid_id", sa.Integer(), sa.ForeignKey("grids.id"), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        *_counts(names),
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("grid_id", "month"),
    )
    op.create_index("ix_grid_months_month", "grid_months", ["month"])


def _counts(names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names.split()]
