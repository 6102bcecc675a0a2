"""Field maps are written, changed as a new version, put on the timetable, and ended."""

from datetime import datetime

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.exchange.actions.handovers import check_target
from portal.exchange.models import MapVersion, StoredMap
from portal.exchange.rules import Direction, FieldMap


def keep_map(
    plan: FieldMap, text: str, stored: StoredMap | None, *, by: Person, now: datetime
) -> StoredMap:
    """Keep what a map says from now on as its newest version; what it said before stays."""
    if plan.target:
        check_target(plan.target)
    if stored is None:
        stored = StoredMap(name=plan.name, direction=plan.direction)
        _refuse_taken(plan.name)
        db.session.add(stored)
    elif plan.name != stored.name:
        _refuse_taken(plan.name)
    if stored.direction is not plan.direction:
        raise NotAcceptable(N_("A map keeps its direction. Write another one for the way back."))
    stored.name = plan.name
    last = stored.versions[0].version if stored.versions else 0
    stored.versions.insert(0, MapVersion(version=last + 1, text=text, by=by, at=now))
    db.session.flush()
    return stored


def set_timed(stored: StoredMap, *, is_timed: bool) -> None:
    """Put a map on the timetable, or take it off: after each of its periods a file is made."""
    if stored.direction is not Direction.EXPORT:
        raise NotAcceptable(N_("Only maps that send are on the timetable."))
    stored.is_timed = is_timed


def end_map(stored: StoredMap, *, now: datetime) -> None:
    """End a map, or begin it again: nothing is made by it while it is over, its files stay."""
    stored.ended_at = None if stored.ended_at else now
    stored.is_timed = False


def _refuse_taken(name: str) -> None:
    taken = db.session.query(StoredMap.id).filter_by(name=name).first()
    if taken:
        raise NotAcceptable(N_("Another map is called so. Choose another name."))
