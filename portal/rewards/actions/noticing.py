"""Signals are noted: new rows are read past a mark, and what looks odd is kept with its evidence.

The same evidence is one signal however often it is read. While nobody has
looked at it, it grows with what comes to light; after that it stays as it was
seen. No point changes here.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.accounts.models import Person
from portal.db import EPOCH, count_up, db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.rewards.actions.spotting import (
    Noticed,
    in_looks,
    in_photos,
    in_reports,
    in_visits,
    in_ways,
)
from portal.rewards.models import FairSignal, PointMark
from portal.rewards.queries import (
    AT_ONCE,
    PHOTOS_AT_ONCE,
    SETTLED_AFTER,
    WALKED_AFTER,
    Policies,
    is_settled,
    mark_of,
    next_events,
    next_patrols,
    next_photos,
    next_reports,
    signals_called,
    visits_since,
    volunteers_among,
)
from portal.volunteers.queries import are_related

TURNS = "turns at signals"  # whoever notes them holds this mark: one at a time
MINUTE = timedelta(minutes=1)


def notice_next(now: datetime) -> bool:
    """Read the next batch of every source for signals; say whether any has more."""
    count_up(PointMark, "last_id", source=TURNS)
    more = [
        _notice("reports", next_reports, in_reports, lambda row: row.reported_at, now=now),
        _notice(
            "photos",
            next_photos,
            in_photos,
            lambda row: row.event.at,
            now=now,
            at_once=PHOTOS_AT_ONCE,
        ),
        _notice("looks", next_events, in_looks, lambda row: row.at, now=now),
        _notice(
            "ways", next_patrols, in_ways, lambda row: row.entered_at, now=now, after=WALKED_AFTER
        ),
    ]
    _notice_devices(now)
    return any(more)


def look_at(signal: FairSignal, *, words: str, by: Person, now: datetime) -> None:
    """Say in words what a look at a signal showed; never at one's own, nor at a relative's."""
    db.session.refresh(signal, with_for_update=True)
    if signal.seen_at:
        raise NotAllowedNow(N_("Somebody has looked at this already."))
    if signal.person_id == by.id or are_related(signal.person_id, by.id):
        raise NotAllowedNow(N_("This is about you or a relative of yours. Somebody else looks."))
    if not words:
        raise NotAcceptable(N_("Write what you found: others read it later."))
    signal.seen_by, signal.seen_at, signal.words = by, now, words
    db.session.flush()


def keep_signals(noticed: Iterable[Noticed], *, now: datetime) -> int:
    """Keep what was noticed, each once; return how many are new."""
    found = {one.key: one for one in noticed}
    known = signals_called(found)
    volunteers = volunteers_among({one.person_id for one in found.values()})
    new = 0
    for key, one in sorted(found.items()):
        if key in known:
            if known[key].seen_at is None:
                known[key].evidence = dict(one.evidence)
            continue
        new += 1
        db.session.add(
            FairSignal(
                key=key,
                kind=one.kind,
                person_id=one.person_id,
                community_id=volunteers[one.person_id].community_id,
                day=one.day,
                evidence=dict(one.evidence),
                noted_at=now,
                words="",
            )
        )
    db.session.flush()
    return new


def _notice(
    source: str,
    read: Callable[[int], Sequence[Any]],
    look_in: Callable[[Sequence[Any], Policies], Iterable[Noticed]],
    moment_of: Callable[[Any], datetime],
    *,
    now: datetime,
    after: timedelta = SETTLED_AFTER,
    at_once: int = AT_ONCE,
) -> bool:
    source = f"signals: {source}"
    mark = mark_of(source)
    rows = read(mark)
    keep_signals(look_in(rows, Policies()), now=now)
    done: list[int] = [row.id for row in rows if is_settled(moment_of(row), now, after)]
    if done and done[-1] > mark:
        db.session.merge(PointMark(source=source, last_id=done[-1]))
    return len(rows) == at_once and bool(done)


def _notice_devices(now: datetime) -> None:
    """Read the sessions since the last time, and with them those of the whole day."""
    source = "signals: devices"
    mark = mark_of(source)
    since = EPOCH + mark * MINUTE if mark else now - timedelta(days=1)
    visits, policies = visits_since(since), Policies()
    keep_signals(in_visits(visits, policies), now=now)
    latest = min(now, visits[-1].began) if visits else now
    db.session.merge(PointMark(source=source, last_id=(latest - EPOCH) // MINUTE))
