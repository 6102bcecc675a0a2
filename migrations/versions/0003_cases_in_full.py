"""Cases in full: editions of the list, handling, routes, patrols and the workbench."""

import sqlalchemy as sa
from alembic import op

revision = "0003_cases_in_full"
down_revision = "0002_case_search"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Make what is new."""
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("matters", sa.JSON(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("aim", sa.String(), nullable=False),
        sa.Column("aim_count", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "matter_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.Column("adopted_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_editions")),
    )
    op.create_table(
        "platforms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platforms")),
        sa.UniqueConstraint("name", name=op.f("uq_platforms_name")),
    )
    op.create_table(
        "answer_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "done",
                "explained",
                "cannot_now",
                "not_found",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("words_en", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_answer_templates_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_templates")),
    )
    op.create_table(
        "bulk_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "assign",
                "dispatch",
                "judge",
                "answer",
                name="bulkkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_bulk_runs_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_runs")),
        sa.UniqueConstraint("request_key", name=op.f("uq_bulk_runs_request_key")),
    )
    with op.batch_alter_table("bulk_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulk_runs_by_id"), ["by_id"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "consultation",
                "joint",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("called_by_id", sa.Integer(), nullable=False),
        sa.Column("called_at", INSTANT, nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("held_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["people.id"], name=op.f("fk_meetings_called_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_area_code"), ["area_code"], unique=False)

    op.create_table(
        "routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_routes_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_routes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes")),
    )
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_routes_position"), ["position"], unique=False)

    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("shared_with", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_saved_filters_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
    )
    with op.batch_alter_table("saved_filters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_filters_person_id"), ["person_id"], unique=False)

    op.create_table(
        "meeting_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_units_meeting_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_meeting_units_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_units")),
        sa.UniqueConstraint(
            "meeting_id", "unit_id", name=op.f("uq_meeting_units_meeting_id_unit_id")
        ),
    )
    with op.batch_alter_table("meeting_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_units_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "assists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("ask", sa.String(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_assists_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_assists_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assists_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_assists_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assists")),
    )
    with op.batch_alter_table("assists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assists_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_assists_unit_id_answered_at"), ["unit_id", "answered_at"], unique=False
        )

    op.create_table(
        "bulk_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_bulk_items_case_id")),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_runs.id"], name=op.f("fk_bulk_items_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_items")),
        sa.UniqueConstraint("run_id", "case_id", name=op.f("uq_bulk_items_run_id_case_id")),
    )
    with op.batch_alter_table("bulk_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulk_items_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pause",
                "extension",
                name="requestkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "reporter",
                "weather",
                "court",
                "authority",
                name="pausereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_case_requests_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_requests_case_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_case_requests_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_requests")),
    )
    with op.batch_alter_table("case_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_requests_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_case_requests_decided_at"), ["decided_at"], unique=False
        )

    op.create_table(
        "expedite_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("replied_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_expedite_orders_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_expedite_orders_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expedite_orders")),
    )
    with op.batch_alter_table("expedite_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expedite_orders_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_expedite_orders_replied_at"), ["replied_at"], unique=False
        )

    op.create_table(
        "meeting_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meeting_cases_case_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_cases_meeting_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_meeting_cases_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_cases")),
        sa.UniqueConstraint(
            "meeting_id", "case_id", name=op.f("uq_meeting_cases_meeting_id_case_id")
        ),
    )
    with op.batch_alter_table("meeting_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_cases_case_id"), ["case_id"], unique=False)

    op.create_table(
        "expedite_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_expedite_replies_by_id")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["expedite_orders.id"], name=op.f("fk_expedite_replies_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expedite_replies")),
    )
    with op.batch_alter_table("expedite_replies", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expedite_replies_order_id"), ["order_id"], unique=False
        )

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lat", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("lon", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("assigned_to_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("part_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("paused_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("extended_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("verify_due_on", sa.Date(), nullable=True))
        batch_op.create_index("ix_cases_merged_into_id", ["merged_into_id"], unique=False)
        batch_op.create_index("ix_cases_part_of_id", ["part_of_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_cases_merged_into_id"), "cases", ["merged_into_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_cases_assigned_to_id"), "people", ["assigned_to_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_cases_part_of_id"), "cases", ["part_of_id"], ["id"]
        )

    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("started_on", sa.Date(), nullable=False, server_default="2020-01-01")
        )
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("same_within_m", sa.Integer(), nullable=False, server_default="50")
        )
        batch_op.add_column(
            sa.Column("same_within_days", sa.Integer(), nullable=False, server_default="7")
        )
        batch_op.drop_constraint(batch_op.f("uq_matters_code"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_matters_code_started_on"), ["code", "started_on"]
        )

    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fingerprint", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_photos_fingerprint"), ["fingerprint"], unique=False)


def downgrade() -> None:
    """Drop it again."""
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photos_fingerprint"))
        batch_op.drop_column("fingerprint")

    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_matters_code_started_on"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_matters_code"), ["code"])
        batch_op.drop_column("same_within_days")
        batch_op.drop_column("same_within_m")
        batch_op.drop_column("ended_on")
        batch_op.drop_column("started_on")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cases_part_of_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cases_assigned_to_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cases_merged_into_id"), type_="foreignkey")
        batch_op.drop_index("ix_cases_part_of_id")
        batch_op.drop_index("ix_cases_merged_into_id")
        batch_op.drop_column("verify_due_on")
        batch_op.drop_column("extended_days")
        batch_op.drop_column("paused_days")
        batch_op.drop_column("part")
        batch_op.drop_column("part_of_id")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("assigned_to_id")
        batch_op.drop_column("lon")
        batch_op.drop_column("lat")

    with op.batch_alter_table("expedite_replies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expedite_replies_order_id"))

    op.drop_table("expedite_replies")
    with op.batch_alter_table("meeting_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_cases_case_id"))

    op.drop_table("meeting_cases")
    with op.batch_alter_table("expedite_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expedite_orders_replied_at"))
        batch_op.drop_index(batch_op.f("ix_expedite_orders_case_id"))

    op.drop_table("expedite_orders")
    with op.batch_alter_table("case_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_requests_decided_at"))
        batch_op.drop_index(batch_op.f("ix_case_requests_case_id"))

    op.drop_table("case_requests")
    with op.batch_alter_table("bulk_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulk_items_case_id"))

    op.drop_table("bulk_items")
    with op.batch_alter_table("assists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assists_unit_id_answered_at"))
        batch_op.drop_index(batch_op.f("ix_assists_case_id"))

    op.drop_table("assists")
    with op.batch_alter_table("meeting_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_units_unit_id"))

    op.drop_table("meeting_units")
    with op.batch_alter_table("saved_filters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_filters_person_id"))

    op.drop_table("saved_filters")
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_routes_position"))

    op.drop_table("routes")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_area_code"))

    op.drop_table("meetings")
    with op.batch_alter_table("bulk_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulk_runs_by_id"))

    op.drop_table("bulk_runs")
    op.drop_table("answer_templates")
    op.drop_table("platforms")
    op.drop_table("matter_editions")
    op.drop_table("campaigns")
