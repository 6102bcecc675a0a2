"""The counts of the live page: each step adds its own, and a time filled in one go is recounted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import delete, insert

from portal.cases.models import CaseEvent, DayTally
from portal.cases.queries.live import first_counted_day
from portal.cases.queries.tallies import first_reported_day, happened_between, happened_in
from portal.cases.rules.tallies import COUNTED, Happened, Tally, monday_of, tallies_of
from portal.db import before_commit, count_up_many, db

NAMES = ("kind", "day", "street_id", "key")
AT_ONCE = 5000  # rows in one insert


def tally(event: CaseEvent) -> None:
    """Let a step be counted in its own transaction, when that is about to be kept."""
    if event.step in COUNTED:
        before_commit(_count, event)


def count_the_past(today: date) -> None:
    """Count the days before there were counts, once: after an upgrade the table is empty."""
    if first_counted_day() is None and (first := first_reported_day()):
        recount(first, today)


def recount(first_day: date, last_day: date) -> None:
    """Count some days anew from the histories themselves, both ends and their weeks included."""
    first_day, last_day = monday_of(first_day), monday_of(last_day) + timedelta(days=6)
    db.session.flush()
    in_days = DayTally.day.between(first_day, last_day)
    db.session.execute(delete(DayTally).where(in_days))
    keep_tallies(counted(happened_between(first_day, last_day)))


def counted(happened: Iterable[Happened]) -> Counter[Tally]:
    """Return how often each counter is counted up."""
    return Counter(one for what in happened for one in tallies_of(what))


def keep_tallies(counts: Mapping[Tally, int]) -> None:
    """Keep counts of days that have none yet."""
    rows = [dict(zip(NAMES, key, strict=True)) | {"count": n} for key, n in sorted(counts.items())]
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(DayTally), rows[start : start + AT_ONCE])


def _count(events: list[CaseEvent]) -> None:
    counts = counted(happened_in([event.id for event in events]))
    if counts:
        count_up_many(DayTally, "count", counts)
