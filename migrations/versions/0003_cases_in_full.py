"""Cases in full: editions of the list, handling, routes, patrols and the workbench."""

import sqlalchemy as sa
from alembic import op

revision = "0003_cases_in_full"
down_revision = "0002_case_search"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Make what is new."""
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
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_bulk_runs_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_runs")),
        sa.UniqueConstraint("request_key", name=op.f("uq_bulk_runs_request_key")),
    )
    with op.batch_alter_table("bulk_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulk_runs_by_id"), ["by_id"], unique=False)

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
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_campaigns_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "day_tallies",
        sa.Column(
            "kind",
            sa.Enum(
                "hour",
                "matter",
                "grid",
                "matter_week",
                "grid_week",
                "flow",
                name="tallykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["areas.id"], name=op.f("fk_day_tallies_street_id")),
        sa.PrimaryKeyConstraint("kind", "day", "street_id", "key", name=op.f("pk_day_tallies")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "matter_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.Column("adopted_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["people.id"], name=op.f("fk_matter_editions_adopted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_matter_editions_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_editions")),
        sa.UniqueConstraint("in_force_on", name=op.f("uq_matter_editions_in_force_on")),
    )
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
        "news_by_mail",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("on_working_days", sa.Boolean(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("last_notice_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_news_by_mail_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_news_by_mail")),
    )
    with op.batch_alter_table("news_by_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_by_mail_sent_on"), ["sent_on"], unique=False)

    op.create_table(
        "refused_imports",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_refused_imports_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_refused_imports")),
    )
    op.create_table(
        "routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "command_centre",
                "command_room",
                "street_team",
                "community",
                "department",
                name="unitkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(unit_id IS NULL) <> (kind IS NULL)", name=op.f("ck_routes_unit_or_kind")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_routes_level")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_routes_ended_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_routes_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_routes_person_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["routes.id"], name=op.f("fk_routes_replaces_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_routes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes")),
    )
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.create_index("ix_routes_ended_at", ["ended_at", "id"], unique=False)
        batch_op.create_index(
            "ix_routes_in_force",
            ["area_code", "matter", "position"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
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
        "sendings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("led_to", sa.String(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sendings_person_id")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_sendings")),
    )
    op.create_table(
        "typed_forms",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("had_files", sa.Boolean(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_typed_forms_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_typed_forms")),
    )
    op.create_table(
        "info_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("matter_code", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("last_checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["people.id"], name=op.f("fk_info_items_checked_by_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_info_items_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_info_items")),
        sa.UniqueConstraint("request_key", name=op.f("uq_info_items_request_key")),
    )
    with op.batch_alter_table("info_items", schema=None) as batch_op:
        batch_op.create_index(
            "ix_info_items_to_check",
            ["grid_id", "last_checked_on", "id"],
            unique=False,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

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
        "patrol_logs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("ended_key", sa.String(), nullable=True),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("route", sa.JSON(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ended_at > started_at", name=op.f("ck_patrol_logs_order")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_patrol_logs_grid_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_patrol_logs_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["patrol_logs.id"], name=op.f("fk_patrol_logs_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_logs")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_patrol_logs_replaces_id")),
        sa.UniqueConstraint("request_key", name=op.f("uq_patrol_logs_request_key")),
    )
    with op.batch_alter_table("patrol_logs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_patrol_logs_grid_id_started_at"), ["grid_id", "started_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_patrol_logs_person_id_started_at"),
            ["person_id", "started_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_patrol_logs_running",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "park",
                "street",
                "enterprise",
                "building",
                "facility",
                "other",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(lon IS NULL) = (lat IS NULL)", name=op.f("ck_places_position")),
        sa.ForeignKeyConstraint(["added_by_id"], ["people.id"], name=op.f("fk_places_added_by_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_places_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_grid_id_id"), ["grid_id", "id"], unique=False)

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
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("refusal", sa.JSON(), nullable=False),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_bulk_items_case_id")),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_runs.id"], name=op.f("fk_bulk_items_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_items")),
        sa.UniqueConstraint("run_id", "case_id", name=op.f("uq_bulk_items_run_id_case_id")),
    )
    with op.batch_alter_table("bulk_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulk_items_case_id"), ["case_id"], unique=False)

    op.create_table(
        "info_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "still_right",
                "changed",
                "gone",
                name="infofinding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_info_checks_by_id")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["info_items.id"], name=op.f("fk_info_checks_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_info_checks")),
        sa.UniqueConstraint("request_key", name=op.f("uq_info_checks_request_key")),
    )
    with op.batch_alter_table("info_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_info_checks_item_id"), ["item_id"], unique=False)

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
        "patrol_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patrol_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patrol_id"], ["patrol_logs.id"], name=op.f("fk_patrol_photos_patrol_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_photos")),
    )
    with op.batch_alter_table("patrol_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patrol_photos_patrol_id"), ["patrol_id"], unique=False)

    op.create_table(
        "patrol_visits",
        sa.Column("patrol_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("visited_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["patrol_id"], ["patrol_logs.id"], name=op.f("fk_patrol_visits_patrol_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_patrol_visits_place_id")
        ),
        sa.PrimaryKeyConstraint("patrol_id", "place_id", name=op.f("pk_patrol_visits")),
    )
    with op.batch_alter_table("patrol_visits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_patrol_visits_place_id_visited_at"),
            ["place_id", "visited_at"],
            unique=False,
        )

    op.create_table(
        "place_months",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_place_months_place_id")),
        sa.PrimaryKeyConstraint("month", "place_id", name=op.f("pk_place_months")),
    )
    op.create_table(
        "reminders",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reminders_case_id")),
        sa.PrimaryKeyConstraint("case_id", "kind", "day", name=op.f("pk_reminders")),
    )
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
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_case_requests_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_requests_case_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_case_requests_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["case_events.id"], name=op.f("fk_case_requests_event_id")
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
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "office",
            sa.Enum(
                "command_centre",
                "command_room",
                "street_team",
                "community",
                "department",
                name="unitkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("replied_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_expedite_orders_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_expedite_orders_case_id")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["case_events.id"], name=op.f("fk_expedite_orders_event_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expedite_orders")),
    )
    with op.batch_alter_table("expedite_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expedite_orders_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_expedite_orders_replied_at"), ["replied_at"], unique=False
        )

    op.create_table(
        "expedite_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("is_from_unit", sa.Boolean(), nullable=False),
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

    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_case_events_looked",
            ["by_id", "id"],
            unique=False,
            sqlite_where=sa.text("step IN ('verify', 'dispute')"),
            postgresql_where=sa.text("step IN ('verify', 'dispute')"),
        )

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lat", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("lon", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("assigned_to_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("part_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("part", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("clock_days", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("paused_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("extended_days", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("verify_due_on", sa.Date(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_cases_level_id"))
        batch_op.create_index(
            "ix_cases_assigned_to_id_id",
            ["assigned_to_id", "id"],
            unique=False,
            sqlite_where=sa.text("assigned_to_id IS NOT NULL"),
            postgresql_where=sa.text("assigned_to_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_cases_campaign",
            ["matter_id", "reported_at", "resolved_at", "status", "street_id", "community_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_cases_merged_into_id",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_cases_open_community",
            ["closed_at", "community_id", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_cases_open_grid",
            ["closed_at", "grid_id", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_cases_open_street",
            ["closed_at", "street_id", "status", "unit_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_cases_open_unit",
            ["closed_at", "unit_id", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_cases_part_of_id",
            ["part_of_id"],
            unique=False,
            sqlite_where=sa.text("part_of_id IS NOT NULL"),
            postgresql_where=sa.text("part_of_id IS NOT NULL"),
        )
        batch_op.create_index("ix_cases_reported_by_id_id", ["reported_by_id", "id"], unique=False)
        batch_op.create_index(
            "ix_cases_to_verify",
            ["grid_id", "verify_due_on", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'resolved'"),
            postgresql_where=sa.text("status = 'resolved'"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_cases_assigned_to_id"), "people", ["assigned_to_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_cases_merged_into_id"), "cases", ["merged_into_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_cases_part_of_id"), "cases", ["part_of_id"], ["id"]
        )

    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("channel", sa.String(), nullable=False, server_default="mail")
        )
        batch_op.add_column(
            sa.Column("case_number", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("standing", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("not_before", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("quiet", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sent_as_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("failed_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("last_error", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("given_up_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", INSTANT, nullable=True))
        batch_op.create_index(
            batch_op.f("ix_mails_case_number_to"), ["case_number", "to"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mails_settled_at"), ["settled_at"], unique=False)

    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("started_on", sa.Date(), nullable=False, server_default="2020-01-01")
        )
        batch_op.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("limit_hours", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("national_name", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("national_code_2013", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("national_name_2013", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("name_basis", sa.String(), nullable=False, server_default=""))
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
        batch_op.add_column(sa.Column("shown_at", INSTANT, nullable=True))
        batch_op.create_index(batch_op.f("ix_photos_fingerprint"), ["fingerprint"], unique=False)

    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("main_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("main_round", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_ratings_main_id_main_round", ["main_id", "main_round"], unique=False
        )
        batch_op.create_foreign_key(batch_op.f("fk_ratings_main_id"), "cases", ["main_id"], ["id"])


def downgrade() -> None:
    """Drop it again. What an edition ended keeps its row, under a code that is its own."""
    op.execute("UPDATE matters SET code = code || '@' || id WHERE ended_on IS NOT NULL")
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_ratings_main_id"), type_="foreignkey")
        batch_op.drop_index("ix_ratings_main_id_main_round")
        batch_op.drop_column("main_round")
        batch_op.drop_column("main_id")

    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photos_fingerprint"))
        batch_op.drop_column("shown_at")
        batch_op.drop_column("fingerprint")

    with op.batch_alter_table("matters", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_matters_code_started_on"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_matters_code"), ["code"])
        batch_op.drop_column("same_within_days")
        batch_op.drop_column("same_within_m")
        batch_op.drop_column("name_basis")
        batch_op.drop_column("national_name_2013")
        batch_op.drop_column("national_code_2013")
        batch_op.drop_column("national_name")
        batch_op.drop_column("limit_hours")
        batch_op.drop_column("ended_on")
        batch_op.drop_column("started_on")

    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mails_settled_at"))
        batch_op.drop_index(batch_op.f("ix_mails_case_number_to"))
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("given_up_at")
        batch_op.drop_column("last_error")
        batch_op.drop_column("failed_at")
        batch_op.drop_column("tries")
        batch_op.drop_column("sent_as_id")
        batch_op.drop_column("quiet")
        batch_op.drop_column("not_before")
        batch_op.drop_column("standing")
        batch_op.drop_column("kind")
        batch_op.drop_column("case_number")
        batch_op.drop_column("channel")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cases_part_of_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cases_merged_into_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cases_assigned_to_id"), type_="foreignkey")
        batch_op.drop_index(
            "ix_cases_to_verify",
            sqlite_where=sa.text("status = 'resolved'"),
            postgresql_where=sa.text("status = 'resolved'"),
        )
        batch_op.drop_index("ix_cases_reported_by_id_id")
        batch_op.drop_index(
            "ix_cases_part_of_id",
            sqlite_where=sa.text("part_of_id IS NOT NULL"),
            postgresql_where=sa.text("part_of_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_cases_open_unit",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_cases_open_street",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_cases_open_grid",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_cases_open_community",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_cases_merged_into_id",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_cases_campaign")
        batch_op.drop_index(
            "ix_cases_assigned_to_id_id",
            sqlite_where=sa.text("assigned_to_id IS NOT NULL"),
            postgresql_where=sa.text("assigned_to_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_cases_level_id"), ["level", "id"], unique=False)
        batch_op.drop_column("verify_due_on")
        batch_op.drop_column("extended_days")
        batch_op.drop_column("paused_days")
        batch_op.drop_column("clock_days")
        batch_op.drop_column("part")
        batch_op.drop_column("part_of_id")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("assigned_to_id")
        batch_op.drop_column("lon")
        batch_op.drop_column("lat")

    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_case_events_looked",
            sqlite_where=sa.text("step IN ('verify', 'dispute')"),
            postgresql_where=sa.text("step IN ('verify', 'dispute')"),
        )

    with op.batch_alter_table("expedite_replies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expedite_replies_order_id"))

    op.drop_table("expedite_replies")
    with op.batch_alter_table("expedite_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expedite_orders_replied_at"))
        batch_op.drop_index(batch_op.f("ix_expedite_orders_case_id"))

    op.drop_table("expedite_orders")
    with op.batch_alter_table("case_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_requests_decided_at"))
        batch_op.drop_index(batch_op.f("ix_case_requests_case_id"))

    op.drop_table("case_requests")
    op.drop_table("reminders")
    op.drop_table("place_months")
    with op.batch_alter_table("patrol_visits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patrol_visits_place_id_visited_at"))

    op.drop_table("patrol_visits")
    with op.batch_alter_table("patrol_photos", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patrol_photos_patrol_id"))

    op.drop_table("patrol_photos")
    with op.batch_alter_table("meeting_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_cases_case_id"))

    op.drop_table("meeting_cases")
    with op.batch_alter_table("info_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_info_checks_item_id"))

    op.drop_table("info_checks")
    with op.batch_alter_table("bulk_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulk_items_case_id"))

    op.drop_table("bulk_items")
    with op.batch_alter_table("assists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assists_unit_id_answered_at"))
        batch_op.drop_index(batch_op.f("ix_assists_case_id"))

    op.drop_table("assists")
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_places_grid_id_id"))

    op.drop_table("places")
    with op.batch_alter_table("patrol_logs", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_patrol_logs_running",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_patrol_logs_person_id_started_at"))
        batch_op.drop_index(batch_op.f("ix_patrol_logs_grid_id_started_at"))

    op.drop_table("patrol_logs")
    with op.batch_alter_table("meeting_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_units_unit_id"))

    op.drop_table("meeting_units")
    with op.batch_alter_table("info_items", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_info_items_to_check",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.drop_table("info_items")
    op.drop_table("typed_forms")
    op.drop_table("sendings")
    with op.batch_alter_table("saved_filters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_filters_person_id"))

    op.drop_table("saved_filters")
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_routes_position"))
        batch_op.drop_index(
            "ix_routes_in_force",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_routes_ended_at")

    op.drop_table("routes")
    op.drop_table("refused_imports")
    with op.batch_alter_table("news_by_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_news_by_mail_sent_on"))

    op.drop_table("news_by_mail")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_area_code"))

    op.drop_table("meetings")
    op.drop_table("matter_editions")
    op.drop_table("day_tallies")
    op.drop_table("campaigns")
    with op.batch_alter_table("bulk_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulk_runs_by_id"))

    op.drop_table("bulk_runs")
    op.drop_table("answer_templates")
    op.drop_table("platforms")
