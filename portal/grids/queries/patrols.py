"""Patrols and places: whose reach they are in, which one runs, what was walked before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, false, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.accounts.rules import WALKS
from portal.db import EPOCH, db
from portal.errors import N_, NotFound, NotYours
from portal.grids.models import Grid, PatrolLog, PatrolPhoto, PatrolVisit, Place
from portal.grids.queries.areas import lies_in
from portal.grids.rules import KEEPS_PLACES, SEES_PATROLS, Span

PAGE = 30
LONGEST_SPAN = timedelta(days=2)  # beyond any policy's longest patrol
LARGEST = 2**31 - 1  # of the numbers that rows have: a larger one is nobody's
KEY = re.compile(r"([0-9]{1,16})-([0-9]{1,18})")


@dataclass(frozen=True)
class Patrols:
    """One page of patrols, the latest first, and the key of the page after it."""

    logs: Sequence[PatrolLog]
    next_key: str | None


def grids_in_reach(person: Person, on: date) -> ColumnElement[bool]:
    """Return the condition that a grid's patrols and records are this person's to see."""
    codes = {
        post.area_code
        for post in posts_of(person, on)
        if post.area_code and post.role in SEES_PATROLS
    }
    return or_(false(), *(lies_in(Grid.code, code) for code in sorted(codes)))


def grid_in_reach(person: Person, code: str, on: date) -> Grid:
    """Return a grid whose patrols this person may see; any other does not exist for them."""
    return _grid(Grid.code == code, grids_in_reach(person, on))


def grids_to_choose(person: Person, on: date) -> Sequence[Grid]:
    """Return the working grids in reach, in the order of their codes."""
    wanted = select(Grid).where(grids_in_reach(person, on), Grid.ended_on.is_(None))
    return db.session.scalars(wanted.order_by(Grid.code)).all()


def codes_worked(person: Person, on: date) -> set[str]:
    """Return the codes of the grids that somebody works in on a day."""
    posts = posts_of(person, on)
    return {p.area_code for p in posts if p.role in WALKS and p.area_code}


def grids_worked(person: Person, on: date) -> Sequence[Grid]:
    """Return the working grids that somebody works in on a day, in order."""
    codes = sorted(codes_worked(person, on))
    wanted = select(Grid).where(Grid.code.in_(codes), Grid.ended_on.is_(None))
    return db.session.scalars(wanted.order_by(Grid.code)).all()


def own_grid(person: Person, code: str, on: date) -> Grid:
    """Return a grid that this person works in; any other does not exist for them."""
    return _grid(Grid.code == code, Grid.code.in_(codes_worked(person, on)))


def places_to_visit(grids: Sequence[Grid], on: date) -> Sequence[Place]:
    """Return the places to be visited on a day, grid by grid, kind by kind."""
    wanted = (
        select(Place)
        .where(Place.grid_id.in_([grid.id for grid in grids]), is_visited_on(on))
        .order_by(Place.grid_id, Place.kind, Place.id)
    )
    return db.session.scalars(wanted).all()


def is_visited_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a place is one to visit on a day."""
    return (Place.started_on <= day) & or_(Place.ended_on.is_(None), Place.ended_on > day)


def place_to_end(person: Person, number: int, on: date) -> Place:
    """Return a place in reach for this person to take off the round, or say why not."""
    wanted = (
        select(Place)
        .join(Place.grid)
        .where(Place.id == min(number, LARGEST), grids_in_reach(person, on))
        .options(joinedload(Place.grid))
    )
    place = db.session.scalar(wanted)
    if place is None:
        raise NotFound(N_("No such place, or it is not yours to see."))
    if not may_end_places(person, place.grid, on):
        raise NotYours(N_("The community takes places off the round. Ask its clerk."))
    return place


def may_end_places(person: Person, grid: Grid, on: date) -> bool:
    """Say whether somebody may take a grid's places off the round: whoever stands above it."""
    return any(
        post.role in KEEPS_PLACES and post.area_code and grid.code.startswith(post.area_code)
        for post in posts_of(person, on)
    )


def patrol_by_request(key: str) -> PatrolLog | None:
    """Return the patrol that this very form began, if it was sent before."""
    return db.session.scalar(select(PatrolLog).where(PatrolLog.request_key == key))


def patrol_in_reach(person: Person, number: int, on: date) -> PatrolLog:
    """Return a patrol that this person may see, with all that its page shows."""
    seen = or_(PatrolLog.person_id == person.id, grids_in_reach(person, on))
    wanted = _whole().join(PatrolLog.grid).where(PatrolLog.id == min(number, LARGEST), seen)
    return _found(db.session.scalar(wanted))


def own_patrol(person: Person, number: int, *, to_change: bool = False) -> PatrolLog:
    """Return a patrol of this person's own; to change it, two at once take turns."""
    wanted = select(PatrolLog).where(
        PatrolLog.id == min(number, LARGEST), PatrolLog.person_id == person.id
    )
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return _found(db.session.scalar(wanted))


def running_patrol(person: Person) -> PatrolLog | None:
    """Return the patrol that somebody has begun and not ended."""
    wanted = _whole().where(PatrolLog.person_id == person.id, PatrolLog.ended_at.is_(None))
    return db.session.scalar(wanted)


def how_many_ticked(patrol: PatrolLog) -> int:
    """Return how many places a patrol has passed so far."""
    passed = select(func.count(PatrolVisit.place_id)).where(PatrolVisit.patrol_id == patrol.id)
    return db.session.scalar(passed) or 0


def spans_near(person_id: int, span: Span, *, but: int | None) -> list[Span]:
    """Return when else somebody was on patrol around a time; what was corrected does not count."""
    newer = select(PatrolLog.replaces_id).where(PatrolLog.replaces_id.is_not(None))
    others = select(PatrolLog.started_at, PatrolLog.ended_at).where(
        PatrolLog.person_id == person_id,
        PatrolLog.id.not_in(newer.where(PatrolLog.person_id == person_id)),
    )
    if but is not None:
        others = others.where(PatrolLog.id != but)
    near = PatrolLog.started_at > span.start - LONGEST_SPAN
    if span.end:
        near &= PatrolLog.started_at < span.end
    rows = db.session.execute(others.where(or_(near, PatrolLog.ended_at.is_(None))))
    return [Span(start, end) for start, end in rows]


def patrols_of(person: Person, *, after_key: str | None) -> Patrols:
    """Return a page of somebody's own patrols that have ended."""
    own = PatrolLog.person_id == person.id, PatrolLog.ended_at.is_not(None)
    return _page(_shown().where(*own), after_key)


def patrols_in(grid: Grid, month: date, *, after_key: str | None) -> Patrols:
    """Return a page of the patrols in a grid that began in a month."""
    begun = clock.start_of(month), clock.start_of(clock.next_month(month))
    of_month = (PatrolLog.started_at >= begun[0]) & (PatrolLog.started_at < begun[1])
    return _page(_shown().where(PatrolLog.grid_id == grid.id, of_month), after_key)


def photo_of(patrol: PatrolLog, number: int) -> PatrolPhoto:
    """Return a photo of this patrol and of no other."""
    photo = next((photo for photo in patrol.photos if photo.id == number), None)
    if photo is None:
        raise NotFound(N_("That photo is not part of this patrol."))
    return photo


def _page(rows: Select[PatrolLog], after_key: str | None) -> Patrols:
    if after_key:
        rows = rows.where(tuple_(PatrolLog.started_at, PatrolLog.id) < _parsed(after_key))
    rows = rows.order_by(PatrolLog.started_at.desc(), PatrolLog.id.desc()).limit(PAGE + 1)
    found = db.session.scalars(rows).all()
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Patrols(found[:PAGE], _key_of(last) if last else None)


def _key_of(log: PatrolLog) -> str:
    return f"{(log.started_at - EPOCH) // timedelta(microseconds=1)}-{log.id}"


def _parsed(key: str) -> tuple[datetime, int]:
    if not (read := KEY.fullmatch(key)):
        raise NotFound(N_("That page of the list does not exist."))
    moment = EPOCH + timedelta(microseconds=int(read[1]))
    return moment, int(read[2])


def _shown() -> Select[PatrolLog]:
    return select(PatrolLog).options(
        joinedload(PatrolLog.grid),
        joinedload(PatrolLog.person),
        joinedload(PatrolLog.replaced_by),
        selectinload(PatrolLog.visits),
        selectinload(PatrolLog.photos),
    )


def _whole() -> Select[PatrolLog]:
    return select(PatrolLog).options(
        joinedload(PatrolLog.grid).joinedload(Grid.community),
        joinedload(PatrolLog.person),
        joinedload(PatrolLog.replaces),
        joinedload(PatrolLog.replaced_by),
        selectinload(PatrolLog.visits).joinedload(PatrolVisit.place),
        selectinload(PatrolLog.photos),
    )


def _found(patrol: PatrolLog | None) -> PatrolLog:
    if patrol is None:
        raise NotFound(N_("No such patrol, or it is not yours to see."))
    return patrol


def _grid(*conditions: ColumnElement[bool]) -> Grid:
    wanted = select(Grid).where(*conditions).options(joinedload(Grid.community))
    if grid := db.session.scalar(wanted):
        return grid
    raise NotFound(N_("No such grid, or it is not yours to see."))
