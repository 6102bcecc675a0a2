"""Work for later: what is wanted is a row, written in the transaction of its cause.

Web processes only write rows. The worker sweeps them into durable workflows,
one per turn of a row under that turn's own name, so that starting one twice is
starting it once; and it keeps the timetable. A job's writes and the mark that
it is done are one transaction: killed at any moment, it has happened whole or
not at all. What speaks with the world outside (a mail server) runs before that
transaction and holds no lock meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, Update, delete, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db

MOST_TRIES = 14  # with pauses that double, the last comes about a day after the first
FIRST_PAUSE = timedelta(seconds=10)
LEASE = timedelta(minutes=10)  # longer than any job takes: after it, its worker is gone for good
KEPT = timedelta(days=90)  # done rows, to look up what happened
CLEARED_AT_ONCE = 500
TICKS_FROM = clock.start_of(date(2024, 1, 1))


class WantedJob(Base):
    """A job that is wanted: its name and arguments, and how it went."""

    __tablename__ = "wanted_jobs"
    __table_args__ = (
        Index(
            "ix_wanted_jobs_waiting",
            "not_before",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index(None, "wanted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    args: Mapped[Any] = mapped_column(JSON)
    wanted_at: Mapped[datetime]
    not_before: Mapped[datetime]  # while somebody has it: when they lose it
    tries: Mapped[int] = mapped_column(default=0)  # turns begun
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]


class JobRun(Base):
    """When a timed job last ran to its end: that it ran is watched, not only that it failed."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime]


@dataclass(frozen=True)
class Turn:
    """One turn at a wanted job: whoever takes it has the row until `until`."""

    name: str
    row_id: int
    found: datetime  # the row's `not_before` as it was found
    until: datetime


@dataclass(frozen=True)
class Timed:
    """A timed job and how often it runs; it returns True while something is left to do."""

    run: Callable[[], bool | None]
    every: timedelta

    def tick(self, moment: datetime) -> int:
        """Return which interval a moment lies in; a day's begins at midnight in Asia/Shanghai."""
        return (moment - TICKS_FROM) // self.every


JOBS: dict[str, Callable[..., None]] = {}
BEFOREHAND: dict[str, Callable[..., None]] = {}
AFTER_FAILURE: dict[str, Callable[..., datetime | None]] = {}
TIMETABLE: dict[str, Timed] = {}


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Register a function that may be wanted by name; its arguments must be plain JSON."""
    JOBS[function.__name__] = function
    return function


def beforehand(wanted: Callable[..., None]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register what a job does with the world outside, before its transaction.

    It only reads here: with SQLite a slow mail server would otherwise keep every
    report waiting. It must bear being done twice.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        BEFOREHAND[wanted.__name__] = function
        return function

    return register


def after_failure(
    wanted: Callable[..., None],
) -> Callable[[Callable[..., datetime | None]], Callable[..., datetime | None]]:
    """Register what notes a failed turn of a job where people look, such as on what was to be sent.

    It is given the job's arguments, `why`, and `again_at`, which is None if that
    was the last turn; it returns when the next one may begin, or None to keep that.
    """

    def register(
        function: Callable[..., datetime | None],
    ) -> Callable[..., datetime | None]:
        AFTER_FAILURE[wanted.__name__] = function
        return function

    return register


def every(
    **interval: float,
) -> Callable[[Callable[[], bool | None]], Callable[[], bool | None]]:
    """Register a function on the timetable, such as `@every(minutes=10)`.

    A long one does a batch and returns True until nothing is left: each batch
    is a transaction of its own.
    """

    def register(function: Callable[[], bool | None]) -> Callable[[], bool | None]:
        TIMETABLE[function.__name__] = Timed(function, timedelta(**interval))
        return function

    return register


def want(name: str, *args: object, not_before: datetime | None = None) -> WantedJob:
    """Ask for a job, in the transaction of its cause."""
    moment = clock.now()
    row = WantedJob(name=name, args=list(args), wanted_at=moment, not_before=not_before or moment)
    db.session.add(row)
    return row


def waiting(now: datetime, most: int) -> list[Turn]:
    """Return the next turn of the jobs that wait longest and may be done now.

    A row that nobody takes for as long as a lease gets another name, and so
    another start: whoever was started first under the old one is gone.
    """
    rows = (
        select(WantedJob.id, WantedJob.tries, WantedJob.not_before)
        .where(WantedJob.done_at.is_(None), WantedJob.not_before <= now)
        .where(WantedJob.tries < MOST_TRIES)
        .order_by(WantedJob.not_before, WantedJob.id)
        .limit(most)
    )
    return [
        Turn(f"wanted-{row_id}-{tries}-{(now - found) // LEASE}", row_id, found, now + LEASE)
        for row_id, tries, found in db.session.execute(rows)
    ]


def take(row_id: int, found: datetime, until: datetime) -> str | None:
    """Take a turn at a job and return the job's name, or None if somebody else has it.

    Taken again with the same `until` it is still ours: a worker that was killed
    just after taking it goes on.
    """
    row = db.session.get(WantedJob, row_id, with_for_update=True)
    if row is None or row.done_at or row.not_before not in {found, until}:
        return None
    if row.not_before == found:
        row.not_before, row.tries = until, row.tries + 1
    return row.name


def prepare(row_id: int) -> None:
    """Do what a job does outside; nothing if it is done or has no such part."""
    row = db.session.get_one(WantedJob, row_id)
    if row.done_at is None and row.name in BEFOREHAND:
        BEFOREHAND[row.name](*row.args)


def do(row_id: int) -> None:
    """Do one wanted job and mark it done, in one transaction; leave it alone if it is done."""
    row = db.session.get_one(WantedJob, row_id, with_for_update=True)
    if row.done_at is None:
        JOBS[row.name](*row.args)
        row.done_at, row.last_error = clock.now(), None


def keep_mark(mark: Update) -> bool:
    """Keep a mark at once, and say whether it found its row; for a job's part beforehand only.

    What cannot be taken back and must not be done twice is marked before it is
    done: whoever is killed between the two finds the mark. Nothing else of this
    transaction is kept, and none is open while the world outside is spoken with.
    """
    db.session.rollback()
    found = db.session.connection().execute(mark).rowcount
    db.session.commit()
    return bool(found)


def put_off(row_id: int, until: datetime, why: str) -> bool:
    """Note a failed turn, try again later, and say whether there is no later.

    Each pause is twice as long as the one before. Nothing happens if somebody
    else has the turn meanwhile.
    """
    row = db.session.get_one(WantedJob, row_id, with_for_update=True)
    if row.done_at or row.not_before != until:
        return False
    row.last_error = why[:500]
    row.not_before = clock.now() + FIRST_PAUSE * 2 ** (row.tries - 1)
    is_last = row.tries >= MOST_TRIES
    if note := AFTER_FAILURE.get(row.name):
        again_at = note(*row.args, why=why, again_at=None if is_last else row.not_before)
        row.not_before = again_at or row.not_before
    return is_last


def given_up(most: int = 100) -> list[WantedJob]:
    """Return the jobs that failed for the last time, the latest first: somebody has to look."""
    rows = (
        select(WantedJob)
        .where(WantedJob.done_at.is_(None), WantedJob.tries >= MOST_TRIES)
        .order_by(WantedJob.id.desc())
        .limit(most)
    )
    return list(db.session.scalars(rows))


def due(now: datetime) -> Mapping[str, str]:
    """Return the timed jobs that have not run in this interval, each with the name of its tick.

    The name is the same for every worker: a tick runs once, whoever starts it.
    """
    ran = {run.name: run.ran_at for run in db.session.scalars(select(JobRun))}
    return {
        f"timed-{name}-{timed.tick(now)}": name
        for name, timed in TIMETABLE.items()
        if name not in ran or timed.tick(ran[name]) < timed.tick(now)
    }


def run_timed(name: str) -> bool:
    """Run a timed job's next batch and say whether more is left; after the last, note the run.

    A batch and its note are one transaction.
    """
    is_more = bool(TIMETABLE[name].run())
    if not is_more:
        db.session.merge(JobRun(name=name, ran_at=clock.now()))
    return is_more


def last_run(name: str) -> datetime | None:
    """Return when a timed job last ran to its end."""
    run = db.session.get(JobRun, name)
    return run.ran_at if run else None


@every(seconds=10)
def beat() -> None:
    """Show that jobs get done: that this one was noted as run is all it is for."""


@every(days=1)
def clear_old_jobs() -> bool:
    """Delete what was done, or given up, and has been kept long enough."""
    old = (
        select(WantedJob.id)
        .where(WantedJob.wanted_at < clock.now() - KEPT)
        .where(or_(WantedJob.done_at.is_not(None), WantedJob.tries >= MOST_TRIES))
        .limit(CLEARED_AT_ONCE)
    )
    gone = db.session.scalars(
        delete(WantedJob).where(WantedJob.id.in_(old)).returning(WantedJob.id)
    )
    return len(gone.all()) == CLEARED_AT_ONCE
