"""Counts of what people look at: gathered in memory, written by the process every few seconds.

A page view changes nothing in its own request. Each process adds what it has
seen to the stored counts, in a transaction of its own, and once more when it
ends; what a crash takes with it are the last seconds. Nothing is gathered but
the keys that the counted thing gives: they must say nothing about a person, but for
a session in use, which its own row is told of.
"""

import logging
import os
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from multiprocessing.util import Finalize
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from portal.db import db

SECONDS = 5  # between two writings
MOST_KEYS = 50_000  # while the database is away; what would come on top is not counted

Write = Callable[[Mapping[Any, int]], None]
WRITERS: dict[str, Write] = {}
_log = logging.getLogger("portal.counting")


def written_by(kind: str) -> Callable[[Write], Write]:
    """Register how the counts of a kind are added to what is stored."""

    def register(write: Write) -> Write:
        WRITERS[kind] = write
        return write

    return register


def count(kind: str, key: Hashable) -> None:
    """Count one thing that has happened; nothing is written now."""
    if kind not in WRITERS:
        raise KeyError(f"nobody writes counts of {kind}")
    tally: Tally = current_app.extensions["tally"]
    tally.add(kind, key)


def prepare(app: Flask) -> None:
    """Give an app its tally."""
    app.extensions["tally"] = Tally(app)


class Tally:
    """What one process has counted for one app and not written yet; safe for many threads."""

    def __init__(self, app: Flask, seconds: float = SECONDS) -> None:
        self._app, self._seconds = app, seconds
        self._fresh()

    def _fresh(self) -> None:
        self._counts: Counter[tuple[str, Hashable]] = Counter()
        self._lock, self._over = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None
        self._process = os.getpid()

    def add(self, kind: str, key: Hashable) -> None:
        """Count one; the first starts the thread that writes, but in tests, which write by hand."""
        if self._process != os.getpid():  # made before this process was split off
            self._fresh()
        with self._lock:
            if len(self._counts) < MOST_KEYS or (kind, key) in self._counts:
                self._counts[kind, key] += 1
            if self._thread is None and not self._app.testing:
                self._begin()

    def flush(self) -> None:
        """Add what was counted to what is stored; what cannot be written now waits."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        with self._app.app_context():
            for kind in {kind for kind, _key in counts}:
                of_kind = {key: n for (each, key), n in counts.items() if each == kind}
                if not _write(kind, of_kind):
                    self._put_back(kind, of_kind)

    def stop(self) -> None:
        """Write what is left, and no more afterwards: the process ends."""
        if self._process == os.getpid():
            self._over.set()
            self.flush()

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._go_on, name="tally", daemon=True)
        self._thread.start()
        Finalize(None, self.stop, exitpriority=1)  # also where a server ends its child processes

    def _go_on(self) -> None:
        while not self._over.wait(self._seconds):
            self.flush()

    def _put_back(self, kind: str, counts: Mapping[Hashable, int]) -> None:
        with self._lock:
            for key, n in counts.items():
                self._counts[kind, key] += n


def _write(kind: str, counts: Mapping[Hashable, int]) -> bool:
    try:
        WRITERS[kind](counts)
        db.session.commit()
    except SQLAlchemyError as why:
        db.session.rollback()
        _log.warning("counts wait", extra={"facts": {"kind": kind, "why": type(why).__name__}})
        return False
    return True
