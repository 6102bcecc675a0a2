"""Periods with their revisions and results, objections, and cases left out of what was due."""

import sqlalchemy as sa
from alembic import op

revision = "0024_periods"
down_revision = "0023_figures"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
KINDS = "district street community grid unit worker"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "periods",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        _chosen("kind", "periodkind", "month quarter year"),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), primary_key=True),
        _pointing("period_id", "periods.id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _chosen("status", "revisionstatus", "draft open published replaced"),
        _pointing("replaces_id", "revisions.id", nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("counted_at", INSTANT),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("opened_at", INSTANT),
        sa.Column("objections_until", sa.Date()),
        sa.Column("published_at", INSTANT),
        _pointing("published_by_id", "people.id", nullable=True),
        *(_text(name) for name in ("exclusions", "nonce", "manifest")),
        sa.Column("sha256", sa.String()),
        sa.UniqueConstraint("period_id", "number", name="uq_revisions_period_id_number"),
    )
    op.create_table(
        "results",
        _pointing("revision_id", "revisions.id"),
        _chosen("kind", "subjectkind", KINDS),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("revision_id", "kind", "code"),
    )
    op.create_table(
        "figure_objections",
        sa.Column("id", sa.Integer(), primary_key=True),
        _pointing("revision_id", "revisions.id"),
        _chosen("kind", "subjectkind", KINDS),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        _pointing("by_id", "people.id"),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("is_upheld", sa.Boolean()),
        *_decision(),
    )
    op.create_index(
        "ix_figure_objections_revision_id_id", "figure_objections", ["revision_id", "id"]
    )
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Integer(), primary_key=True),
        _pointing("case_id", "cases.id"),
        sa.Column("reason", sa.String(), nullable=False),
        _pointing("asked_by_id", "people.id"),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("is_granted", sa.Boolean()),
        *_decision(),
    )
    op.create_index("ix_exclusions_case_id", "exclusions", ["case_id"])


def downgrade() -> None:
    """Take them away."""
    for table in ("exclusions", "figure_objections", "results", "revisions", "periods"):
        op.drop_table(table)


def _decision() -> list[sa.Column[object]]:
    return [
        _pointing("decided_by_id", "people.id", nullable=True),
        sa.Column("decided_at", INSTANT),
        _text("answer"),
    ]


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _pointing(name: str, to: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(to), nullable=nullable)


def _chosen(name: str, of: str, words: str) -> sa.Column[object]:
    kind = sa.Enum(*words.split(), name=of, native_enum=False, length=32, create_constraint=True)
    return sa.Column(name, kind, nullable=False)
