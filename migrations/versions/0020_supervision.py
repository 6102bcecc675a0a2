"""Supervision teams, spot checks and their draws; a second factor for those who inspect."""

import sqlalchemy as sa
from alembic import op

revision = "0020_supervision"
down_revision = "0019_signals"


ROLES = (
    "dispatcher lead street_clerk community_clerk unit_clerk grid_worker volunteer finance"
    " inspector inspection_lead administrator"
)
STEPS = (
    "invited password_set sessions_ended kept not_kept second_factor_set second_factor_reset"
    " recovery_code_used post_given post_ended"
)

TABLES = (  # in the order in which they can go
    "sampled draw_reserves draw_rounds check_strata check_events team_members"
    " supervision_conflicts spot_checks second_factors recovery_codes supervision_teams"
)


def upgrade() -> None:
    """Make the tables, and let posts be held by those who inspect."""
    _widen(
        "posts", "role", ROLES, also={"area_or_unit": "(area_code IS NULL) <> (unit_id IS NULL)"}
    )
    _widen("account_changes", "step", STEPS, check="accountstep")
    op.create_index(
        "ix_cases_closed",
        "cases",
        ["closed_at", "status", "street_id", "level", "number"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index("ix_patrol_logs_started_at", "patrol_logs", ["started_at"])
    op.add_column("sign_ins", sa.Column("second_at", _instant(), nullable=True))
    op.create_table(
        "supervision_teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_teams"),
        sa.UniqueConstraint("code", name="uq_supervision_teams_code"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", _instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_recovery_codes_person_id"),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name="pk_recovery_codes"),
    )
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("asked_at", _instant(), nullable=False),
        sa.Column("confirmed_at", _instant(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", _instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_second_factors_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_second_factors"),
    )
    op.create_table(
        "spot_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column(
            "frame",
            sa.Enum(
                "closed_cases",
                "patrols",
                "places",
                name="framekind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column(
            "strata_by",
            sa.Enum(
                "street_level",
                "street",
                "community",
                name="strataby",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "size_by",
            sa.Enum(
                "margin",
                "plan",
                name="sizeby",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("margin_permille", sa.Integer(), nullable=True),
        sa.Column("confidence_permille", sa.Integer(), nullable=False),
        sa.Column("expected_permille", sa.Integer(), nullable=False),
        sa.Column("inspection_level", sa.String(), nullable=False),
        sa.Column("aql", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("plan_letter", sa.String(), nullable=False),
        sa.Column("accept_at", sa.Integer(), nullable=True),
        sa.Column("refuse_at", sa.Integer(), nullable=True),
        sa.Column("level_one_times", sa.Integer(), nullable=False),
        sa.Column("visits_a_day", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "frozen",
                "published",
                "seeded",
                "drawn",
                "closed",
                "abandoned",
                name="checkstatus",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("freeze_asked_at", _instant(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("list_key", sa.String(), nullable=True),
        sa.Column("list_sha256", sa.String(), nullable=True),
        sa.Column("frozen_at", _instant(), nullable=True),
        sa.Column("seed_from", sa.String(), nullable=False),
        sa.Column("published_at", _instant(), nullable=True),
        sa.Column("closed_at", _instant(), nullable=True),
        sa.Column("why_abandoned", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level_one_times BETWEEN 1 AND 5", name="ck_spot_checks_level_one_times"
        ),
        sa.CheckConstraint("period_to >= period_from", name="ck_spot_checks_period"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["supervision_teams.id"], name="fk_spot_checks_team_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_spot_checks"),
        sa.UniqueConstraint("code", name="uq_spot_checks_code"),
        sa.UniqueConstraint("request_key", name="uq_spot_checks_request_key"),
    )
    op.create_index("ix_spot_checks_team_id_id", "spot_checks", ["team_id", "id"])
    op.create_table(
        "supervision_conflicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_supervision_conflicts_by_id"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_supervision_conflicts_person_id"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["supervision_teams.id"], name="fk_supervision_conflicts_team_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_supervision_conflicts"),
    )
    op.create_index(
        "ix_supervision_conflicts_team_id_id", "supervision_conflicts", ["team_id", "id"]
    )
    op.create_table(
        "team_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"], ["supervision_teams.id"], name="fk_team_members_team_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_team_members_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_team_members"),
    )
    op.create_index(
        "ix_team_members_current",
        "team_members",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index("ix_team_members_person_id_id", "team_members", ["person_id", "id"])
    op.create_index("ix_team_members_team_id_id", "team_members", ["team_id", "id"])
    op.create_table(
        "check_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "plan",
                "freeze",
                "publish",
                "enter_seed",
                "confirm_seed",
                "draw",
                "add_priority",
                "close",
                "abandon",
                name="checkstep",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["spot_checks.id"], name="fk_check_events_check_id"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_check_events_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_check_events"),
    )
    op.create_index("ix_check_events_check_id_id", "check_events", ["check_id", "id"])
    op.create_table(
        "check_strata",
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["spot_checks.id"], name="fk_check_strata_check_id"),
        sa.PrimaryKeyConstraint("check_id", "name", name="pk_check_strata"),
    )
    op.create_table(
        "draw_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("sizes", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", _instant(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", _instant(), nullable=True),
        sa.Column("drawn_at", _instant(), nullable=True),
        sa.CheckConstraint("entered_by_id <> confirmed_by_id", name="ck_draw_rounds_two_people"),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["people.id"], name="fk_draw_rounds_confirmed_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["people.id"], name="fk_draw_rounds_entered_by_id"
        ),
        sa.ForeignKeyConstraint(["check_id"], ["spot_checks.id"], name="fk_draw_rounds_check_id"),
        sa.PrimaryKeyConstraint("id", name="pk_draw_rounds"),
        sa.UniqueConstraint("check_id", "turn", name="uq_draw_rounds_check_id_turn"),
        sa.UniqueConstraint("check_id", "seed", name="uq_draw_rounds_check_id_seed"),
    )
    op.create_table(
        "draw_reserves",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("taken_at", _instant(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["draw_rounds.id"], name="fk_draw_reserves_round_id"),
        sa.PrimaryKeyConstraint("round_id", "stratum", "rank", name="pk_draw_reserves"),
    )
    op.create_table(
        "sampled",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("stratum", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("street_code", sa.String(), nullable=False),
        sa.Column("is_priority", sa.Boolean(), nullable=False),
        sa.Column(
            "why_priority",
            sa.Enum(
                "disputed",
                "expedited",
                name="whypriority",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("inspector_id", sa.Integer(), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "to_visit",
                "visited",
                "could_not",
                name="visitstate",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("is_priority = (round_id IS NULL)", name="ck_sampled_drawn_or_added"),
        sa.ForeignKeyConstraint(["check_id"], ["spot_checks.id"], name="fk_sampled_check_id"),
        sa.ForeignKeyConstraint(["inspector_id"], ["people.id"], name="fk_sampled_inspector_id"),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name="fk_sampled_grid_id"),
        sa.ForeignKeyConstraint(["replaces_id"], ["sampled.id"], name="fk_sampled_replaces_id"),
        sa.ForeignKeyConstraint(["round_id"], ["draw_rounds.id"], name="fk_sampled_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sampled"),
        sa.UniqueConstraint(
            "check_id", "number", "is_priority", name="uq_sampled_check_id_number_is_priority"
        ),
        sa.UniqueConstraint("replaces_id", name="uq_sampled_replaces_id"),
    )
    op.create_index("ix_sampled_check_id_id", "sampled", ["check_id", "id"])
    op.create_index("ix_sampled_inspector_id_state_id", "sampled", ["inspector_id", "state", "id"])
    op.create_index(
        "ix_sampled_inspector_id_street_code_assigned_on",
        "sampled",
        ["inspector_id", "street_code", "assigned_on"],
    )
    op.create_index("ix_sampled_round_id_id", "sampled", ["round_id", "id"])
    op.create_index("ix_sampled_source_id", "sampled", ["source_id"])


def downgrade() -> None:
    """Drop them; the wider checks stay: rows may hold the newer words."""
    op.drop_index("ix_patrol_logs_started_at", "patrol_logs")
    op.drop_index("ix_cases_closed", "cases")
    for table in TABLES.split():
        op.drop_table(table)
    with op.batch_alter_table("sign_ins") as batch:
        batch.drop_column("second_at")


def _widen(
    table: str, column: str, words: str, *, check: str = "", also: dict[str, str] | None = None
) -> None:
    """Make a check of words anew; SQLite rebuilds the table and wants its other checks too."""
    wanted = f"{column} IN ({', '.join(repr(word) for word in words.split())})"
    checks = {check or column: wanted}
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    if is_rebuilt:
        checks |= also or {}
    with op.batch_alter_table(table, recreate="always" if is_rebuilt else "never") as batch:
        for name, condition in checks.items():
            if not is_rebuilt:
                batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
