"""The routing table is edited: rows are added, replaced, moved and ended; none is ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from portal import clock, i18n
from portal.accounts.models import Person, Unit
from portal.accounts.rules import UnitKind, has_left
from portal.cases.models import Route
from portal.cases.queries.handling import people_of
from portal.cases.queries.route_table import groups_of_codes
from portal.cases.queries.routing import rows_in_force, taker_for
from portal.cases.rules.routing import Row, is_as_wide, nest, serves_some_level
from portal.db import db, take_turns
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.grids.rules import DISTRICT

TABLE = 330108_003  # its order is everybody's: editors take turns
# What a new portal begins with: at each level the unit of the place, as far as there is one.
USUAL: tuple[tuple[int, UnitKind], ...] = (
    (4, UnitKind.DEPARTMENT),
    (4, UnitKind.COMMAND_CENTRE),
    (3, UnitKind.STREET_TEAM),
    (3, UnitKind.COMMAND_ROOM),
    (2, UnitKind.COMMUNITY),
    (1, UnitKind.COMMUNITY),
)


@dataclass(frozen=True)
class Wish:
    """What a row is to say; a position only where one was asked for."""

    matter: str
    platform: str
    area_code: str
    level: int | None
    unit: Unit | None
    kind: UnitKind | None
    person: Person | None
    note: str
    position: int | None = None


def load_routes(*, now: datetime) -> int:
    """Give a table that never had a row the usual ones, and return how many; else leave it."""
    if db.session.scalar(select(Route.id).limit(1)):
        return 0
    for position, (level, kind) in enumerate(USUAL, start=1):
        nothing = {"matter": "", "platform": "", "note": ""}
        row = Route(
            position=position, area_code=DISTRICT, level=level, kind=kind, made_at=now, **nothing
        )
        db.session.add(row)
    db.session.flush()
    return len(USUAL)


def add_route(wish: Wish, *, by: Person, now: datetime) -> Route:
    """Add a row where it takes effect: above the first one that is as wide."""
    _refuse_senseless(wish)
    take_turns(TABLE)
    return _put(wish, _place_for(wish), by=by, now=now)


def replace_route(route: Route, wish: Wish, *, by: Person, now: datetime) -> Route:
    """End a row and put another one in its place, unless somebody has just done so."""
    take_turns(TABLE)
    _refuse_ended(route)
    _refuse_senseless(wish)
    position = wish.position or route.position
    _end(route, by=by, now=now)
    return _put(wish, position, by=by, now=now, replaces=route)


def end_route(route: Route, *, by: Person, now: datetime) -> None:
    """End a row; it stays in the history."""
    take_turns(TABLE)
    _refuse_ended(route)
    _end(route, by=by, now=now)


def move_route(route: Route, to: int, *, seen: int) -> None:
    """Move a row to a position; whoever saw another order is told instead."""
    take_turns(TABLE)
    _refuse_ended(route)
    if route.position != seen:
        raise NotAllowedNow(
            N_("The order of the rows has changed meanwhile. Look at it as it stands, then move.")
        )
    last = _count()
    here, there = route.position, min(max(to, 1), last)
    if there < here:
        _shift(Route.position.between(there, here - 1), 1)
    elif there > here:
        _shift(Route.position.between(here + 1, there), -1)
    route.position = there
    db.session.flush()


def _refuse_ended(route: Route) -> None:
    db.session.refresh(route)
    if route.ended_at is None:
        return
    raise NotAllowedNow(
        N_("%(who)s ended or replaced this row, %(when)s. Look at the table as it stands now."),
        who=route.ended_by.name if route.ended_by else i18n._(N_("Somebody else")),
        when=i18n.moment(route.ended_at),
    )


def _put(
    wish: Wish, position: int, *, by: Person, now: datetime, replaces: Route | None = None
) -> Route:
    position = min(max(position, 1), _count() + 1)
    _shift(Route.position >= position, 1)
    route = Route(
        position=position,
        matter=wish.matter,
        platform=wish.platform,
        area_code=wish.area_code,
        level=wish.level,
        unit=wish.unit,
        kind=wish.kind,
        person=wish.person,
        note=wish.note,
        made_by=by,
        made_at=now,
        replaces_id=replaces.id if replaces else None,
    )
    db.session.add(route)
    db.session.flush()
    return route


def _end(route: Route, *, by: Person, now: datetime) -> None:
    route.ended_by, route.ended_at = by, now
    db.session.flush()
    _shift(Route.position > route.position, -1)


def _shift(where: ColumnElement[bool], by: int) -> None:
    moved = update(Route).where(Route.ended_at.is_(None), where)
    db.session.execute(moved.values(position=Route.position + by))


def _count() -> int:
    return db.session.scalar(select(func.count(Route.id)).where(Route.ended_at.is_(None))) or 0


def _place_for(wish: Wish) -> int:
    """Return the asked-for position, or the one above the first row that is as wide."""
    if wish.position:
        return wish.position
    new = Row(0, 0, wish.matter, wish.platform, wish.area_code, wish.level, None, wish.kind)
    rows, groups = rows_in_force(), groups_of_codes()
    return next((row.position for row in rows if is_as_wide(row, new, groups)), len(rows) + 1)


def _refuse_senseless(wish: Wish) -> None:
    """Refuse a row that could never hand a case to anybody."""
    if (wish.unit is None) == (wish.kind is None):
        raise NotAcceptable(N_("Choose a unit, or the kind of unit of the place."))
    if not serves_some_level(_kind_of(wish), wish.level):
        raise NotAcceptable(N_("That unit does not take cases of this level. Choose another one."))
    if wish.unit is None:
        if wish.person:
            raise NotAcceptable(N_("A person can be named only with a unit of their own."))
        return
    taker = taker_for(wish.unit)
    if taker.has_ended:
        raise NotAcceptable(N_("That unit has ended. Choose another one."))
    if not nest(wish.area_code, taker.area):
        raise NotAcceptable(N_("That unit does not serve this area. Choose another one."))
    if wish.person and not _works_there(wish.person, wish.unit):
        raise NotAcceptable(N_("That person does not work for the unit. Choose another one."))


def _kind_of(wish: Wish) -> UnitKind:
    return wish.unit.kind if wish.unit else wish.kind  # type: ignore[return-value]


def _works_there(person: Person, unit: Unit) -> bool:
    today = clock.today()
    colleagues: Sequence[Person] = people_of(unit, today)
    return not has_left(person.ended_on, today) and person.id in {one.id for one in colleagues}
