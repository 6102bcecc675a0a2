"""Mark every date that was computed without the holidays of its year, not only due dates."""

import sqlalchemy as sa
from alembic import op

revision = "0007_provisional_dates"
down_revision = "0006_find_what_is_old"

DAYS = {"due": "due_on", "triage": "triage_due_on", "verify": "verify_due_on"}


def upgrade() -> None:
    """Add the marks, and find the rows that have one."""
    for name in ("is_triage_provisional", "is_verify_provisional"):
        op.add_column("cases", _mark(name))
    op.add_column("expedite_orders", _mark("is_provisional"))
    for name, day in DAYS.items():
        op.create_index(
            f"ix_cases_{name}_provisional",
            "cases",
            [day],
            sqlite_where=sa.text(f"is_{name}_provisional = 1"),
            postgresql_where=sa.text(f"is_{name}_provisional"),
        )
    op.create_index(
        "ix_expedite_orders_provisional",
        "expedite_orders",
        ["reply_by"],
        sqlite_where=sa.text("is_provisional = 1"),
        postgresql_where=sa.text("is_provisional"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_expedite_orders_provisional", "expedite_orders")
    for name in DAYS:
        op.drop_index(f"ix_cases_{name}_provisional", "cases")
    op.drop_column("expedite_orders", "is_provisional")
    for name in ("is_verify_provisional", "is_triage_provisional"):
        op.drop_column("cases", name)


def _mark(name: str) -> sa.Column[bool]:
    """Return a column that is false in every row there is: nothing is known to be provisional."""
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
