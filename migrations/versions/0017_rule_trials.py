"""Trials of rules, thanks that leaders send, and who was active when, read from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0017_rule_trials"
down_revision = "0016_money"

ACTIVITY = "ix_point_facts_person_id_day_kind_why_not_at"


def upgrade() -> None:
    """Make the tables and the index."""
    op.create_table(
        "rule_trials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", _instant(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("all_count", sa.Integer(), nullable=False),
        sa.Column("done_count", sa.Integer(), nullable=False),
        sa.Column("last_person_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("ended_at", _instant(), nullable=True),
        sa.Column("put_by_id", sa.Integer(), nullable=True),
        sa.Column("put_at", _instant(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", _instant(), nullable=True),
        sa.Column("why_withdrawn", sa.String(), nullable=False),
        sa.CheckConstraint("done_count <= all_count", name="ck_rule_trials_counts"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name="fk_rule_trials_asked_by_id"),
        sa.ForeignKeyConstraint(["put_by_id"], ["people.id"], name="fk_rule_trials_put_by_id"),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["people.id"], name="fk_rule_trials_withdrawn_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rule_trials"),
        sa.UniqueConstraint("request_key", name="uq_rule_trials_request_key"),
    )
    op.create_table(
        "leader_thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("sent_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name="fk_leader_thanks_area_id"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_leader_thanks_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_leader_thanks"),
        sa.UniqueConstraint("request_key", name="uq_leader_thanks_request_key"),
    )
    op.create_index("ix_leader_thanks_area_id_id", "leader_thanks", ["area_id", "id"])
    op.create_table(
        "leader_thanks_to",
        sa.Column("thanks_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thanks_id"], ["leader_thanks.id"], name="fk_leader_thanks_to_thanks_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_leader_thanks_to_person_id"),
        sa.PrimaryKeyConstraint("thanks_id", "person_id", name="pk_leader_thanks_to"),
    )
    op.create_index("ix_leader_thanks_to_person_id", "leader_thanks_to", ["person_id"])
    op.create_index(ACTIVITY, "point_facts", ["person_id", "day", "kind", "why_not", "at"])


def downgrade() -> None:
    """Take them down."""
    op.drop_index(ACTIVITY, "point_facts")
    op.drop_table("leader_thanks_to")
    op.drop_table("leader_thanks")
    op.drop_table("rule_trials")


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
