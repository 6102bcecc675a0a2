"""Photos released for everybody, stories with their steps and views, followers of a grid."""

import sqlalchemy as sa
from alembic import op

revision = "0010_publicity"
down_revision = "0009_board_register"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
LASTING = sa.text("withdrawn_at IS NULL")
CONFIRMED = sa.text("due_at IS NOT NULL")
UNCONFIRMED = sa.text("due_at IS NULL")


def upgrade() -> None:
    """Make what is new."""
    op.create_table(
        "followers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("told_until", INSTANT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_followers_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followers")),
        sa.UniqueConstraint("grid_id", "address", name=op.f("uq_followers_grid_id_address")),
        sa.UniqueConstraint("token", name=op.f("uq_followers_token")),
    )
    op.create_index(op.f("ix_followers_address"), "followers", ["address"], unique=False)
    op.create_index(
        "ix_followers_due",
        "followers",
        ["due_at", "id"],
        unique=False,
        sqlite_where=CONFIRMED,
        postgresql_where=CONFIRMED,
    )
    op.create_index(
        "ix_followers_unconfirmed",
        "followers",
        ["asked_at", "id"],
        unique=False,
        sqlite_where=UNCONFIRMED,
        postgresql_where=UNCONFIRMED,
    )
    op.create_table(
        "photo_releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("released_at", INSTANT, nullable=False),
        sa.Column("released_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_photo_releases_case_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photos.id"], name=op.f("fk_photo_releases_photo_id")
        ),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["people.id"], name=op.f("fk_photo_releases_released_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["people.id"], name=op.f("fk_photo_releases_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_releases")),
        sa.UniqueConstraint("code", name=op.f("uq_photo_releases_code")),
    )
    op.create_index(
        "ix_photo_releases_lasting",
        "photo_releases",
        ["photo_id"],
        unique=True,
        sqlite_where=LASTING,
        postgresql_where=LASTING,
    )
    op.create_index(
        "ix_photo_releases_case",
        "photo_releases",
        ["case_id", "photo_id"],
        unique=False,
        sqlite_where=LASTING,
        postgresql_where=LASTING,
    )
    op.create_index(
        op.f("ix_photo_releases_photo_id"), "photo_releases", ["photo_id"], unique=False
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "waiting",
                "released",
                "withdrawn",
                name="storystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("words_en", sa.String(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["photos.id"], name=op.f("fk_stories_after_id")),
        sa.ForeignKeyConstraint(["before_id"], ["photos.id"], name=op.f("fk_stories_before_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_stories_case_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_stories_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sa.UniqueConstraint("code", name=op.f("uq_stories_code")),
    )
    op.create_index(op.f("ix_stories_case_id"), "stories", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_stories_grid_id_state_changed_at"),
        "stories",
        ["grid_id", "state", "changed_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stories_state_changed_at_id"),
        "stories",
        ["state", "changed_at", "id"],
        unique=False,
    )
    op.create_table(
        "story_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "write",
                "hand_in",
                "send_back",
                "release",
                "withdraw",
                name="storystep",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_story_acts_by_id")),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_acts_story_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_acts")),
    )
    op.create_index(op.f("ix_story_acts_story_id"), "story_acts", ["story_id"], unique=False)
    op.create_table(
        "story_views",
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_story_views_story_id")),
        sa.PrimaryKeyConstraint("story_id", "day", name=op.f("pk_story_views")),
    )
    op.add_column("mails", sa.Column("stop_url", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("mails", "stop_url")
    op.drop_table("story_views")
    op.drop_table("story_acts")
    op.drop_table("stories")
    op.drop_table("photo_releases")
    op.drop_table("followers")
