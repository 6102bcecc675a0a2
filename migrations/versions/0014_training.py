"""Training: courses with steps and questions, tries, meetings and who came to them."""

import sqlalchemy as sa
from alembic import op

revision = "0014_training"
down_revision = "0013_points"

STATES = ("draft", "published", "retired")
TASKS = ("report", "patrol", "verify")
NEWEST_FIRST = ("pass_reminders", "quiz_choices", "quiz_questions", "course_results", "attendances",
                "gatherings", "course_tasks", "course_steps", "courses")  # fmt: skip


def upgrade() -> None:
    """Make the tables."""
    _table(
        "courses",
        _word("code"),
        _word("line"),
        _number("edition"),
        _number("counts_from"),
        _word("area_code"),
        _choice("state", "coursestate", STATES),
        *(_word(name) for name in ("title", "title_en", "words", "words_en")),
        sa.Column("required_from", sa.Date(), nullable=True),
        _number("valid_months", nullable=True),
        _number("pass_percent"),
        sa.Column("made_at", _instant(), nullable=False),
        _number("made_by_id"),
        sa.Column("published_on", sa.Date(), nullable=True),
        _number("published_by_id", nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        _word("reason"),
        _number("version"),
        _key("courses", "made_by_id", "people"),
        _key("courses", "published_by_id", "people"),
        sa.UniqueConstraint("code", name="uq_courses_code"),
        sa.UniqueConstraint("line", "edition", name="uq_courses_line_edition"),
    )
    for state in ("draft", "published"):
        only = sa.text(f"state = '{state}'")
        op.create_index(
            f"ix_courses_one_{state}",
            "courses",
            ["line"],
            unique=True,
            sqlite_where=only,
            postgresql_where=only,
        )
    _parts()
    _gatherings()
    _results()


def _parts() -> None:
    """Make what a course consists of."""
    _table(
        "course_steps",
        _number("course_id"),
        _number("position"),
        *(_word(name) for name in ("title", "title_en", "words", "words_en")),
        sa.Column("picture_key", sa.String(), nullable=True),
        _word("picture_words"),
        _key("course_steps", "course_id", "courses"),
    )
    op.create_table(
        "course_tasks",
        _number("course_id"),
        _choice("task", "task", TASKS),
        _key("course_tasks", "course_id", "courses"),
        sa.PrimaryKeyConstraint("course_id", "task", name="pk_course_tasks"),
    )
    _table(
        "quiz_questions",
        _number("course_id"),
        _number("position"),
        _word("words"),
        _word("words_en"),
        _number("step", nullable=True),
        _key("quiz_questions", "course_id", "courses"),
    )
    _table(
        "quiz_choices",
        _number("question_id"),
        _number("position"),
        _word("words"),
        _word("words_en"),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        _key("quiz_choices", "question_id", "quiz_questions"),
    )
    _index("course_steps", "course_id")
    _index("quiz_questions", "course_id")
    _index("quiz_choices", "question_id")


def _gatherings() -> None:
    """Make meetings and their lists."""
    _table(
        "gatherings",
        *(_word(name) for name in ("code", "secret", "area_code", "title", "place")),
        sa.Column("starts_at", _instant(), nullable=False),
        sa.Column("ends_at", _instant(), nullable=False),
        _number("course_id", nullable=True),
        sa.Column("made_at", _instant(), nullable=False),
        _number("made_by_id"),
        sa.Column("closed_at", _instant(), nullable=True),
        _number("closed_by_id", nullable=True),
        _number("version"),
        _key("gatherings", "course_id", "courses"),
        _key("gatherings", "made_by_id", "people"),
        _key("gatherings", "closed_by_id", "people"),
        sa.UniqueConstraint("code", name="uq_gatherings_code"),
    )
    _table(
        "attendances",
        _number("gathering_id"),
        _number("person_id"),
        sa.Column("at", _instant(), nullable=False),
        _number("entered_by_id", nullable=True),
        sa.Column("struck_at", _instant(), nullable=True),
        _number("struck_by_id", nullable=True),
        _key("attendances", "gathering_id", "gatherings"),
        *(
            _key("attendances", name, "people")
            for name in ("person_id", "entered_by_id", "struck_by_id")
        ),
        sa.UniqueConstraint(
            "gathering_id", "person_id", name="uq_attendances_gathering_id_person_id"
        ),
    )
    _index("gatherings", "area_code", "id")
    _index("gatherings", "ends_at")
    _index("attendances", "person_id")


def _results() -> None:
    """Make the rows of tries."""
    _table(
        "course_results",
        _word("code"),
        _number("person_id"),
        _number("course_id"),
        _number("gathering_id", nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        _number("nth"),
        _number("correct", nullable=True),
        _number("asked", nullable=True),
        _word("wrong"),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        _word("request_key"),
        _key("course_results", "person_id", "people"),
        _key("course_results", "course_id", "courses"),
        _key("course_results", "gathering_id", "gatherings"),
        sa.UniqueConstraint("code", name="uq_course_results_code"),
        sa.UniqueConstraint(
            "person_id",
            "course_id",
            "day",
            "nth",
            name="uq_course_results_person_id_course_id_day_nth",
        ),
        sa.UniqueConstraint(
            "person_id", "request_key", name="uq_course_results_person_id_request_key"
        ),
    )
    _index("course_results", "course_id", "passed", "person_id")
    _index("course_results", "person_id", "id")
    _index("course_results", "valid_until", "id")
    op.create_table(
        "pass_reminders",
        _number("result_id"),
        sa.Column("at", _instant(), nullable=False),
        _key("pass_reminders", "result_id", "course_results"),
        sa.PrimaryKeyConstraint("result_id", name="pk_pass_reminders"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in NEWEST_FIRST:
        op.drop_table(table)


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    number = sa.Column("id", sa.Integer(), nullable=False)
    op.create_table(name, number, *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _choice(name: str, kind: str, words: tuple[str, ...]) -> sa.Column[str]:
    listed = sa.Enum(*words, name=kind, native_enum=False, length=32, create_constraint=True)
    return sa.Column(name, listed, nullable=False)


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
