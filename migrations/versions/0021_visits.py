"""Field work: check-lists, visits with their photos, what was seen at places and what it fits."""

import sqlalchemy as sa
from alembic import op

revision = "0021_visits"
down_revision = "0020_supervision"

# In the order in which they can go.
TABLES = "visit_photos problem_matches seen_problems visits check_questions"
POSITION = "(lon IS NULL) = (lat IS NULL)"
REASONS = "locked nobody_in weather not_found built_over unsafe"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "check_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("words_en", sa.String(), nullable=False),
        sa.Column("ended_at", _instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_check_questions"),
    )
    op.create_index("ix_check_questions_about_id", "check_questions", ["about", "id"])
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=True),
        sa.Column("sampled_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("came_at", _instant(), nullable=False),
        sa.Column("ended_at", _instant(), nullable=True),
        *_position(),
        sa.Column("metres", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "could_not",
            sa.Enum(
                *REASONS.split(),
                name="couldnot",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(POSITION, name="ck_visits_position"),
        sa.ForeignKeyConstraint(["sampled_id"], ["sampled.id"], name="fk_visits_sampled_id"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_visits_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
        sa.UniqueConstraint("request_key", name="uq_visits_request_key"),
    )
    op.create_index("ix_visits_sampled_id_id", "visits", ["sampled_id", "id"])
    op.create_index("ix_visits_by_id_id", "visits", ["by_id", "id"])
    op.create_index(
        "ix_visits_open",
        "visits",
        ["sampled_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    _make_problems()
    _make_photos()


def downgrade() -> None:
    """Drop them."""
    for table in TABLES.split():
        op.drop_table(table)


def _make_problems() -> None:
    op.create_table(
        "seen_problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("matter_code", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        *_position(),
        sa.Column("taken_back_at", _instant(), nullable=True),
        sa.CheckConstraint(POSITION, name="ck_seen_problems_position"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_seen_problems_visit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_seen_problems"),
        sa.UniqueConstraint("request_key", name="uq_seen_problems_request_key"),
    )
    op.create_index("ix_seen_problems_visit_id_id", "seen_problems", ["visit_id", "id"])
    op.create_table(
        "problem_matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("metres", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("offered", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["seen_problems.id"], name="fk_problem_matches_problem_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_problem_matches_case_id"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_problem_matches_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_problem_matches"),
    )
    op.create_index("ix_problem_matches_problem_id_id", "problem_matches", ["problem_id", "id"])
    op.create_index("ix_problem_matches_case_id", "problem_matches", ["case_id"])


def _make_photos() -> None:
    op.create_table(
        "visit_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", _instant(), nullable=True),
        *_position(),
        sa.Column("metres", sa.Integer(), nullable=True),
        sa.CheckConstraint(POSITION, name="ck_visit_photos_position"),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_visit_photos_visit_id"),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["seen_problems.id"], name="fk_visit_photos_problem_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit_photos"),
    )
    op.create_index("ix_visit_photos_visit_id_id", "visit_photos", ["visit_id", "id"])
    op.create_index("ix_visit_photos_problem_id_id", "visit_photos", ["problem_id", "id"])


def _position() -> tuple[sa.Column[float], sa.Column[float]]:
    lat = sa.Column("lat", sa.Double(), nullable=True)
    return lat, sa.Column("lon", sa.Double(), nullable=True)


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
