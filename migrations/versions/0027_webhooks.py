"""Webhooks and their deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0027_webhooks"
down_revision = "0026_keys"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
OPEN = sa.text("state IN ('queued', 'sending')")
DEAD = sa.text("state = 'dead'")


def one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=32, create_constraint=True)


STATE = one_of("deliverystate", "queued", "sending", "done", "dead", "withheld")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rotated_at", INSTANT),
        sa.Column("made_by_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("paused_at", INSTANT),
        sa.Column("paused_why", one_of("pausedwhy", "staff", "failing")),
        sa.Column("ended_at", INSTANT),
        sa.Column("failing_since", INSTANT),
        sa.Column("rests_until", INSTANT),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("hook_id", sa.Integer(), sa.ForeignKey("webhooks.id"), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id")),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("case_events.id")),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_status", sa.Integer()),
        sa.Column("last_error", sa.String()),
        sa.Column("tried_at", INSTANT),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.UniqueConstraint("hook_id", "event_id"),
    )
    op.create_table(
        "hook_marks",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("last_event_id", sa.Integer(), nullable=False),
    )
    op.create_index("ix_deliveries_hook_id_id", "deliveries", ["hook_id", "id"])
    op.create_index("ix_deliveries_case_id", "deliveries", ["case_id"])
    op.create_index("ix_deliveries_event_id", "deliveries", ["event_id"])
    op.create_index("ix_deliveries_made_at", "deliveries", ["made_at"])
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["hook_id", "case_id", "event_id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_deliveries_dead",
        "deliveries",
        ["hook_id", "id"],
        sqlite_where=DEAD,
        postgresql_where=DEAD,
    )


def downgrade() -> None:
    """Take them away."""
    for table in ("hook_marks", "deliveries", "webhooks"):
        op.drop_table(table)
