"""Budgets, rewards with their steps, pay lists, goods, and the book of two sides."""

import sqlalchemy as sa
from alembic import op

revision = "0016_money"
down_revision = "0015_sign_in_links"

ROLES = (
    "dispatcher lead street_clerk community_clerk unit_clerk grid_worker volunteer finance"
    " administrator"
)


def upgrade() -> None:
    """Make the tables, and let posts be held by finance."""
    _widen_roles()
    op.create_table(
        "book_proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_book_proofs"),
    )
    op.create_table(
        "pay_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bank",
                "vouchers",
                name="batchkind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.Integer(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", _instant(), nullable=True),
        sa.Column("why_withdrawn", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["people.id"], name="fk_pay_batches_closed_by_id"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_pay_batches_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pay_batches"),
    )
    op.create_index("ix_pay_batches_area_code_id", "pay_batches", ["area_code", "id"])
    op.create_table(
        "reward_budgets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name="ck_reward_budgets_amount"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["areas.id"], name="fk_reward_budgets_community_id"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_reward_budgets_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reward_budgets"),
        sa.UniqueConstraint(
            "quarter", "community_id", "turn", name="uq_reward_budgets_quarter_community_id_turn"
        ),
    )
    op.create_table(
        "reward_goods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("value_fen", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("value_fen > 0", name="ck_reward_goods_worth_something"),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_reward_goods_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reward_goods"),
    )
    op.create_index("ix_reward_goods_area_code", "reward_goods", ["area_code"])
    op.create_table(
        "book_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "granted",
                "available",
                "committed",
                "sent",
                "paid",
                "handed",
                "supplied",
                "stock",
                "issued",
                name="accountkind",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("quarter", sa.Date(), nullable=True),
        sa.Column("goods_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["goods_id"], ["reward_goods.id"], name="fk_book_accounts_goods_id"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["areas.id"], name="fk_book_accounts_community_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_book_accounts"),
        sa.UniqueConstraint("key", name="uq_book_accounts_key"),
    )
    op.create_index("ix_book_accounts_goods_id", "book_accounts", ["goods_id"])
    op.create_index(
        "ix_book_accounts_quarter_community_id", "book_accounts", ["quarter", "community_id"]
    )
    op.create_table(
        "reward_payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("worth_fen", sa.Integer(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "refused",
                "approved",
                "sent",
                "paid",
                "collected",
                "reversed",
                name="paystate",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("goods_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("voucher", sa.String(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("confirmed_at", _instant(), nullable=True),
        sa.CheckConstraint("amount_fen > 0 AND worth_fen > 0", name="ck_reward_payments_amounts"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["areas.id"], name="fk_reward_payments_community_id"
        ),
        sa.ForeignKeyConstraint(
            ["goods_id"], ["reward_goods.id"], name="fk_reward_payments_goods_id"
        ),
        sa.ForeignKeyConstraint(
            ["rating_id"], ["star_ratings.id"], name="fk_reward_payments_rating_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_reward_payments_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reward_payments"),
        sa.UniqueConstraint("voucher", name="uq_reward_payments_voucher"),
        sa.UniqueConstraint("code", name="uq_reward_payments_code"),
    )
    op.create_index("ix_reward_payments_goods_id", "reward_payments", ["goods_id"])
    op.create_index(
        "ix_reward_payments_person_id_quarter", "reward_payments", ["person_id", "quarter"]
    )
    op.create_index(
        "ix_reward_payments_quarter_community_id_state",
        "reward_payments",
        ["quarter", "community_id", "state"],
    )
    op.create_index("ix_reward_payments_rating_id", "reward_payments", ["rating_id"])
    op.create_index(
        "uq_reward_payments_standing",
        "reward_payments",
        ["person_id", "quarter"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('refused', 'reversed')"),
        postgresql_where=sa.text("state NOT IN ('refused', 'reversed')"),
    )
    op.create_table(
        "book_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["reward_payments.id"], name="fk_book_entries_payment_id"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_book_entries_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_book_entries"),
        sa.UniqueConstraint("cause", name="uq_book_entries_cause"),
    )
    op.create_index("ix_book_entries_payment_id", "book_entries", ["payment_id"])
    op.create_table(
        "goods_movements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goods_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint("count <> 0", name="ck_goods_movements_moves"),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["reward_payments.id"], name="fk_goods_movements_payment_id"
        ),
        sa.ForeignKeyConstraint(
            ["goods_id"], ["reward_goods.id"], name="fk_goods_movements_goods_id"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_goods_movements_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_goods_movements"),
    )
    op.create_index("ix_goods_movements_goods_id_id", "goods_movements", ["goods_id", "id"])
    op.create_index("ix_goods_movements_payment_id", "goods_movements", ["payment_id"])
    op.create_table(
        "pay_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("given_voucher", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "paid",
                "failed",
                name="linestate",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("voucher", sa.String(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("why_failed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["pay_batches.id"], name="fk_pay_lines_batch_id"),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["reward_payments.id"], name="fk_pay_lines_payment_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pay_lines"),
        sa.UniqueConstraint("batch_id", "line", name="uq_pay_lines_batch_id_line"),
    )
    op.create_index("ix_pay_lines_payment_id_id", "pay_lines", ["payment_id", "id"])
    op.create_index(
        "uq_pay_lines_open",
        "pay_lines",
        ["payment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "reward_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "propose",
                "choose",
                "approve",
                "refuse",
                "send",
                "pay",
                "fail",
                "hand_over",
                "confirm",
                "reverse",
                name="paystep",
                native_enum=False,
                length=32,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("received_fen", sa.Integer(), nullable=False),
        sa.Column("in_goods", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["reward_payments.id"], name="fk_reward_steps_payment_id"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_reward_steps_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reward_steps"),
    )
    op.create_index("ix_reward_steps_day_payment_id", "reward_steps", ["day", "payment_id"])
    op.create_index("ix_reward_steps_payment_id_id", "reward_steps", ["payment_id", "id"])
    op.create_table(
        "book_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen <> 0", name="ck_book_lines_amount"),
        sa.ForeignKeyConstraint(["entry_id"], ["book_entries.id"], name="fk_book_lines_entry_id"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["book_accounts.id"], name="fk_book_lines_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_book_lines"),
    )
    op.create_index("ix_book_lines_account_id_id", "book_lines", ["account_id", "id"])
    op.create_index("ix_book_lines_entry_id", "book_lines", ["entry_id"])


def downgrade() -> None:
    """Drop them."""
    for table in (
        "book_lines",
        "reward_steps",
        "pay_lines",
        "goods_movements",
        "book_entries",
        "reward_payments",
        "book_accounts",
        "reward_goods",
        "reward_budgets",
        "pay_batches",
        "book_proofs",
    ):
        op.drop_table(table)


def _widen_roles() -> None:
    """Make the check of roles anew; SQLite rebuilds the table and wants its other check too."""
    checks = {"role": f"role IN ({', '.join(repr(word) for word in ROLES.split())})"}
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    if is_rebuilt:
        checks["area_or_unit"] = "(area_code IS NULL) <> (unit_id IS NULL)"
    with op.batch_alter_table("posts", recreate="always" if is_rebuilt else "never") as batch:
        for name, condition in checks.items():
            if not is_rebuilt:
                batch.drop_constraint(op.f(f"ck_posts_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_posts_{name}"), condition)


def _instant() -> sa.types.TypeEngine[object]:
    kept_as_number = op.get_bind().dialect.name == "sqlite"
    return sa.BigInteger() if kept_as_number else sa.DateTime(timezone=True)
