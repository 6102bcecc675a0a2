"""Field maps, uploads and their receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0029_field_maps"
down_revision = "0028_partners"

INSTANT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=32, create_constraint=True)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "field_maps",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("direction", _one_of("direction", "export", "import"), nullable=False),
        sa.Column("is_timed", sa.Boolean(), nullable=False),
        sa.Column("ended_at", INSTANT),
    )
    op.create_table(
        "map_versions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("map_id", sa.Integer(), sa.ForeignKey("field_maps.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.UniqueConstraint("map_id", "version"),
    )
    _make_uploads()
    op.create_table(
        "external_numbers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False, unique=True),
        sa.UniqueConstraint("system", "number"),
    )


def _make_uploads() -> None:
    states = _one_of("uploadstatus", "being_made", "ready", "failed")
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("map_id", sa.Integer(), sa.ForeignKey("field_maps.id"), nullable=False),
        sa.Column("version_id", sa.Integer(), sa.ForeignKey("map_versions.id"), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("people.id")),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("status", states, nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("rows_all", "rows_done", "rows_kept", "parts")
        ),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("last_number", sa.String(), nullable=False),
        sa.Column("file_key", sa.String()),
        sa.Column("size", sa.Integer()),
        sa.Column("sha256", sa.String()),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("ix_uploads_map_id_first_day_id", "uploads", ["map_id", "first_day", "id"])
    op.create_table(
        "upload_receipts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("upload_id", sa.Integer(), sa.ForeignKey("uploads.id"), nullable=False),
        sa.Column("handed_to", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_upload_receipts_upload_id", "upload_receipts", ["upload_id"])


def downgrade() -> None:
    """Take them away."""
    for name in ("external_numbers", "upload_receipts", "uploads", "map_versions", "field_maps"):
        op.drop_table(name)
