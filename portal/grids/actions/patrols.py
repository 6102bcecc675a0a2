"""Patrols are begun, ticked off, ended and corrected; the places they pass are kept and counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from portal import clock, i18n
from portal.accounts.models import Person
from portal.db import count_up, db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.files import Kept
from portal.grids.models import Grid, PatrolLog, PatrolPhoto, PatrolVisit, Place, PlaceMonth
from portal.grids.queries import (
    patrol_by_request,
    places_to_visit,
    running_patrol,
    spans_near,
)
from portal.grids.rules import (
    Point,
    Span,
    refuse_after_hours,
    refuse_impossible,
    refuse_late,
    refuse_overlap,
)
from portal.policy.rules import Policy


@dataclass(frozen=True)
class Walked:
    """What somebody says of a patrol: when it was, past which places, and what they saw."""

    started_at: datetime
    ended_at: datetime
    places: Sequence[Place] = ()
    note: str = ""
    route: Sequence[Point] = ()
    photos: Sequence[Kept] = field(default=())


def start_patrol(
    grid: Grid, *, request_key: str, by: Person, now: datetime, at: datetime | None = None
) -> PatrolLog:
    """Begin a patrol, or return the one that this very form has begun.

    The person's row is held until the commit: who taps on two phones begins one patrol.
    """
    _hold(by)
    if known := patrol_by_request(request_key):
        return _own(known, by)
    if running_patrol(by):
        raise NotAllowedNow(N_("You are on a patrol already. End it before you begin another."))
    started = at or now
    refuse_overlap(Span(started, None), spans_near(by.id, Span(started, None), but=None))
    log = PatrolLog(
        request_key=request_key,
        grid=grid,
        person=by,
        started_at=started,
        entered_at=now,
        note="",
        route=[],
    )
    db.session.add(log)
    db.session.flush()
    return log


def tick(patrol: PatrolLog, place: Place, *, at: datetime, now: datetime, policy: Policy) -> None:
    """Keep that a running patrol has passed a place; ticked again, the first time stands."""
    _refuse_ended(patrol)
    refuse_after_hours(patrol.started_at, now=at, longest=longest(policy))
    _refuse_elsewhere([place], patrol.grid, on=clock.day_of(now))
    if not db.session.get(PatrolVisit, (patrol.id, place.id)):
        db.session.add(PatrolVisit(patrol_id=patrol.id, place_id=place.id, visited_at=at))


def untick(patrol: PatrolLog, place: Place) -> None:
    """Take a tick back while the patrol runs."""
    _refuse_ended(patrol)
    if visit := db.session.get(PatrolVisit, (patrol.id, place.id)):
        db.session.delete(visit)


def end_patrol(
    patrol: PatrolLog,
    *,
    request_key: str,
    ended_at: datetime,
    note: str,
    route: Sequence[Point],
    photos: Sequence[Kept],
    now: datetime,
    policy: Policy,
) -> None:
    """End a running patrol and count its places; the same form sent again changes nothing."""
    if patrol.ended_at and patrol.ended_key == request_key:
        return
    _refuse_ended(patrol)
    span = Span(patrol.started_at, ended_at)
    _refuse_end_before_a_tick(patrol, ended_at)
    refuse_impossible(span, now=now, longest=longest(policy))
    refuse_overlap(span, spans_near(patrol.person_id, span, but=patrol.id))
    patrol.ended_at, patrol.ended_key = ended_at, request_key
    patrol.note, patrol.route = note, [list(point) for point in route]
    _keep_photos(patrol, photos)
    db.session.flush()
    _count(patrol)


def log_patrol(
    grid: Grid,
    walked: Walked,
    *,
    request_key: str,
    by: Person,
    now: datetime,
    policy: Policy,
    replaces: PatrolLog | None = None,
) -> PatrolLog:
    """Keep a patrol that is over, or return the one that this very form has kept.

    `replaces` names an own patrol that was written down wrongly: it stays, and
    counts no more; its route and photos are taken over.
    """
    _hold(by)
    if known := patrol_by_request(request_key):
        return _own(known, by)
    if replaces:
        _refuse_to_replace(replaces)
    span = Span(walked.started_at, walked.ended_at)
    refuse_impossible(span, now=now, longest=longest(policy))
    refuse_late(span, now=now, days=policy.patrol_late_days)
    refuse_overlap(span, spans_near(by.id, span, but=replaces.id if replaces else None))
    _refuse_elsewhere(walked.places, grid, on=clock.day_of(walked.started_at))
    log = PatrolLog(
        request_key=request_key,
        grid=grid,
        person=by,
        started_at=walked.started_at,
        ended_at=walked.ended_at,
        ended_key=request_key,
        entered_at=now,
        note=walked.note,
        route=_route(walked, replaces),
        replaces=replaces,
    )
    places = {place.id: place for place in walked.places}
    log.visits = [PatrolVisit(place=p, visited_at=walked.started_at) for p in places.values()]
    db.session.add(log)
    _keep_photos(log, [*_photos(replaces), *walked.photos])
    db.session.flush()
    _count(log, instead_of=replaces)
    return log


def _hold(person: Person) -> None:
    db.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())


def _own(known: PatrolLog, by: Person) -> PatrolLog:
    if known.person_id != by.id:
        raise NotAcceptable(N_("This page was not complete. Please send it once more."))
    return known


def longest(policy: Policy) -> timedelta:
    """Return how long a patrol lasts at most."""
    return timedelta(hours=policy.patrol_hours)


def _refuse_ended(patrol: PatrolLog) -> None:
    if patrol.ended_at:
        raise NotAllowedNow(N_("This patrol has ended. What is wrong in it, a new log corrects."))


def _refuse_end_before_a_tick(patrol: PatrolLog, ended_at: datetime) -> None:
    later = [v for v in patrol.visits if v.visited_at - ended_at >= timedelta(minutes=1)]
    if later:
        raise NotAcceptable(
            N_("You ticked %(place)s at %(when)s: a patrol ends after its last tick."),
            place=later[-1].place.name,
            when=i18n.hour(later[-1].visited_at),
        )


def _refuse_to_replace(log: PatrolLog) -> None:
    db.session.refresh(log)
    if log.ended_at is None:
        raise NotAllowedNow(N_("This patrol still runs. End it first."))
    if log.replaced_by:
        raise NotAllowedNow(N_("This patrol has been corrected already. Correct the newer one."))


def _refuse_elsewhere(places: Collection[Place], grid: Grid, *, on: date) -> None:
    theirs = {place.id for place in places_to_visit([grid], on)}
    if any(place.id not in theirs for place in places):
        raise NotAcceptable(
            N_("One of these places is not on this grid's round. Look at the list again.")
        )


def _route(walked: Walked, replaces: PatrolLog | None) -> list[list[float]]:
    known = replaces.route if replaces else []
    return [list(point) for point in walked.route or known]


def _photos(replaces: PatrolLog | None) -> list[Kept]:
    known = replaces.photos if replaces else []
    return [Kept(photo.key, photo.width, photo.height) for photo in known]


def _keep_photos(patrol: PatrolLog, photos: Iterable[Kept]) -> None:
    patrol.photos += [PatrolPhoto(key=p.key, width=p.width, height=p.height) for p in photos]


def _count(log: PatrolLog, *, instead_of: PatrolLog | None = None) -> None:
    """Count the places of a patrol, and those of the one that it corrects no more.

    Each counter is held until the commit: everyone counts in the same order, so
    that two never wait for each other crosswise.
    """
    changes = Counter(_counters(log))
    if instead_of:
        changes.subtract(_counters(instead_of))
    for (month, place_id), change in sorted(changes.items()):
        if change > 0:
            count_up(PlaceMonth, "visits", place_id=place_id, month=month)
        elif change < 0:
            counted = PlaceMonth.place_id == place_id, PlaceMonth.month == month
            one_less = update(PlaceMonth).where(*counted).values(visits=PlaceMonth.visits - 1)
            db.session.execute(one_less)


def _counters(log: PatrolLog) -> list[tuple[date, int]]:
    """Return the month in which a patrol began with each of its places."""
    passed = select(PatrolVisit.place_id).where(PatrolVisit.patrol_id == log.id)
    month = clock.month_of(log.started_at)
    return [(month, place_id) for place_id in db.session.scalars(passed)]
