"""Freeze and draw from millions of closed cases: `python -m bench.draws [--cases 2400000]`.

The cases are rows of SQL alone, without history: a list needs no more of them.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from bench.site import environment
from portal import clock, config
from portal.accounts.rules import Role
from portal.app import create_app
from portal.db import db
from portal.district.loading import load_district, load_first_things
from portal.grids.rules import DISTRICT
from portal.supervision import actions
from portal.supervision.actions import NewMember, Plan, TeamFacts
from portal.supervision.rules import FrameKind, StrataBy

KEPT = {"ix_cases_closed"}
FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {cases})
INSERT INTO cases (number, request_key, follow_token, pin, matter_id, grid_id, community_id,
  street_id, source, words, place_note, language, is_held, status, level, validity, reported_at,
  triage_due_on, is_triage_provisional, promised_on, paused_days, extended_days,
  is_due_provisional, policy_version, is_overdue, is_verify_provisional, round, reopened, version,
  closed_at)
SELECT printf('BJ%013d', i * 7919 % 9999999999973), i, i, '000000',
  (SELECT min(id) FROM matters), g.id, g.community_id, a.parent_id, 'resident', '', '', 'zh', 0,
  'closed', 1 + i % 4, 'valid', {at}, '2026-01-01', 0, '2026-01-01', 0, 0, 0, 0, 0, 0, 1, 0, 1,
  {at} + i
FROM n JOIN grids g ON g.id = 1 + i % (SELECT count(*) FROM grids)
JOIN areas a ON a.id = g.community_id
"""


def main() -> None:
    """Fill a database, then freeze and draw, and say what each took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=2_400_000)
    asked.add_argument("--home", type=Path, help="Measure only, in this home.")
    given = asked.parse_args()
    if given.home:  # a process of its own: what filling took is not what drawing takes
        with _app(given.home).app_context():
            _measure(given.cases)
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with _app(home).app_context():
            upgrade()
            _fill(given.cases)
        how = ("--cases", str(given.cases), "--home", folder)
        subprocess.run([sys.executable, "-m", "bench.draws", *how], check=True)


def _app(home: Path) -> Flask:
    address = f"sqlite:///{home / 'portal.sqlite'}"
    return create_app(config.from_environment(environment(home, address)))


def _fill(cases: int) -> None:
    today = clock.today()
    load_first_things(today)
    load_district(today)
    db.session.commit()
    names = db.session.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'cases'")
    )
    for (name,) in names.all():
        if name.startswith("ix_") and name not in KEPT:
            db.session.execute(text(f"DROP INDEX {name}"))
    at = int(clock.start_of(date(today.year, 1, 2)).timestamp() * 1_000_000)
    db.session.execute(text(FILL.format(cases=cases, at=at)))
    db.session.commit()


def _measure(cases: int) -> None:
    now, today = clock.now(), clock.today()
    facts = TeamFacts("测", "Test", "测", "1", "")
    team = actions.make_team("T-1", facts, on=today)
    lead, second = (
        actions.join(team, NewMember(f"T-{n}", "测", phone="13800000000"), on=today).person
        for n in range(2)
    )
    assert {post.role for post in lead.posts} == {Role.INSPECTOR}
    plan = Plan(
        FrameKind.CLOSED_CASES, DISTRICT, date(today.year, 1, 1), today, StrataBy.STREET_LEVEL
    )
    check = actions.plan_check(team, plan, request_key="bench", by=lead, now=now)
    db.session.commit()
    before, begun = _megabytes(), _now()
    actions.freeze(check, actions.gather(check, on=today), by=lead, now=now)
    frozen = _now()
    actions.publish(check, seed_from="dice", by=lead, now=now)
    actions.enter_seed(check, "3 1 4", by=lead, now=now)
    actions.confirm_seed(check, "3 1 4", by=second, now=now)
    drawn = actions.draw_round(check, by=lead, now=now)
    db.session.commit()
    ended = _now()
    print("| cases | freeze s (processor) | draw s (processor) | largest MB | before | drawn |")
    print("|---|---|---|---|---|---|")
    times = (
        f"{after[0] - earlier[0]:.1f} ({after[1] - earlier[1]:.1f})"
        for earlier, after in ((begun, frozen), (frozen, ended))
    )
    held = f"{_megabytes():.0f} | {before:.0f}"
    print(f"| {check.population:,} of {cases:,} | {' | '.join(times)} | {held} | {len(drawn)} |")


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _megabytes() -> float:
    """Return the most that this process has held; what its parent held is not counted."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
