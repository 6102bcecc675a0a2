"""Partners of ours that speak Open311: what is sent to them, and each exchange with them."""

import sqlalchemy as sa
from alembic import op

revision = "0028_partners"
down_revision = "0027_webhooks"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
STATES = ("queued", "looking", "token", "sent", "unsure", "refused", "unmapped", "needs_photo")
STATES += ("over", "given_up")
KINDS = ("push", "look_up", "token", "pull", "services")
DUE = sa.text("next_at IS NOT NULL")
WAITING = sa.text("state IN ('unsure', 'refused', 'unmapped', 'needs_photo')")


def one_of(words: tuple[str, ...], name: str) -> sa.Enum:
    """Return the type of a column that holds words, with its check."""
    return sa.Enum(*words, name=name, native_enum=False, length=32, create_constraint=True)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("base_url", sa.String(), nullable=False),
        sa.Column("jurisdiction_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("units.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("takes_all", sa.Boolean(), nullable=False),
        sa.Column("with_notes", sa.Boolean(), nullable=False),
        sa.Column("knows_copies", sa.Boolean(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("statuses", sa.JSON(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("offers_at", INSTANT),
        sa.Column("made_by_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("paused_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests_until", INSTANT),
    )
    op.create_table(
        "partner_pushes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partners.id"), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("state", one_of(STATES, "pushstate"), nullable=False),
        sa.Column("request_id", sa.String()),
        sa.Column("token", sa.String()),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT),
        sa.Column("sent_at", INSTANT),
        sa.Column("their_status", sa.String(), nullable=False),
        sa.Column("their_notes", sa.String(), nullable=False),
        sa.Column("heard_at", INSTANT),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.UniqueConstraint("partner_id", "case_id", "round"),
    )
    op.create_table(
        "partner_exchanges",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partners.id"), nullable=False),
        sa.Column("push_id", sa.Integer(), sa.ForeignKey("partner_pushes.id")),
        sa.Column("batch", sa.JSON(), nullable=False),
        sa.Column("kind", one_of(KINDS, "exchangekind"), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("sent", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("asked_at", INSTANT),
        sa.Column("answered_at", INSTANT),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("done_at", INSTANT),
    )
    op.create_table(
        "partner_marks",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("last_event_id", sa.Integer(), nullable=False),
    )
    _index()


def _index() -> None:
    pushes, exchanges = "partner_pushes", "partner_exchanges"
    due = {"sqlite_where": DUE, "postgresql_where": DUE}
    waiting = {"sqlite_where": WAITING, "postgresql_where": WAITING}
    op.create_index("ix_partner_pushes_case_id", pushes, ["case_id"])
    op.create_index("ix_partner_pushes_due", pushes, ["partner_id", "next_at"], **due)
    op.create_index("ix_partner_pushes_waiting", pushes, ["partner_id", "id"], **waiting)
    op.create_index("ix_partner_exchanges_partner_id_id", exchanges, ["partner_id", "id"])
    op.create_index("ix_partner_exchanges_push_id", exchanges, ["push_id"])
    op.create_index("ix_partner_exchanges_made_at", exchanges, ["made_at"])


def downgrade() -> None:
    """Take them away."""
    for table in ("partner_marks", "partner_exchanges", "partner_pushes", "partners"):
        op.drop_table(table)
