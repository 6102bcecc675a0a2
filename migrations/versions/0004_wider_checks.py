"""Let columns hold the words that steps, statuses and roles have gained.

SQLite rebuilds a table to change it and drops its checks on the way, so all
checks of the rebuilt tables are made anew, not only the wider ones.
"""

from alembic import op

revision = "0004_wider_checks"
down_revision = "0003_cases_in_full"

STATUS = "reported dispatched in_hand resolved closed declined paused split merged"
STEP = (
    "report dispatch decline take transfer return resolve confirm verify dispute lapse reopen"
    " escalate expedite reply recall judge merge unmerge split assign answer unsay note ask_help"
    " help ask_pause pause resume ask_extension extend refuse hand_up consult settle redate"
)
OUTCOME = "done explained cannot_now not_found"
WORDS = {
    "cases": {
        "casestatus": ("status", STATUS),
        "step": ("closed_by", STEP),
        "outcome": ("outcome", OUTCOME),
        "source": ("source", "resident worker"),
        "validity": ("validity", "not_judged valid invalid"),
        "declinereason": (
            "decline_reason",
            "not_listed duplicate nothing_found trivial_repeat test",
        ),
    },
    "case_events": {
        "casestatus": ("status", STATUS),
        "step": ("step", STEP),
        "outcome": ("outcome", OUTCOME),
    },
    "posts": {
        "role": (
            "role",
            "dispatcher lead street_clerk community_clerk unit_clerk grid_worker administrator",
        )
    },
    "matters": {},
    "ratings": {"solved": ("solved", "yes partly no")},
}
OTHERS = {
    "cases": {"level": "level BETWEEN 1 AND 4"},
    "posts": {"area_or_unit": "(area_code IS NULL) <> (unit_id IS NULL)"},
    "matters": {"level": "level BETWEEN 1 AND 4"},
    "ratings": {"stars": "stars BETWEEN 1 AND 5"},
}


def upgrade() -> None:
    """Make the checks anew."""
    is_rebuilt = op.get_bind().dialect.name == "sqlite"
    for table, columns in WORDS.items():
        checks = {name: _one_of(*words) for name, words in columns.items()}
        if is_rebuilt:
            checks |= OTHERS.get(table, {})
        with op.batch_alter_table(table, recreate="always" if is_rebuilt else "never") as batch:
            for name, condition in checks.items():
                if not is_rebuilt:
                    batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
                batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def downgrade() -> None:
    """Leave the wider checks: rows may hold the newer words."""


def _one_of(column: str, words: str) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words.split())})"
