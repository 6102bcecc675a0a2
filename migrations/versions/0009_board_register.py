"""The register of boards: what was printed, where it hangs, what was found; orders to print."""

import sqlalchemy as sa
from alembic import op

revision = "0009_board_register"
down_revision = "0008_search_beginnings"

INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Make what is new; boards that are known hang at their grid's most visible place."""
    op.create_table(
        "print_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column(
            "packing",
            sa.Enum(
                "one-pdf",
                "files",
                "folders",
                name="packing",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "sheet",
            sa.Enum(
                "a4-landscape",
                "a4-portrait",
                "a3-landscape",
                "a3-portrait",
                "a2-landscape",
                "a2-portrait",
                "door-plate",
                "sticker",
                name="sheet",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_bilingual", sa.Boolean(), nullable=False),
        sa.Column("has_bleed", sa.Boolean(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("gave_up_at", INSTANT, nullable=True),
        sa.Column("file_key", sa.String(), nullable=True),
        sa.Column("file_bytes", sa.Integer(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("kept_until", INSTANT, nullable=True),
        sa.CheckConstraint("copies BETWEEN 1 AND 20", name=op.f("ck_print_orders_copies")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_print_orders_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_orders")),
        sa.UniqueConstraint("request_key", name=op.f("uq_print_orders_request_key")),
    )
    with op.batch_alter_table("print_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_orders_by_id_id"), ["by_id", "id"], unique=False)
        batch_op.create_index(
            "ix_print_orders_kept",
            ["kept_until"],
            unique=False,
            sqlite_where=sa.text("file_key IS NOT NULL"),
            postgresql_where=sa.text("file_key IS NOT NULL"),
        )

    op.create_table(
        "board_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "posted",
                "inspected",
                name="checkkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "fine",
                "damaged",
                "outdated",
                "missing",
                "covered",
                "suspicious",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("photo_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_board_checks_board_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_board_checks_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_checks")),
        sa.UniqueConstraint("request_key", name=op.f("uq_board_checks_request_key")),
    )
    with op.batch_alter_table("board_checks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_board_checks_board_id_at"), ["board_id", "at"], unique=False
        )

    op.create_table(
        "board_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "fine",
                "damaged",
                "outdated",
                "missing",
                "covered",
                "suspicious",
                name="finding",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["board_id"], ["boards.id"], name=op.f("fk_board_reports_board_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_reports")),
        sa.UniqueConstraint(
            "board_id", "day", "finding", name=op.f("uq_board_reports_board_id_day_finding")
        ),
    )
    with op.batch_alter_table("board_reports", schema=None) as batch_op:
        batch_op.create_index(
            "ix_board_reports_open",
            ["board_id"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "board_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("drawn_with", sa.String(), nullable=False),
        sa.Column("printed_at", INSTANT, nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["board_id"], ["boards.id"], name=op.f("fk_board_versions_board_id")
        ),
        sa.ForeignKeyConstraint(
            ["printed_by_id"], ["people.id"], name=op.f("fk_board_versions_printed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_versions")),
        sa.UniqueConstraint(
            "board_id", "revision", name=op.f("uq_board_versions_board_id_revision")
        ),
    )
    op.create_table(
        "print_items",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("is_drawn", sa.Boolean(), nullable=False),
        sa.Column("pdf_sha256", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_print_items_board_id")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["print_orders.id"], name=op.f("fk_print_items_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["board_versions.id"], name=op.f("fk_print_items_version_id")
        ),
        sa.PrimaryKeyConstraint("order_id", "place", name=op.f("pk_print_items")),
    )
    with op.batch_alter_table("print_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_items_board_id"), ["board_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_print_items_version_id"), ["version_id"], unique=False)

    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "hangs_at",
                sa.Enum(
                    "most-visible",
                    "entrance",
                    name="hangsat",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=False,
                server_default="most-visible",
            )
        )
        batch_op.add_column(sa.Column("place", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("lon", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("lat", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("printed_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("posted_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("posted_revision", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("inspected_at", INSTANT, nullable=True))
        batch_op.add_column(
            sa.Column(
                "fault",
                sa.Enum(
                    "fine",
                    "damaged",
                    "outdated",
                    "missing",
                    "covered",
                    "suspicious",
                    name="finding",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("faulty_since", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("out_of_date_since", INSTANT, nullable=True))
        batch_op.add_column(
            sa.Column("out_of_date_why", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("compared_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("revoked_at", INSTANT, nullable=True))
        batch_op.add_column(
            sa.Column(
                "revoked_why",
                sa.Enum(
                    "withdrawn",
                    "lost",
                    "suspicious",
                    name="revocation",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column("revoked_note", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("revoked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_boards_position"), "(lon IS NULL) = (lat IS NULL)"
        )
        batch_op.create_index("ix_boards_compared_at", ["compared_at", "id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_boards_replaced_by_id"), ["replaced_by_id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_boards_revoked_by_id"), "people", ["revoked_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_boards_replaced_by_id"), "boards", ["replaced_by_id"], ["id"]
        )


def downgrade() -> None:
    """Take it down again."""
    with op.batch_alter_table("boards", schema=None) as batch_op:
        for name in ("position", "hangsat", "finding", "revocation"):
            batch_op.drop_constraint(op.f(f"ck_boards_{name}"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_boards_replaced_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_boards_revoked_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_boards_replaced_by_id"), type_="unique")
        batch_op.drop_index("ix_boards_compared_at")
        batch_op.drop_column("replaced_by_id")
        batch_op.drop_column("revoked_by_id")
        batch_op.drop_column("revoked_note")
        batch_op.drop_column("revoked_why")
        batch_op.drop_column("revoked_at")
        batch_op.drop_column("compared_at")
        batch_op.drop_column("out_of_date_why")
        batch_op.drop_column("out_of_date_since")
        batch_op.drop_column("faulty_since")
        batch_op.drop_column("fault")
        batch_op.drop_column("inspected_at")
        batch_op.drop_column("posted_revision")
        batch_op.drop_column("posted_at")
        batch_op.drop_column("printed_at")
        batch_op.drop_column("lat")
        batch_op.drop_column("lon")
        batch_op.drop_column("place")
        batch_op.drop_column("hangs_at")

    with op.batch_alter_table("print_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_print_items_version_id"))
        batch_op.drop_index(batch_op.f("ix_print_items_board_id"))

    op.drop_table("print_items")
    op.drop_table("board_versions")
    with op.batch_alter_table("board_reports", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_board_reports_open",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.drop_table("board_reports")
    with op.batch_alter_table("board_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_checks_board_id_at"))

    op.drop_table("board_checks")
    with op.batch_alter_table("print_orders", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_print_orders_kept",
            sqlite_where=sa.text("file_key IS NOT NULL"),
            postgresql_where=sa.text("file_key IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_print_orders_by_id_id"))

    op.drop_table("print_orders")
