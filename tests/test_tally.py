"""Counts of what is looked at gather in memory and are written together."""

from collections import Counter
from threading import Thread

import pytest
from sqlalchemy.exc import OperationalError

from portal import clock, tally
from tests.conftest import NOW

HOUR = NOW.replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def kept(app, monkeypatch):
    """A kind of its own, whose counts are kept in memory."""
    found = Counter()
    monkeypatch.setitem(tally.WRITERS, "door", found.update)
    tally.flush()
    return found


def test_nothing_is_written_before_the_flush_and_then_all_of_it_once(app, kept):
    for _ in range(5):
        tally.count("door", "a")
    tally.count("door", "b")
    assert kept == {}

    tally.flush()
    tally.flush()

    assert kept == {("a", HOUR): 5, ("b", HOUR): 1}


def test_each_hour_counts_by_itself(app, kept):
    from datetime import timedelta

    tally.count("door", "a")
    with clock.stopped_at(NOW + timedelta(hours=1)):
        tally.count("door", "a")

    tally.flush()

    assert set(kept) == {("a", HOUR), ("a", HOUR + timedelta(hours=1))}


def test_counts_that_cannot_be_written_wait_for_the_next_time(app, kept, monkeypatch):
    def away(_hours):
        raise OperationalError("no", {}, Exception("away"))

    tally.count("door", "a")
    monkeypatch.setitem(tally.WRITERS, "door", away)
    tally.flush()
    monkeypatch.setitem(tally.WRITERS, "door", kept.update)
    tally.count("door", "a")

    tally.flush()

    assert kept == {("a", HOUR): 2}


def test_many_at_once_lose_nothing(app, kept):
    counters = app.extensions["tally"]

    def look():
        with clock.stopped_at(NOW):
            for _ in range(500):
                counters.count("door", "a")

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.flush()

    assert kept == {("a", HOUR): 2000}


def test_a_kind_that_nobody_writes_is_refused_at_once(app):
    with pytest.raises(KeyError):
        tally.count("nobody's", "a")
