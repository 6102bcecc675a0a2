"""Volunteers, what they earn points for, the ledger of points, and stars."""

import sqlalchemy as sa
from alembic import op

revision = "0013_points"
down_revision = "0012_scans_and_trust"


ROLES = (
    "dispatcher lead street_clerk community_clerk unit_clerk grid_worker volunteer administrator"
)


def upgrade() -> None:
    """Make the tables, and let posts be held by volunteers."""
    _widen_roles()
    op.create_table(
        "point_marks",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_point_marks"),
    )
    op.create_table(
        "fair_signals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "same_photo",
                "burst",
                "self_closed",
                "split",
                "too_fast",
                "one_device",
                name="signalkind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("noted_at", _instant(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", _instant(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_fair_signals_person_id"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["areas.id"], name="fk_fair_signals_community_id"
        ),
        sa.ForeignKeyConstraint(["seen_by_id"], ["people.id"], name="fk_fair_signals_seen_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fair_signals"),
        sa.UniqueConstraint("key", name="uq_fair_signals_key"),
    )
    op.create_index(
        "ix_fair_signals_open",
        "fair_signals",
        ["community_id", "id"],
        sqlite_where=sa.text("seen_at IS NULL"),
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    op.create_index("ix_fair_signals_person_id", "fair_signals", ["person_id"])
    op.create_table(
        "point_facts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report",
                "verification",
                "patrol",
                "help",
                "training",
                "thanks",
                "fault",
                "fake",
                name="factkind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("worth", sa.Integer(), nullable=False),
        sa.Column(
            "stands_against",
            sa.Enum(
                "not_valid",
                "not_judged",
                "judged_again",
                "not_first",
                "no_route",
                "too_short",
                "second_patrol",
                "replaced",
                "day_full",
                "month_full",
                "thanks_full",
                "called_fake",
                "away",
                name="standsagainst",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "why_not",
            sa.Enum(
                "not_valid",
                "not_judged",
                "judged_again",
                "not_first",
                "no_route",
                "too_short",
                "second_patrol",
                "replaced",
                "day_full",
                "month_full",
                "thanks_full",
                "called_fake",
                "away",
                name="whynot",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("decided", sa.Integer(), nullable=True),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("noted_at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_point_facts_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_point_facts"),
        sa.UniqueConstraint("kind", "source_id", name="uq_point_facts_kind_source_id"),
    )
    op.create_index("ix_point_facts_person_id_at_id", "point_facts", ["person_id", "at", "id"])
    op.create_index("ix_point_facts_person_id_month", "point_facts", ["person_id", "month"])
    op.create_table(
        "point_months",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("fakes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_point_months_person_id"),
        sa.PrimaryKeyConstraint("person_id", "month", name="pk_point_months"),
    )
    op.create_index("ix_point_months_month", "point_months", ["month"])
    op.create_table(
        "star_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("had_fake", sa.Boolean(), nullable=False),
        sa.Column("is_trained", sa.Boolean(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("frozen_at", _instant(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 0 AND 5", name="ck_star_ratings_stars"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["areas.id"], name="fk_star_ratings_community_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_star_ratings_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_star_ratings"),
        sa.UniqueConstraint("person_id", "quarter", name="uq_star_ratings_person_id_quarter"),
    )
    op.create_index(
        "ix_star_ratings_quarter_community_id_person_id",
        "star_ratings",
        ["quarter", "community_id", "person_id"],
    )
    op.create_table(
        "fake_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", _instant(), nullable=True),
        sa.Column("why_withdrawn", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_fake_calls_by_id"),
        sa.ForeignKeyConstraint(["fact_id"], ["point_facts.id"], name="fk_fake_calls_fact_id"),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["people.id"], name="fk_fake_calls_withdrawn_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fake_calls"),
        sa.UniqueConstraint("fact_id", name="uq_fake_calls_fact_id"),
    )
    op.create_table(
        "point_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("posted_at", _instant(), nullable=False),
        sa.CheckConstraint("points <> 0", name="ck_point_entries_points"),
        sa.ForeignKeyConstraint(["fact_id"], ["point_facts.id"], name="fk_point_entries_fact_id"),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["point_entries.id"], name="fk_point_entries_reverses_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_point_entries_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_point_entries"),
        sa.UniqueConstraint("fact_id", "turn", name="uq_point_entries_fact_id_turn"),
        sa.UniqueConstraint("reverses_id", name="uq_point_entries_reverses_id"),
    )
    op.create_index("ix_point_entries_person_id_day", "point_entries", ["person_id", "day"])
    op.create_table(
        "point_objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_at", _instant(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", _instant(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["areas.id"], name="fk_point_objections_community_id"
        ),
        sa.ForeignKeyConstraint(
            ["fact_id"], ["point_facts.id"], name="fk_point_objections_fact_id"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name="fk_point_objections_decided_by_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_point_objections_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_point_objections"),
        sa.UniqueConstraint("fact_id", name="uq_point_objections_fact_id"),
    )
    op.create_index("ix_point_objections_decided_at", "point_objections", ["decided_at"])
    op.create_index(
        "ix_point_objections_open",
        "point_objections",
        ["community_id", "id"],
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index("ix_point_objections_person_id", "point_objections", ["person_id"])
    op.create_table(
        "volunteers",
        sa.Column("person_id", sa.Integer(), nullable=False, autoincrement=False),
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
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "paused",
                "left",
                name="volunteerstatus",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("agreed_at", _instant(), nullable=True),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("shows_stars", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_volunteers_person_id"),
        sa.ForeignKeyConstraint(["community_id"], ["areas.id"], name="fk_volunteers_community_id"),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name="fk_volunteers_grid_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_volunteers"),
    )
    op.create_index(
        "ix_volunteers_community_id_person_id", "volunteers", ["community_id", "person_id"]
    )
    op.create_index("ix_volunteers_grid_id_person_id", "volunteers", ["grid_id", "person_id"])
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["rating_id"], ["ratings.id"], name="fk_thanks_rating_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_thanks_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_thanks"),
        sa.UniqueConstraint("rating_id", name="uq_thanks_rating_id"),
    )
    op.create_index("ix_thanks_person_id", "thanks", ["person_id"])


def downgrade() -> None:
    """Drop them."""
    for table in (
        "thanks",
        "volunteers",
        "point_objections",
        "point_entries",
        "fake_calls",
        "star_ratings",
        "point_months",
        "point_facts",
        "fair_signals",
        "point_marks",
    ):
        op.drop_table(table)


def _widen_roles() -> None:
    """Make the check of roles anew; SQLite rebuilds the table and wants its other check too."""
    checks = {"role": f"role IN ({', '.join(repr(word) for word in ROLES.split())})"}
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    if is_rebuilt:
        checks["area_or_unit"] = "(area_code IS NULL) <> (unit_id IS NULL)"
    with op.batch_alter_table("posts", recreate="always" if is_rebuilt else "never") as batch:
        for name, condition in checks.items():
            if not is_rebuilt:
                batch.drop_constraint(op.f(f"ck_posts_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_posts_{name}"), condition)


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
