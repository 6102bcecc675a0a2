"""The floor under a report: a raw insert and commit into the same database."""

import time
from pathlib import Path

from sqlalchemy import text

from bench.site import environment
from portal import config
from portal.app import create_app
from portal.db import db


def inserts_per_second(home: Path, database_url: str, seconds: float = 4) -> float:
    """Insert one row and commit, over and over on one connection with the portal's own settings."""
    app = create_app(config.from_environment(environment(home, database_url)))
    with app.app_context(), db.engine.connect() as line:
        line.execute(text("CREATE TABLE bench_floor (id INTEGER PRIMARY KEY, words TEXT)"))
        line.commit()
        done, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            done += 1
            line.execute(text("INSERT INTO bench_floor VALUES (:id, '占道经营')"), {"id": done})
            line.commit()
        passed = time.perf_counter() - start
        line.execute(text("DROP TABLE bench_floor"))
        line.commit()
    return done / passed
