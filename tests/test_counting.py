"""Counts of what is looked at gather in memory and are written together."""

from collections import Counter
from threading import Thread

import pytest
from sqlalchemy.exc import OperationalError

from portal import counting


@pytest.fixture
def tally(app, monkeypatch):
    """This test's own tally, written by hand."""
    own = counting.Tally(app)
    monkeypatch.setitem(app.extensions, "tally", own)
    return own


@pytest.fixture
def kept(tally, monkeypatch):
    """A kind of its own, whose counts are kept in memory."""
    found = Counter()
    monkeypatch.setitem(counting.WRITERS, "door", found.update)
    return found


def test_nothing_is_written_before_the_flush_and_then_all_of_it_once(tally, kept):
    for _ in range(5):
        counting.count("door", "a")
    counting.count("door", "b")
    assert kept == {}

    tally.flush()
    tally.flush()

    assert kept == {"a": 5, "b": 1}


def test_counts_that_cannot_be_written_wait_for_the_next_time(tally, kept, monkeypatch):
    def away(_counts):
        raise OperationalError("no", {}, Exception("away"))

    counting.count("door", "a")
    monkeypatch.setitem(counting.WRITERS, "door", away)
    tally.flush()
    monkeypatch.setitem(counting.WRITERS, "door", kept.update)
    counting.count("door", "a")

    tally.flush()

    assert kept == {"a": 2}


def test_many_at_once_lose_nothing(tally, kept):
    def look():
        for _ in range(500):
            tally.add("door", "a")

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.flush()

    assert kept == {"a": 2000}


def test_a_kind_that_nobody_writes_is_refused_at_once(tally):
    with pytest.raises(KeyError):
        counting.count("nobody's", "a")
