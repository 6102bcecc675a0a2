"""Finding snapshots of the open data."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.db import db
from portal.errors import N_, NotFound
from portal.exchange.models import Snapshot

DAYS_LISTED = 12  # the rest is found by its address


def latest_snapshots() -> dict[date, list[Snapshot]]:
    """Return the files of the latest days on which snapshots were made, the newest day first."""
    days = select(Snapshot.day).distinct().order_by(Snapshot.day.desc()).limit(DAYS_LISTED)
    found: dict[date, list[Snapshot]] = {day: [] for day in db.session.scalars(days)}
    rows = select(Snapshot).where(Snapshot.day >= min(found, default=date.max))
    for row in db.session.scalars(rows.order_by(Snapshot.day.desc(), Snapshot.name)):
        found[row.day].append(row)
    return found


def snapshots_of(day: date) -> Sequence[Snapshot]:
    """Return the files of one day's snapshot by name; NotFound where none was made."""
    rows = select(Snapshot).where(Snapshot.day == day).order_by(Snapshot.name)
    if not (found := db.session.scalars(rows).all()):
        raise NotFound(N_("No snapshot was made on that day. The page of the open data lists all."))
    return found


def snapshot_of(day: date, name: str) -> Snapshot:
    """Return one file of a snapshot; NotFound where there is none."""
    for snapshot in snapshots_of(day):
        if snapshot.name == name:
            return snapshot
    raise NotFound(N_("That day's snapshot has no such file. The page of the open data lists all."))


def has_snapshot_since(day: date) -> bool:
    """Say whether a snapshot was made on a day or later."""
    return db.session.scalar(select(Snapshot.id).where(Snapshot.day >= day).limit(1)) is not None
