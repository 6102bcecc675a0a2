"""For which unit a case counts stands with the case and with each row of its history.

What happened before is gone through once, case by case, a thousand cases at a time.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034_whose_clock"
down_revision = "0033_handovers"

AT_ONCE = 1000
COMEBACKS = {"reopen", "escalate", "dispute", "inspect"}
BEGINNINGS = COMEBACKS | {"dispatch", "split", "hand_up"}
BESIDE = {"note", "judge", "assign", "expedite"}
CHINA = timedelta(hours=8)
ROWS = sa.text(
    "SELECT id, case_id, step, at, level, unit_id, due_on FROM case_events"
    " WHERE case_id > :after AND case_id <= :last ORDER BY case_id, id"
)
THESE = sa.bindparam("ids", expanding=True)
OF_STEPS = sa.text("UPDATE case_events SET clock_unit_id = :unit WHERE id IN :ids")
OF_CASES = sa.text("UPDATE cases SET clock_unit_id = :unit WHERE id IN :ids")
LATE = sa.text("UPDATE cases SET went_up_late = true WHERE id IN :ids")


def upgrade() -> None:
    """Add the columns and work out what they hold."""
    for table in ("cases", "case_events"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN clock_unit_id INTEGER"
            f" CONSTRAINT fk_{table}_clock_unit_id_units REFERENCES units (id)"
        )
    op.execute("ALTER TABLE cases ADD COLUMN went_up_late BOOLEAN NOT NULL DEFAULT false")
    base = op.get_bind()
    last = base.scalar(sa.text("SELECT max(id) FROM cases")) or 0
    for after in range(0, last, AT_ONCE):
        rows = base.execute(ROWS, {"after": after, "last": after + AT_ONCE}).mappings().all()
        _tell(base, [(n, list(of)) for n, of in groupby(rows, lambda row: row["case_id"])])


def downgrade() -> None:
    """Take them away."""
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    for table in ("cases", "case_events"):
        with op.batch_alter_table(table, recreate="always" if is_rebuilt else "never") as batch:
            batch.drop_column("clock_unit_id")
            if table == "cases":
                batch.drop_column("went_up_late")


def _tell(base: sa.Connection, histories: Sequence[tuple[int, Sequence[Any]]]) -> None:
    steps: dict[int, list[int]] = defaultdict(list)
    cases: dict[int, list[int]] = defaultdict(list)
    late = []
    for case_id, rows in histories:
        units, is_late = _whose(rows)
        for row, unit in zip(rows, units, strict=True):
            if unit is not None:
                steps[unit].append(row["id"])
        if units[-1] is not None:
            cases[units[-1]].append(case_id)
        late += [case_id] if is_late else []
    for statement, of_units in ((OF_STEPS, steps), (OF_CASES, cases)):
        for unit, ids in of_units.items():
            base.execute(statement.bindparams(THESE), {"unit": unit, "ids": ids})
    if late:
        base.execute(LATE.bindparams(THESE), {"ids": late})


def _whose(rows: Sequence[Any]) -> tuple[list[int | None], bool]:
    """Return whose clock it was after each row, and whether the case ever went up late."""
    units: list[int | None] = []
    is_late = False
    for n, row in enumerate(rows):
        late = row["step"] == "hand_up" and _is_late(rows[:n], row["at"])
        is_late = is_late or late
        if row["step"] == "recall":
            units.append(_before_decision(rows, units, n))
        elif not late and _begins(rows[n - 1] if n else None, row):
            units.append(row["unit_id"])
        else:
            units.append(units[-1] if units else None)
    return units, is_late


def _begins(before: Any, row: Any) -> bool:
    if row["step"] not in BEGINNINGS or row["unit_id"] is None:
        return False
    if row["step"] == "hand_up" or before is None or before["due_on"] is None:
        return True
    if (before["level"] or 0) < (row["level"] or 0):
        return True
    return row["step"] in COMEBACKS and before["unit_id"] != row["unit_id"]


def _before_decision(rows: Sequence[Any], units: Sequence[int | None], n: int) -> int | None:
    """Return whose it was before the decision that a recall takes back."""
    decided = max((m for m in range(n) if rows[m]["step"] not in BESIDE), default=0)
    return units[decided - 1] if decided else None


def _is_late(earlier: Sequence[Any], at: Any) -> bool:
    """Say whether more than half of the unit's time was gone."""
    began = [one["at"] for one in earlier if one["unit_id"] and one["step"] in BEGINNINGS]
    if not began or earlier[-1]["due_on"] is None:
        return False
    ends = _end_of(earlier[-1]["due_on"])
    return bool(_instant(at) - _instant(began[-1]) > ends - _instant(at))


def _end_of(day: date | str) -> datetime:
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1) - CHINA


def _instant(stored: datetime | int) -> datetime:
    if isinstance(stored, datetime):
        return stored
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stored)
