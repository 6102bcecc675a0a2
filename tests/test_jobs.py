"""Wanted jobs and the timetable, row by row, on both databases."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from portal import clock, jobs
from portal.db import db
from portal.jobs import WantedJob

pytestmark = pytest.mark.usefixtures("app")
NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A job named "note" that keeps what it was given, and fails when given "fail"."""
    noted: list[str] = []

    def note(what: str) -> None:
        if what == "fail":
            raise ValueError("no such thing")
        noted.append(what)

    monkeypatch.setitem(jobs.JOBS, "note", note)
    return noted


def wanted(*args: object, **given: object) -> WantedJob:
    row = jobs.want("note", *args, **given)  # type: ignore[arg-type]
    db.session.flush()
    return row


def take(row: WantedJob, at: datetime) -> jobs.Turn:
    turn = next(turn for turn in jobs.waiting(at, 100) if turn.row_id == row.id)
    assert jobs.take(turn.row_id, turn.found, turn.until) == "note"
    return turn


def test_a_wanted_job_waits_is_done_once_and_waits_no_more(note: list[str]):
    row = wanted("hello")
    turn = take(row, NOW)
    jobs.do(turn.row_id)
    jobs.do(turn.row_id)

    assert note == ["hello"]
    assert (row.tries, row.done_at) == (1, NOW)
    assert jobs.waiting(NOW + timedelta(days=1), 100) == []


def test_a_job_for_later_waits_for_its_time():
    wanted("later", not_before=NOW + timedelta(hours=1))

    assert jobs.waiting(NOW + timedelta(minutes=59), 100) == []
    assert len(jobs.waiting(NOW + timedelta(minutes=61), 100)) == 1


def test_a_turn_belongs_to_whoever_takes_it_first():
    row = wanted("hello")
    (mine,) = jobs.waiting(NOW, 100)
    (theirs,) = jobs.waiting(NOW + timedelta(seconds=1), 100)

    assert mine.name == theirs.name, "both start the same workflow"
    assert jobs.take(mine.row_id, mine.found, mine.until) == "note"
    assert jobs.take(theirs.row_id, theirs.found, theirs.until) is None
    assert jobs.take(mine.row_id, mine.found, mine.until) == "note", "ours still, after a kill"
    assert row.tries == 1


def test_a_turn_that_nobody_finished_is_somebody_elses_after_its_lease(note: list[str]):
    row = wanted("hello")
    lost = take(row, NOW)

    assert jobs.waiting(NOW + jobs.LEASE - timedelta(seconds=1), 100) == []
    again = take(row, NOW + jobs.LEASE)
    assert again.name != lost.name
    assert jobs.take(lost.row_id, lost.found, lost.until) is None
    assert jobs.put_off(row.id, lost.until, "late news") is False
    assert row.last_error is None


def test_a_row_started_by_a_worker_that_is_gone_is_started_under_another_name():
    wanted("hello")
    (first,) = jobs.waiting(NOW, 100)
    (second,) = jobs.waiting(NOW + jobs.LEASE, 100)

    assert first.name != second.name


@pytest.mark.usefixtures("note")
def test_a_failing_job_is_tried_again_after_longer_and_longer_pauses_then_shown_as_given_up():
    row = wanted("fail")
    pauses, moment = [], NOW
    for n in range(1, jobs.MOST_TRIES + 1):
        with clock.stopped_at(moment):
            turn = take(row, moment)
            with pytest.raises(ValueError, match="no such thing"):
                jobs.do(turn.row_id)
            is_last = jobs.put_off(turn.row_id, turn.until, "no such thing")
        assert is_last == (n == jobs.MOST_TRIES)
        pauses.append(row.not_before - moment)
        moment = row.not_before

    assert pauses[0] == timedelta(seconds=10)
    assert all(later == 2 * sooner for sooner, later in pairwise(pauses))
    assert timedelta(hours=20) < sum(pauses[:-1], timedelta()) < timedelta(hours=30)
    assert jobs.waiting(moment + timedelta(days=30), 100) == []
    assert [(job.id, job.last_error) for job in jobs.given_up()] == [(row.id, "no such thing")]


def test_a_job_that_comes_right_leaves_no_error_behind(note: list[str]):
    row = wanted("hello")
    turn = take(row, NOW)
    jobs.put_off(row.id, turn.until, "the line was busy")
    take(row, row.not_before)
    jobs.do(row.id)

    assert (note, row.last_error, row.tries) == (["hello"], None, 2)


def test_done_and_given_up_jobs_go_after_ninety_days_and_waiting_ones_stay(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(jobs, "CLEARED_AT_ONCE", 2)
    for _ in range(3):
        wanted("done").done_at = NOW
    wanted("hopeless").tries = jobs.MOST_TRIES
    waiting = wanted("waiting")
    fresh = jobs.want("note", "fresh")
    fresh.wanted_at, fresh.done_at = NOW + timedelta(days=5), NOW + timedelta(days=5)
    db.session.flush()

    with clock.stopped_at(NOW + timedelta(days=91)):
        while jobs.clear_old_jobs():
            pass

    left = db.session.scalars(select(WantedJob.id).order_by(WantedJob.id)).all()
    assert left == [waiting.id, fresh.id]


def test_a_timed_job_is_due_once_in_each_interval_under_one_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "TIMETABLE", {})
    jobs.every(minutes=10)(tidy)
    (first,) = jobs.due(NOW)
    assert list(jobs.due(NOW + timedelta(minutes=9, seconds=59))) == [first]

    jobs.run_timed("tidy")
    assert jobs.due(NOW + timedelta(minutes=9, seconds=59)) == {}
    (second,) = jobs.due(NOW + timedelta(minutes=10))
    assert first != second
    assert jobs.last_run("tidy") == NOW


def test_a_daily_job_is_due_at_midnight_here(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jobs, "TIMETABLE", {})
    jobs.every(days=1)(tidy)
    jobs.run_timed("tidy")
    midnight = datetime(2026, 9, 21, 16, 0, tzinfo=UTC)

    assert jobs.due(midnight - timedelta(seconds=1)) == {}
    assert list(jobs.due(midnight).values()) == ["tidy"]


def test_a_timed_job_counts_as_run_after_its_last_batch(monkeypatch: pytest.MonkeyPatch):
    left = [1, 1, 0]
    monkeypatch.setitem(
        jobs.TIMETABLE, "long", jobs.Timed(lambda: bool(left.pop(0)), timedelta(hours=1))
    )

    assert jobs.run_timed("long")
    assert jobs.run_timed("long")
    assert jobs.last_run("long") is None
    assert not jobs.run_timed("long")
    assert jobs.last_run("long") == NOW


def test_what_is_rolled_back_is_not_wanted():
    with db.session.begin_nested() as cause:
        wanted("never")
        cause.rollback()

    assert db.session.scalar(select(func.count(WantedJob.id))) == 0


def tidy() -> None:
    """Do nothing."""
