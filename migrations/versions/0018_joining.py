"""Applications, pauses and history of volunteers, declared relatives, help in households."""

import sqlalchemy as sa
from alembic import op

revision = "0018_joining"
down_revision = "0017_rule_trials"


def upgrade() -> None:
    """Make the tables."""
    all_tasks = sa.text('\'["report", "patrol", "verify"]\'')
    op.add_column(
        "volunteers", sa.Column("tasks", sa.JSON(), nullable=False, server_default=all_tasks)
    )
    op.add_column("volunteers", sa.Column("agreed_version", sa.Integer(), nullable=True))
    op.create_table(
        "relatives",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("said_at", _instant(), nullable=False),
        sa.Column("withdrawn_at", _instant(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name="fk_relatives_other_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_relatives_person_id"),
        sa.PrimaryKeyConstraint("person_id", "other_id", name="pk_relatives"),
    )
    op.create_index("ix_relatives_other_id", "relatives", ["other_id"])
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "party_member",
                "representative",
                "stair_head",
                "neighbour",
                name="volunteerkind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("relative", sa.String(), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("made_at", _instant(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "accepted",
                "refused",
                "withdrawn",
                name="applicationstatus",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", _instant(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("erased_at", _instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name="fk_applications_decided_by_id"
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name="fk_applications_grid_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_applications_person_id"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["areas.id"], name="fk_applications_community_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.UniqueConstraint("token", name="uq_applications_token"),
        sa.UniqueConstraint("request_key", name="uq_applications_request_key"),
    )
    op.create_index(
        "ix_applications_community_id_status_id", "applications", ["community_id", "status", "id"]
    )
    op.create_index(
        "ix_applications_to_erase",
        "applications",
        ["decided_at"],
        sqlite_where=sa.text("erased_at IS NULL"),
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.create_table(
        "helps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "errand",
                "company",
                "repair",
                "phone",
                "care",
                name="helpkind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", _instant(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "confirmed",
                "refused",
                name="helpstatus",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name="fk_helps_grid_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_helps_person_id"),
        sa.ForeignKeyConstraint(["community_id"], ["areas.id"], name="fk_helps_community_id"),
        sa.PrimaryKeyConstraint("id", name="pk_helps"),
        sa.UniqueConstraint("request_key", name="uq_helps_request_key"),
    )
    op.create_index("ix_helps_community_id_status_id", "helps", ["community_id", "status", "id"])
    op.create_index("ix_helps_person_id_id", "helps", ["person_id", "id"])
    op.create_table(
        "help_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("help_id", sa.Integer(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["help_id"], ["helps.id"], name="fk_help_decisions_help_id"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_help_decisions_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_help_decisions"),
    )
    op.create_index("ix_help_decisions_help_id", "help_decisions", ["help_id"])
    op.create_table(
        "volunteer_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "joined",
                "agreed",
                "paused",
                "resumed",
                "moved",
                "left",
                name="volunteerstep",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_volunteer_events_by_id"),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name="fk_volunteer_events_grid_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["volunteers.person_id"], name="fk_volunteer_events_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_volunteer_events"),
    )
    op.create_index("ix_volunteer_events_person_id_id", "volunteer_events", ["person_id", "id"])
    op.create_table(
        "volunteer_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on > from_on", name="ck_volunteer_pauses_order"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["volunteers.person_id"], name="fk_volunteer_pauses_person_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_volunteer_pauses"),
    )
    op.create_index(
        "ix_volunteer_pauses_person_id_from_on", "volunteer_pauses", ["person_id", "from_on"]
    )


def downgrade() -> None:
    """Drop them."""
    for table in (
        "volunteer_pauses",
        "volunteer_events",
        "help_decisions",
        "helps",
        "applications",
        "relatives",
    ):
        op.drop_table(table)
    op.drop_column("volunteers", "agreed_version")
    op.drop_column("volunteers", "tasks")


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
