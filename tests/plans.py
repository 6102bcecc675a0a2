"""How a database answers: what was sent to it, and where it reads a table from end to end."""

import re
from contextlib import contextmanager

from sqlalchemy import event, text

from portal.db import db

# These hold only what somebody still has to look at.
OF_THE_OPEN_FEW = ("ix_cases_open", "ix_suspect_codes_open", "ix_fair_signals_open")
GROWING = (
    *("partner_pushes", "partner_exchanges"),
    *("cases", "case_events", "case_requests", "contacts", "photos", "ratings", "assists"),
    *("expedite_orders", "expedite_replies", "reminders", "bulk_runs", "bulk_items"),
    *("meeting_cases", "meeting_units", "mails", "notices", "sendings"),  # meetings stay few
    *("patrol_logs", "patrol_visits", "patrol_photos", "info_items", "info_checks"),
    *("board_versions", "board_checks", "board_reports", "print_orders", "print_items"),
    *("day_tallies", "grid_months", "place_months", "sign_ins", "typed_forms", "wanted_jobs"),
    *("photo_releases", "stories", "story_acts", "story_views", "followers"),
    *("point_facts", "point_entries", "point_months", "star_ratings", "fair_signals"),
    *("one_time_secrets", "secret_readers", "account_changes"),
    *("reward_budgets", "reward_payments", "reward_steps", "pay_batches", "pay_lines"),
    *("goods_movements", "book_accounts", "book_entries", "book_lines", "book_proofs"),
    *("leader_thanks_to",),
    *("check_events", "sampled", "draw_reserves", "recovery_codes"),  # checks stay few
    *("fake_calls", "applications", "helps", "help_decisions"),  # objections stay few
    *("volunteer_events", "volunteer_pauses"),
    *("board_hours", "board_days", "board_months", "suspect_codes"),
    *("visits", "visit_photos", "seen_problems", "problem_matches", "sampled", "draw_reserves"),
    *("course_results", "attendances"),  # courses and meetings stay few
    *("findings", "finding_log", "finding_log_proofs", "second_looks"),
    *("rectifications", "rectification_notes"),
    *("figure_cells", "figure_proofs"),
    *("batches", "batch_rows", "external_numbers", "uploads", "upload_receipts"),
    *("deliveries", "kept_answers"),
    "results",  # periods and their editions stay few, and so do objections and what is left out
)


def without_scans():
    """PostgreSQL reads all of a small table whatever its indexes: here it may not do without.

    It plans by how large a table lies on the disk: what tests before have left
    there, though it was rolled back, is out of the way until this one ends.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"TRUNCATE {', '.join(GROWING)} CASCADE"))
        for way in ("seqscan", "hashjoin", "mergejoin"):
            db.session.execute(text(f"SET LOCAL enable_{way} = off"))


@contextmanager
def listening():
    """Collect what is sent to the database and looks for rows."""
    sent = []

    def note(_line, _cursor, statement, parameters, _context, many):
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            sent.append((statement, parameters[0] if many else parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def scans_of(statement, parameters, growing):
    """Return where a statement reads a growing table from end to end."""
    line = db.session.connection()
    if db.engine.dialect.name == "sqlite":
        plan = line.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        return [row[3] for row in plan if re.match(rf"SCAN ({'|'.join(growing)})\b", row[3])]
    (plan,) = line.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    return [
        f"{node['Node Type']} on {node['Relation Name']} by {node.get('Index Name')}"
        for node in nodes(plan["Plan"])
        if node.get("Relation Name") in growing and not is_sought(node)
    ]


def nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def is_sought(node):
    """An index that is walked from end to end is no better than the table, but for the open few."""
    if node["Node Type"] == "ModifyTable":
        return True
    if node["Node Type"] == "Bitmap Heap Scan":
        return all(is_sought(part) for part in nodes(node) if "Index Name" in part)
    return "Index Cond" in node or node.get("Index Name", "").startswith(OF_THE_OPEN_FEW)
