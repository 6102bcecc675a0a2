"""Work for later: what is wanted is a row, written in the transaction of its cause.

Web processes only write rows. The worker sweeps them into durable workflows,
one per row under the row's own id, so that starting one twice is starting it
once; and it keeps the timetable. A job's writes and the mark that it is done
are one transaction: killed at any moment, it has happened whole or not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, db

MOST_TRIES = 8


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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    args: Mapped[Any] = mapped_column(JSON)
    wanted_at: Mapped[datetime]
    not_before: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]


class JobRun(Base):
    """When a job of the timetable last ran to its end: that it ran is watched, not only that it failed."""

    __tablename__ = "job_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime]


@dataclass(frozen=True)
class Timed:
    """A job of the timetable and how often it runs."""

    run: Callable[[], None]
    every: timedelta


JOBS: dict[str, Callable[..., None]] = {}
TIMETABLE: dict[str, Timed] = {}


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Register a function that may be wanted by name; its arguments must be plain JSON."""
    JOBS[function.__name__] = function
    return function


def every(**interval: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function on the timetable, such as `@every(minutes=10)`."""

    def register(function: Callable[[], None]) -> Callable[[], None]:
        TIMETABLE[function.__name__] = Timed(function, timedelta(**interval))
        return function

    return register


def want(name: str, *args: object, not_before: datetime | None = None) -> WantedJob:
    """Ask for a job, in the transaction of its cause."""
    moment = clock.now()
    row = WantedJob(name=name, args=list(args), wanted_at=moment, not_before=not_before or moment)
    db.session.add(row)
    return row


def waiting(now: datetime, most: int) -> list[int]:
    """Return the ids of the oldest jobs that may be done now."""
    rows = (
        select(WantedJob.id)
        .where(WantedJob.done_at.is_(None), WantedJob.not_before <= now)
        .where(WantedJob.tries < MOST_TRIES)
        .order_by(WantedJob.not_before, WantedJob.id)
        .limit(most)
    )
    return list(db.session.scalars(rows))


def do(row_id: int) -> None:
    """Do one wanted job and mark it done, in one transaction; leave it alone if it is done."""
    row = db.session.get_one(WantedJob, row_id, with_for_update=True)
    if row.done_at is None:
        JOBS[row.name](*row.args)
        row.done_at = clock.now()


def put_off(row_id: int, why: str) -> None:
    """Note a failure and try again later, each time twice as long after."""
    row = db.session.get_one(WantedJob, row_id)
    row.tries += 1
    row.last_error = why[:500]
    row.not_before = clock.now() + timedelta(seconds=5 * 2**row.tries)


def run_timed(name: str) -> None:
    """Run a job of the timetable and note that it ran, in one transaction."""
    TIMETABLE[name].run()
    db.session.merge(JobRun(name=name, ran_at=clock.now()))


def last_run(name: str) -> datetime | None:
    """Return when a timed job last ran to its end."""
    run = db.session.get(JobRun, name)
    return run.ran_at if run else None
