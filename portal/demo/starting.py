"""What a demonstration finds where it is to be built, and how it is cleared away."""

import enum

from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from portal import clock
from portal.accounts.models import Person
from portal.cases.actions.routing import load_routes
from portal.cases.actions.tallies import count_the_past
from portal.cases.models import Case
from portal.config import Settings
from portal.db import db
from portal.demo.building import is_built
from portal.demo.people import has_clerks
from portal.district.loading import load_four_platforms
from portal.grids.actions import note_clues
from portal.grids.queries import all_grids


class Found(enum.Enum):
    """What lies in the database."""

    NOTHING = "nothing"
    A_DEMONSTRATION = "a demonstration"
    HALF_OF_ONE = "half of one"
    SOMETHING_ELSE = "something else"


def look() -> Found:
    """Return what lies in the database; only what a demonstration made may be cleared away."""
    tables = inspect(db.engine).get_table_names()
    if not {"people", "cases", "job_runs"} <= set(tables):
        return Found.NOTHING if set(tables) <= {"alembic_version"} else Found.SOMETHING_ELSE
    if has_clerks():
        return Found.A_DEMONSTRATION if is_built() else Found.HALF_OF_ONE
    counts = (db.session.scalar(select(func.count(model.id))) for model in (Person, Case))
    return Found.SOMETHING_ELSE if any(counts) else Found.NOTHING


def bring_up_to_date() -> None:
    """Run the migrations that came since it was built."""
    db.session.rollback()
    upgrade()
    load_four_platforms()
    load_routes(now=clock.now())
    count_the_past(clock.today())
    note_clues(all_grids())
    db.session.commit()


def clear_away(settings: Settings) -> None:
    """Take every table down again and forget what the worker was at; photos stay, by their hash."""
    db.session.rollback()
    downgrade(revision="base")
    if settings.is_sqlite:
        for end in ("", "-wal", "-shm"):
            (settings.home / f"work.sqlite{end}").unlink(missing_ok=True)
    else:
        db.session.execute(text("DROP SCHEMA IF EXISTS dbos CASCADE"))
        db.session.commit()
