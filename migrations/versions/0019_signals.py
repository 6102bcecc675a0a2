"""Sessions are found by when they began; a signal may name a copied way."""

from alembic import op

revision = "0019_signals"
down_revision = "0018_joining"

KINDS = ("same_photo", "burst", "self_closed", "split", "too_fast", "copied_way", "one_device")
KIND = f"kind IN ({', '.join(repr(word) for word in KINDS)})"


def upgrade() -> None:
    """Make the index, and the check anew."""
    op.create_index("ix_sign_ins_started_at", "sign_ins", ["started_at"])
    op.create_index("ix_fair_signals_community_id_id", "fair_signals", ["community_id", "id"])
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(
        "fair_signals", recreate="always" if is_rebuilt else "never"
    ) as batch:
        if not is_rebuilt:
            batch.drop_constraint(op.f("ck_fair_signals_signalkind"), type_="check")
        batch.create_check_constraint(op.f("ck_fair_signals_signalkind"), KIND)


def downgrade() -> None:
    """Drop the indexes; the wider check stays: rows may hold the newer word."""
    op.drop_index("ix_fair_signals_community_id_id", "fair_signals")
    op.drop_index("ix_sign_ins_started_at", "sign_ins")
