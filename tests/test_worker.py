"""The worker as a real process: killed at any moment, it loses and doubles nothing to be read."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import func, select

from portal import clock, jobs
from portal.accounts.rules import Role
from portal.app import create_app
from portal.assessment import queries
from portal.assessment.models import GridMonth
from portal.assessment.rules import NAMES
from portal.cases import actions
from portal.cases.models import Case, CaseEvent, ChangedMonth
from portal.cases.rules import Step
from portal.db import db
from portal.grids.models import Grid
from portal.jobs import WantedJob
from portal.messages import Mail, Notice
from portal.policy.actions import set_value
from tests.factories import a_clerk, a_dispatched_case, a_grid, a_matter, a_unit
from tests.ports import free_port

KILLS = 3
CASES = 20  # two messages each: forty wanted jobs, and one more for each letter
OVERDUE = 6
WORK = """
from portal.app import create_app, log_to_stderr
from portal import jobs, worker
log_to_stderr()
fails = iter([True, True])

@jobs.every(days=1)
def stumble():
    if next(fails, False):
        raise OSError("a line that broke, to somebody@example.cn")

worker.run(create_app())
"""


class SlowPostbox:
    """Counts each Message-ID; slow enough for a kill to fall between the sending and its note."""

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        lines = envelope.content.decode(errors="replace").splitlines()
        self.arrived[next(line for line in lines if line.startswith("Message-ID"))] += 1
        return "250 OK"


class Place:
    """A portal of its own on one of the databases, and how to start its workers.

    What they say goes into a file: a pipe that nobody empties would stop them.
    """

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ = {"PORTAL_INSTANCE": "test"} | environ
        self.postbox = SlowPostbox()
        self.log = Path(environ["PORTAL_HOME"]) / "worker.log"
        self.log.touch()

    def start(self) -> subprocess.Popen[bytes]:
        """Start a worker and wait until it works."""
        so_far = self.started
        process = self.try_to_start()
        self.wait_until(process, so_far + 1)
        return process

    def try_to_start(self, worker: str = "worker") -> subprocess.Popen[bytes]:
        environ = os.environ | self.environ | {"PORTAL_WORKER_ID": worker}
        with self.log.open("ab") as log:
            return subprocess.Popen([sys.executable, "-c", WORK], env=environ, stderr=log)

    @property
    def started(self) -> int:
        return self.log.read_text().count('"worker started"')

    def wait_until(self, process: subprocess.Popen[bytes], started: int) -> None:
        while self.started < started:
            assert process.poll() is None, self.log.read_text()
            time.sleep(0.02)


@pytest.fixture
def place(own_database: str, tmp_path: Path, settings_for: Any) -> Iterator[tuple[Place, Flask]]:
    postbox = SlowPostbox()
    server = Controller(postbox, hostname="127.0.0.1", port=free_port())
    server.start()
    environ = {
        "PORTAL_HOME": str(tmp_path),
        "PORTAL_DATABASE_URL": own_database,
        "PORTAL_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
    }
    app = create_app(settings_for(**environ))
    with app.app_context():
        send_at_any_hour_at_once()
        db.session.commit()
    here = Place(environ)
    here.postbox = postbox
    yield here, app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    server.stop()


def send_at_any_hour_at_once() -> None:
    """Let no message wait for more of its case or for the morning: this test runs at any hour."""
    values = {"digest_minutes": 0, "quiet_from": "00:00", "quiet_until": "00:00"}
    for name, content in values.items():
        long_ago = date(2020, 1, 1)
        set_value(name, content, from_day=long_ago, why="", by="", now=clock.now())


def a_days_work() -> None:
    """Twenty letters of two messages each, twenty grids to recount, and six cases that are late."""
    matter, unit = a_matter(), a_unit()
    a_clerk(Role.UNIT_CLERK, unit=unit)
    for n in range(CASES):
        contact = actions.ContactGiven(email=f"neighbour{n}@example.cn")
        long_ago = clock.now() - timedelta(days=60 if n < OVERDUE else 0)
        with clock.stopped_at(long_ago):
            a_dispatched_case(grid=a_grid(), matter=matter, unit=unit, contact=contact)


def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing_that_anyone_reads(
    place: tuple[Place, Flask],
):
    here, app = place
    with app.app_context():
        a_days_work()
        db.session.commit()
        assert count_of(WantedJob) == 2 * CASES

    assert start_and_kill(here) < CASES, "the first kill came while there was work"
    for _ in range(KILLS - 1):
        start_and_kill(here)
    worker = here.start()
    try:
        wait_for(app, everything_done)
    finally:
        worker.terminate()
        asked = time.monotonic()
        end(worker)
    assert worker.returncode == 0
    assert time.monotonic() - asked < 8

    with app.app_context():
        assert_every_mail_arrived(here.postbox.arrived)
        assert_nothing_is_doubled()
        assert_figures_are_exact()


def start_and_kill(here: Place) -> int:
    """Kill a worker soon after it began; return how many mails had arrived by then."""
    worker = here.start()
    time.sleep(random.uniform(0.02, 0.45))
    worker.kill()
    end(worker)
    return sum(here.postbox.arrived.values())


def assert_every_mail_arrived(arrived: Counter[str]) -> None:
    letters = set(db.session.scalars(select(Mail.sent_as_id)))
    expected = {f"Message-ID: <mail-{letter}@localhost>" for letter in letters}
    assert len(letters) == CASES, "what waited together went as one"
    assert set(arrived) == expected
    assert sum(arrived.values()) <= len(expected) + KILLS, "at most one again for each kill"
    assert db.session.scalar(select(func.count(Mail.id)).where(Mail.sent_at.is_(None))) == 0


def assert_nothing_is_doubled() -> None:
    for row in db.session.scalars(select(WantedJob)):
        assert row.done_at
        assert row.last_error is None
        assert 1 <= row.tries <= 1 + KILLS
    expedited = select(func.count(CaseEvent.id)).where(CaseEvent.step == Step.EXPEDITE)
    assert db.session.scalar(expedited) == OVERDUE
    rows = db.session.execute(select(Notice.person_id, Notice.case_number, Notice.kind))
    told = Counter(tuple(row) for row in rows)
    assert set(told.values()) == {1}
    clerk_and_dispatchers = 1 + CASES  # each case was dispatched by somebody else
    assert Counter(kind for _, _, kind in told) == {
        "dispatched": CASES,
        "overdue": OVERDUE * clerk_and_dispatchers,
    }


def assert_figures_are_exact() -> None:
    assert count_of(ChangedMonth) == 0
    grids = db.session.scalars(select(Grid)).all()
    reported = 0
    for row in db.session.scalars(select(GridMonth)):
        counted = queries.count_cases(row.grid_id, row.month)
        assert {name: getattr(row, name) for name in NAMES} == vars(counted)
        reported += row.reported
    assert (len(grids), reported) == (CASES, CASES)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_workers_at_once_do_each_job_once(place: tuple[Place, Flask]):
    here, app = place
    with app.app_context():
        a_days_work()
        db.session.commit()
    workers = [here.try_to_start("one"), here.try_to_start("two")]
    try:
        for worker in workers:
            here.wait_until(worker, len(workers))
        wait_for(app, everything_done)
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            end(worker)

    assert len(here.postbox.arrived) == CASES
    assert set(here.postbox.arrived.values()) == {1}
    with app.app_context():
        assert {row.tries for row in db.session.scalars(select(WantedJob))} == {1}
        assert_nothing_is_doubled()
        assert_figures_are_exact()


def test_a_running_worker_is_seen_and_a_second_one_of_its_name_is_refused(
    place: tuple[Place, Flask],
):
    here, app = place
    assert app.test_client().get("/readyz").get_json()["worker"] is False
    worker = here.start()
    try:
        wait_for(app, lambda: jobs.last_run("beat"))
        assert app.test_client().get("/readyz").get_json()["worker"] is True

        assert here.try_to_start().wait(timeout=90) == 1
        assert "A worker named 'worker' is running already" in here.log.read_text()
    finally:
        worker.terminate()
        end(worker)


def test_a_timed_job_that_fails_is_tried_again_soon_and_its_words_are_not_told(
    place: tuple[Place, Flask],
):
    here, app = place
    worker = here.start()
    try:
        wait_for(app, lambda: jobs.last_run("stumble"))
    finally:
        worker.terminate()
        end(worker)
    said = here.log.read_text()
    assert said.count('"job": "stumble", "error": "OSError"') == 2
    assert "somebody@example.cn" not in said


def test_a_web_process_never_loads_the_worker():
    loads = (
        "import sys, portal.app; sys.exit('dbos' in sys.modules or 'portal.worker' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", loads], check=False).returncode == 0


def everything_done() -> bool:
    waiting = db.session.scalar(select(func.count(WantedJob.id)).where(WantedJob.done_at.is_(None)))
    late = db.session.scalar(select(func.count(Case.id)).where(Case.is_overdue.is_(True)))
    return not waiting and late == OVERDUE and count_of(ChangedMonth) == 0


def wait_for(app: Flask, is_so: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with app.app_context():
            if is_so():
                return
        time.sleep(0.1)
    raise AssertionError(f"not so after {seconds} seconds")


def end(process: subprocess.Popen[bytes]) -> None:
    process.wait(timeout=90)


def count_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0
