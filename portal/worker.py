"""The worker: the one process that loads DBOS. It sweeps wanted jobs and keeps the timetable.

Every turn at a job and every tick of the timetable is a durable workflow under
its own name: started twice it is started once, and after a kill it goes on
behind its last finished step when a worker of the same id starts again. Each
step is one transaction of ours that bears being done twice.
"""

import fcntl
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import Any

from dbos import DBOS, DBOSConfig, SetWorkflowID
from flask import Flask
from sqlalchemy import create_engine, text

import portal.accounts.jobs
import portal.assessment.jobs
import portal.boards.jobs
import portal.cases.jobs
import portal.exchange.jobs
import portal.grids.jobs
import portal.publicity.jobs
import portal.rewards.jobs
import portal.supervision.jobs
import portal.training.jobs
import portal.volunteers.jobs  # noqa: F401 - all put their jobs on the timetable
from portal import clock, jobs
from portal.config import Settings, WrongSetting
from portal.db import db, reading

SWEEP_SECONDS = 1.0
LINE = 20  # turns started ahead; they are done one after the other
PATIENCE = 5  # seconds that a stop gives to what is being done
AGAIN_AFTER = (1, 3)  # seconds: a lock that was held or a line that broke must not cost a day
WORKFLOWS_KEPT = timedelta(hours=2)  # an older tick is known to have run by its own row
QUIET_BELOW = timedelta(minutes=1)  # what runs more often is not worth a line each time
VERSION = "1"  # the same over releases: what an old one left, the next one finishes

log = logging.getLogger("portal.worker")


@dataclass(frozen=True)
class Workflows:
    """The two kinds of durable workflow."""

    do_wanted: Callable[[int, datetime, datetime], None]
    do_timed: Callable[[str], None]


def run(app: Flask, *, stop: Event | None = None) -> None:
    """Work until `stop` is set, or until SIGTERM or SIGINT if none is given."""
    stop, wake = stop or _set_by_signals(), Event()
    settings: Settings = app.config["SETTINGS"]
    with _only_one(settings), _launched(app, settings, wake) as workflows:
        _say("worker started", worker=settings.worker_id)
        known: set[str] = set()
        while not stop.is_set():
            try:
                known = _sweep(app, workflows, known)
            except Exception:
                log.exception("sweep failed; trying again")  # such as a database that restarts
            wake.wait(SWEEP_SECONDS)
            wake.clear()
    _say("worker stopped", worker=settings.worker_id)


def _sweep(app: Flask, workflows: Workflows, known: set[str]) -> set[str]:
    """Start what is wanted or due and was not yet started here; return all that is."""
    moment = clock.now()
    with app.app_context(), reading():
        turns, ticks = jobs.waiting(moment, LINE), jobs.due(moment)
    for turn in turns:
        if turn.name not in known:
            with SetWorkflowID(turn.name):
                DBOS.start_workflow(workflows.do_wanted, turn.row_id, turn.found, turn.until)
    for name, job in ticks.items():
        if name not in known:
            with SetWorkflowID(name):
                DBOS.start_workflow(workflows.do_timed, job)
    return {turn.name for turn in turns} | ticks.keys()


def _wanted(app: Flask, wake: Event) -> Callable[[int, datetime, datetime], None]:
    """Make the workflow of one turn at a wanted job."""
    take, do, put_off = (_step(app, step) for step in (jobs.take, jobs.do, jobs.put_off))
    prepare = _step(app, jobs.prepare, only_reads=True)
    one_at_a_time = Lock()  # so that a kill can repeat at most one mail

    @DBOS.workflow(name="do_wanted")
    def do_wanted(row_id: int, found: datetime, until: datetime) -> None:
        with one_at_a_time:
            begun = time.monotonic()
            job = take(row_id, found, until)
            if job is None:
                return
            try:
                prepare(row_id)
                do(row_id)
            except Exception as error:  # noqa: BLE001 - a job may fail in any way
                is_last = put_off(row_id, until, f"{type(error).__name__}: {error}")
                _say_failed(job, error, row=row_id, given_up=is_last)
            else:
                _say("job done", job=job, row=row_id, seconds=_since(begun))
        wake.set()

    return do_wanted


def _timed(app: Flask) -> Callable[[str], None]:
    """Make the workflow of one tick of a timed job: batch by batch until nothing is left."""
    run_timed = _step(app, jobs.run_timed)

    @DBOS.workflow(name="do_timed")
    def do_timed(job: str) -> None:
        begun = time.monotonic()
        for pause in (*AGAIN_AFTER, None):
            try:
                while run_timed(job):
                    pass
            except Exception as error:  # noqa: BLE001 - a job may fail in any way
                _say_failed(job, error, given_up=pause is None)
                if pause:
                    DBOS.sleep(pause)
            else:
                level = logging.DEBUG if jobs.TIMETABLE[job].every < QUIET_BELOW else logging.INFO
                return _say("job done", level, job=job, seconds=_since(begun))

    return do_timed


def _step(
    app: Flask, function: Callable[..., Any], *, only_reads: bool = False
) -> Callable[..., Any]:
    """Return a function as one durable step that is one transaction."""

    @DBOS.step(name=function.__name__)
    def in_one_transaction(*args: Any) -> Any:
        with app.app_context(), reading() if only_reads else nullcontext():
            answer = function(*args)
            db.session.commit()
            return answer

    return in_one_transaction


@contextmanager
def _launched(app: Flask, settings: Settings, wake: Event) -> Iterator[Workflows]:
    """Start DBOS beside the portal's own data, and stop it when the work is over."""
    logging.getLogger("dbos").addHandler(logging.NullHandler())  # our log, not one of its own
    DBOS(config=_durable_config(settings))
    workflows = Workflows(_wanted(app, wake), _timed(app))
    DBOS.launch()
    try:
        yield workflows
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=PATIENCE)


def _durable_config(settings: Settings) -> DBOSConfig:
    """SQLite: a file of its own, so that its writing never keeps the portal's waiting."""
    beside = settings.database_url
    if settings.is_sqlite:
        beside = f"sqlite:///{settings.home / 'work.sqlite'}"
        with closing(create_engine(beside).raw_connection()) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    return {
        "name": "portal",
        "system_database_url": beside,
        "executor_id": settings.worker_id,
        "application_version": VERSION,
        "log_level": "WARNING",
    }


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """Refuse to start while a worker of the same id runs: this one would redo its work."""
    hold = _hold_file if settings.is_sqlite else _hold_in_database
    with hold(settings) as is_held:
        if not is_held:
            raise WrongSetting(
                f"A worker named {settings.worker_id!r} is running already: stop it first, "
                "or give this one a PORTAL_WORKER_ID of its own."
            )
        yield


@contextmanager
def _hold_file(settings: Settings) -> Iterator[bool]:
    with (settings.home / f"{settings.worker_id}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _hold_in_database(settings: Settings) -> Iterator[bool]:
    engine = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            hold = text("SELECT pg_try_advisory_lock(hashtext(:name))")
            name = f"portal worker {settings.worker_id}"
            yield bool(connection.scalar(hold, {"name": name}))
    finally:
        engine.dispose()


@jobs.every(hours=1)
def clear_finished_workflows() -> bool:
    """Delete what DBOS keeps of old workflows, also of those whose worker never came back."""
    before = (clock.now() - WORKFLOWS_KEPT).isoformat()
    old = DBOS.list_workflows(
        end_time=before, limit=jobs.CLEARED_AT_ONCE, load_input=False, load_output=False
    )
    DBOS.delete_workflows([workflow.workflow_id for workflow in old])
    return len(old) == jobs.CLEARED_AT_ONCE


def _set_by_signals() -> Event:
    stop = Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: stop.set())
    return stop


def _say(what: str, level: int = logging.INFO, **facts: object) -> None:
    log.log(level, what, extra={"facts": facts})


def _say_failed(job: str, error: Exception, **facts: object) -> None:
    """Name the kind of failure only: its words may hold an address, and stand in the job's row."""
    kind = type(error).__name__
    log.error("job failed", extra={"facts": {"job": job, "error": kind, **facts}})


def _since(begun: float) -> float:
    return round(time.monotonic() - begun, 3)
