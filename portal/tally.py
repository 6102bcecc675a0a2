"""Counts of what is only looked at: gathered in memory, written every few seconds.

A page that is looked at changes nothing in its own request. It adds one to a
counter of this process, under a kind, a key and an hour, and nothing else: not
who looked, nor from where. A thread writes what has gathered; what the last
seconds before a crash had counted is lost, and that is accepted.
"""

import atexit
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event, Lock, Thread

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.db import db

SECONDS = 5
MOST_KEPT = 100_000  # counters of one process: beyond, a database that is away would fill it

Hours = Mapping[tuple[str, datetime], int]  # by key and the hour in which it was looked at
WRITERS: dict[str, Callable[[Hours], None]] = {}
_log = logging.getLogger("portal.tally")


def writes(kind: str) -> Callable[[Callable[[Hours], None]], Callable[[Hours], None]]:
    """Register what adds the counts of a kind to their rows; the commit is the tally's own."""

    def register(writer: Callable[[Hours], None]) -> Callable[[Hours], None]:
        WRITERS[kind] = writer
        return writer

    return register


class Tally:
    """The counts of one process that are not written yet."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._lock = Lock()
        self._counts: Counter[tuple[str, str, datetime]] = Counter()
        self._writes_by_itself = False
        self._over = Event()

    def count(self, kind: str, key: str) -> None:
        """Add one; the first one starts the thread, in whichever process it is."""
        if kind not in WRITERS:
            raise KeyError(f"nobody writes tallies of {kind}")
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        with self._lock:
            if len(self._counts) < MOST_KEPT:
                self._counts[kind, key, hour] += 1
            is_first = not (self._writes_by_itself or self._app.testing)
            self._writes_by_itself |= is_first
        if is_first:
            Thread(target=self._write_now_and_then, name="tally", daemon=True).start()
            atexit.register(self._end)

    def flush(self) -> None:
        """Write what has gathered, all of it in one transaction; what fails is kept for later."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        if not taken:
            return
        try:
            with self._app.app_context():
                for kind, hours in _by_kind(taken).items():
                    WRITERS[kind](hours)
                db.session.commit()
        except SQLAlchemyError as error:
            _log.warning("counts wait", extra={"facts": {"error": type(error).__name__}})
            with self._lock:
                self._counts.update(taken)

    def _write_now_and_then(self) -> None:
        while not self._over.wait(SECONDS):
            self.flush()

    def _end(self) -> None:
        self._over.set()
        self.flush()


def prepare(app: Flask) -> None:
    """Give an app its counters."""
    app.extensions["tally"] = Tally(app)


def count(kind: str, key: str) -> None:
    """Count that something was looked at just now."""
    tally: Tally = current_app.extensions["tally"]
    tally.count(kind, key)


def flush() -> None:
    """Write what has gathered, at once."""
    tally: Tally = current_app.extensions["tally"]
    tally.flush()


def _by_kind(counts: Mapping[tuple[str, str, datetime], int]) -> dict[str, Hours]:
    found: dict[str, dict[tuple[str, datetime], int]] = {}
    for (kind, key, hour), n in counts.items():
        found.setdefault(kind, {})[key, hour] = n
    return dict(found)
