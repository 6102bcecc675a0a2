"""Scans of boards by hour, day and month; doubted codes; what grids are found by."""

import sqlalchemy as sa
from alembic import op

revision = "0012_scans_and_trust"
down_revision = "0011_portraits"

SIGNS = ("pasted_over", "other_number", "other_site", "asks_for_money", "something_else")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Make the tables; grids' clues are filled by the next look through them."""
    dated = {
        "board_hours": (sa.Column("day", sa.Date()), sa.Column("hour", sa.Integer())),
        "board_days": (sa.Column("day", sa.Date()),),
        "board_months": (sa.Column("month", sa.Date()),),
    }
    for table, when in dated.items():
        op.create_table(
            table,
            sa.Column("board_id", sa.Integer(), nullable=False),
            *(sa.Column(each.name, each.type, nullable=False) for each in when),
            sa.Column("from_phone", sa.Boolean(), nullable=False),
            sa.Column("count", sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=f"fk_{table}_board_id"),
            sa.PrimaryKeyConstraint(
                "board_id", *(each.name for each in when), "from_phone", name=f"pk_{table}"
            ),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "suspect_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column(
            "sign",
            sa.Enum(
                *SIGNS, name="suspectsign", native_enum=False, length=32, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", _instant(), nullable=False),
        sa.Column("last_at", _instant(), nullable=False),
        sa.Column("closed_at", _instant(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_suspect_codes_board_id"),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["people.id"], name="fk_suspect_codes_closed_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suspect_codes"),
    )
    op.create_index(
        "ix_suspect_codes_open",
        "suspect_codes",
        ["board_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_suspect_codes_board_id_id", "suspect_codes", ["board_id", "id"])
    op.create_table(
        "grid_clues",
        sa.Column("clue", sa.LargeBinary(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grid_id"], ["grids.id"], name="fk_grid_clues_grid_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("clue", "grid_id", name="pk_grid_clues"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_grid_clues_grid_id", "grid_clues", ["grid_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("grid_clues", "suspect_codes", "board_months", "board_days", "board_hours"):
        op.drop_table(table)


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
