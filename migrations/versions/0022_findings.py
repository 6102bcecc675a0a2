"""Findings, the log that chains them, orders and second looks; a team can open a case again."""

import sqlalchemy as sa
from alembic import op

revision = "0022_findings"
down_revision = "0021_visits"

STATUS = "reported dispatched in_hand resolved closed declined paused split merged"
STEP = (
    "report dispatch decline take transfer return resolve confirm verify dispute lapse reopen"
    " escalate inspect expedite reply recall judge merge unmerge split assign answer unsay note"
    " ask_help help ask_pause pause resume ask_extension extend refuse hand_up consult settle"
    " redate"
)
OUTCOME = "done explained cannot_now not_found"
WIDER = {"cases": ("closed_by", STEP), "case_events": ("step", STEP)}
OTHERS = {  # SQLite rebuilds a table to change it, and drops its checks on the way
    "cases": {
        "casestatus": ("status", STATUS),
        "outcome": ("outcome", OUTCOME),
        "source": ("source", "resident worker"),
        "validity": ("validity", "not_judged valid invalid"),
        "declinereason": (
            "decline_reason",
            "not_listed duplicate nothing_found trivial_repeat test",
        ),
    },
    "case_events": {"casestatus": ("status", STATUS), "outcome": ("outcome", OUTCOME)},
}
LEVEL = {"cases": {"level": "level BETWEEN 1 AND 4"}}
TABLES = (
    "second_looks rectification_notes rectifications finding_log findings finding_log_proofs"
    " finding_log_counts"
)


def upgrade() -> None:
    """Make the tables, and let a case be opened again by what was found."""
    _widen_steps()
    op.create_table(
        "finding_log_counts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_finding_log_counts"),
    )
    op.create_table(
        "finding_log_proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("broken_turn", sa.Integer(), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "gap",
                "chain",
                "details",
                "rows",
                name="breach",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_finding_log_proofs"),
    )
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sampled_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "solved",
                "partly",
                "not_solved",
                "false_closure",
                "not_checkable",
                "good",
                "false_patrol",
                "idle_patrol",
                "unreported",
                name="findingverdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "signed",
                "rebutted",
                "stands",
                "unlocked",
                name="findingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", _instant(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", _instant(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("rebut_by", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("(signed_at IS NULL) = (state = 'proposed')", name="ck_findings_signed"),
        sa.CheckConstraint("proposed_by_id <> signed_by_id", name="ck_findings_two_people"),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["people.id"], name="fk_findings_proposed_by_id"
        ),
        sa.ForeignKeyConstraint(["sampled_id"], ["sampled.id"], name="fk_findings_sampled_id"),
        sa.ForeignKeyConstraint(["signed_by_id"], ["people.id"], name="fk_findings_signed_by_id"),
        sa.ForeignKeyConstraint(["team_id"], ["supervision_teams.id"], name="fk_findings_team_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_findings_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.UniqueConstraint("sampled_id", "version", name="uq_findings_sampled_id_version"),
    )
    op.create_index("ix_findings_team_id_id", "findings", ["team_id", "id"])
    op.create_index(
        "ix_findings_team_id_state_id", "findings", ["team_id", "state", "id"], unique=False
    )
    op.create_index(
        "ix_findings_to_rebut",
        "findings",
        ["rebut_by", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'signed'"),
        postgresql_where=sa.text("state = 'signed'"),
    )
    op.create_index("ix_findings_unit_id_id", "findings", ["unit_id", "id"], unique=False)
    op.create_table(
        "finding_log",
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "sign",
                "rebut",
                "accept",
                "lapse",
                "uphold",
                "give_way",
                "unlock",
                "mend",
                "pass",
                "fail",
                "draw_again",
                "look_again",
                name="findingstep",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "solved",
                "partly",
                "not_solved",
                "false_closure",
                "not_checkable",
                "good",
                "false_patrol",
                "idle_patrol",
                "unreported",
                name="logverdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_finding_log_by_id"),
        sa.ForeignKeyConstraint(["check_id"], ["spot_checks.id"], name="fk_finding_log_check_id"),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_finding_log_finding_id"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["supervision_teams.id"], name="fk_finding_log_team_id"
        ),
        sa.PrimaryKeyConstraint("turn", name="pk_finding_log"),
    )
    op.create_index(
        "ix_finding_log_check_id_turn", "finding_log", ["check_id", "turn"], unique=False
    )
    op.create_index(
        "ix_finding_log_finding_id_turn", "finding_log", ["finding_id", "turn"], unique=False
    )
    op.create_index(
        "ix_finding_log_team_id_step_turn", "finding_log", ["team_id", "step", "turn"], unique=False
    )
    op.create_table(
        "rectifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "mended",
                "passed",
                "withdrawn",
                name="orderstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("mended_at", _instant(), nullable=True),
        sa.Column("told_late_on", sa.Date(), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name="fk_rectifications_finding_id"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_rectifications_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rectifications"),
        sa.UniqueConstraint("finding_id", name="uq_rectifications_finding_id"),
    )
    op.create_index(
        "ix_rectifications_open",
        "rectifications",
        ["due_on", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open' AND told_late_on IS NULL"),
        postgresql_where=sa.text("state = 'open' AND told_late_on IS NULL"),
    )
    op.create_index("ix_rectifications_state_id", "rectifications", ["state", "id"])
    op.create_index(
        "ix_rectifications_unit_id_state_id",
        "rectifications",
        ["unit_id", "state", "id"],
        unique=False,
    )
    op.create_table(
        "second_looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "solved",
                "partly",
                "not_solved",
                "false_closure",
                "not_checkable",
                "good",
                "false_patrol",
                "idle_patrol",
                "unreported",
                name="secondverdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("done_at", _instant(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_second_looks_by_id"),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_second_looks_finding_id"),
        sa.ForeignKeyConstraint(
            ["team_id"], ["supervision_teams.id"], name="fk_second_looks_team_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_second_looks"),
        sa.UniqueConstraint("finding_id", name="uq_second_looks_finding_id"),
        sa.UniqueConstraint("team_id", "upto", name="uq_second_looks_team_id_upto"),
    )
    op.create_index(
        "ix_second_looks_open",
        "second_looks",
        ["team_id", "id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "rectification_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("is_from_unit", sa.Boolean(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_rectification_notes_by_id"),
        sa.ForeignKeyConstraint(
            ["order_id"], ["rectifications.id"], name="fk_rectification_notes_order_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rectification_notes"),
    )
    op.create_index(
        "ix_rectification_notes_order_id_id",
        "rectification_notes",
        ["order_id", "id"],
        unique=False,
    )


def downgrade() -> None:
    """Drop them; the wider checks stay: rows may hold the newer word."""
    for table in TABLES.split():
        op.drop_table(table)


def _widen_steps() -> None:
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    for table, words in WIDER.items():
        checks = {"step": _one_of(*words)}
        if is_rebuilt:
            checks |= {name: _one_of(*other) for name, other in OTHERS[table].items()}
            checks |= LEVEL.get(table, {})
        with op.batch_alter_table(table, recreate="always" if is_rebuilt else "never") as batch:
            for name, condition in checks.items():
                if not is_rebuilt:
                    batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def _one_of(column: str, words: str) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words.split())})"


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
