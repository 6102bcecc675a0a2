"""The key of a department's own system in the demonstration; nobody keeps its secret."""

from datetime import datetime, timedelta

from portal import clock
from portal.accounts.queries import person_by_login, posts_of
from portal.exchange.actions import NewKey, make_key
from portal.exchange.rules import Scope

NAME = "部门案件系统（演示）"
LIFE = timedelta(days=365)


def make_systems(now: datetime) -> None:
    """Let the administrator make a key for the own system of the unit that can be signed in to."""
    clerk, administrator = person_by_login("unit"), person_by_login("admin")
    if clerk and administrator:
        unit = posts_of(clerk, clock.day_of(now))[0].unit
        scopes = (Scope.READ_CASES, Scope.STEP_CASES, Scope.NOTE_CASES)
        make_key(NewKey(NAME, scopes, unit=unit, ends_at=now + LIFE), by=administrator, now=now)
