"""Whether the portal is alive, and whether it is ready for people."""

from datetime import timedelta
from pathlib import Path

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from portal import clock, files, jobs
from portal.access import open_to_all
from portal.db import db
from portal.public import blueprint as public

WORKER_SEEN_WITHIN = timedelta(seconds=30)


@public.get("/healthz")
@open_to_all
def alive() -> ResponseReturnValue:
    """Answer at all."""
    return jsonify(alive=True)


@public.get("/readyz")
@open_to_all
def ready() -> ResponseReturnValue:
    """Answer 200 if database, storage, migrations and worker are as they should be, else 503."""
    checks = {
        "database": _asked(_database),
        "storage": _asked(files.is_reachable),
        "migrations": _asked(_is_at_head),
        "worker": _asked(_worker_seen),
    }
    return jsonify(ready=all(checks.values()), **checks), 200 if all(checks.values()) else 503


def _asked(question: object) -> bool:
    try:
        return bool(question())  # type: ignore[operator]
    except Exception:  # noqa: BLE001 - not ready, whatever the reason
        return False


def _database() -> bool:
    return bool(db.session.scalar(text("SELECT 1")))


def _is_at_head() -> bool:
    head = (Path(__file__).parents[2] / "migrations" / "current-head").read_text().strip()
    return bool(db.session.scalar(text("SELECT version_num FROM alembic_version")) == head)


def _worker_seen() -> bool:
    seen = jobs.last_run("beat")
    return seen is not None and clock.now() - seen < WORKER_SEEN_WITHIN
