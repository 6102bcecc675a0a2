"""One-time ways in, sessions kept on a phone, and what was changed about how people sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0015_sign_in_links"
down_revision = "0014_training"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
WAYS = ("password", "code", "link", "invitation")
DEVICES = ("phone", "computer", "other")
STEPS = ("invited", "password_set", "sessions_ended", "kept", "not_kept")


def upgrade() -> None:
    """Make room; sessions that run were begun by password, on nobody knows what."""
    for column in ("phone", "email"):
        op.create_index(f"ix_people_{column}", "people", [column])
    with op.batch_alter_table("sign_ins") as table:
        table.add_column(_chosen("way", "signinway", WAYS, "password"))
        table.add_column(_chosen("device", "device", DEVICES, "other"))
        table.add_column(
            sa.Column("is_kept", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("seen_at", INSTANT, nullable=True))
    op.create_table(
        "one_time_secrets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("asked_as", sa.String(), nullable=True),
        sa.Column("browser_hash", sa.String(), nullable=True),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("link_until", INSTANT, nullable=True),
        sa.Column("code_until", INSTANT, nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("clean_at", INSTANT, nullable=True),
        *(
            sa.ForeignKeyConstraint([column], ["people.id"], name=f"fk_one_time_secrets_{column}")
            for column in ("used_by_id", "invited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_secrets"),
        sa.UniqueConstraint("browser_hash", name="uq_one_time_secrets_browser_hash"),
        sa.UniqueConstraint("link_hash", name="uq_one_time_secrets_link_hash"),
    )
    op.create_index("ix_one_time_secrets_clean_at", "one_time_secrets", ["clean_at"])
    op.create_table(
        "secret_readers",
        sa.Column("secret_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["secret_id"], ["one_time_secrets.id"], name="fk_secret_readers_secret_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_secret_readers_person_id"),
        sa.PrimaryKeyConstraint("secret_id", "person_id", name="pk_secret_readers"),
    )
    op.create_index(
        "ix_secret_readers_person_id_sent_at", "secret_readers", ["person_id", "sent_at"]
    )
    op.create_table(
        "account_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _chosen("step", "accountstep", STEPS),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("from_address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_account_changes_person_id"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_account_changes_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account_changes"),
    )
    op.create_index("ix_account_changes_person_id_id", "account_changes", ["person_id", "id"])


def downgrade() -> None:
    """Drop them: whoever has no password asks for one."""
    for table in ("account_changes", "secret_readers", "one_time_secrets"):
        op.drop_table(table)
    with op.batch_alter_table("sign_ins") as table:
        for name in ("signinway", "device"):
            table.drop_constraint(op.f(f"ck_sign_ins_{name}"), type_="check")
        for column in ("seen_at", "is_kept", "device", "way"):
            table.drop_column(column)
    for column in ("email", "phone"):
        op.drop_index(f"ix_people_{column}", "people")


def _chosen(
    column: str, name: str, values: tuple[str, ...], default: str | None = None
) -> "sa.Column[str]":
    kind = sa.Enum(*values, name=name, native_enum=False, length=32, create_constraint=True)
    return sa.Column(column, kind, nullable=False, server_default=default)
