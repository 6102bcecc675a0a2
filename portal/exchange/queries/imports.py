"""How what a list is about stands now: as states to compare, and as a list to download."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person, Post, Unit
from portal.accounts.queries import people_by_number
from portal.accounts.rules import Role
from portal.db import db
from portal.exchange.rules import COLUMNS_OF, BatchKind, Record
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import all_areas, all_grids, current_appointments
from portal.grids.rules import AreaKind
from portal.policy.models import WorkDay
from portal.volunteers.queries import as_listed, grids_for_lists, numbers_in


def state_of(kind: BatchKind, numbers: Collection[str], on: date) -> dict[str, Record]:
    """Return how everything stands that a list of this kind can change.

    Of people, those with these staff numbers, and in the registry whoever has a duty. A person
    is known as `#number`, so that no number can be taken for a code.
    """
    if kind is BatchKind.CALENDAR:
        return _days()
    if kind is BatchKind.STAFF:
        return _people(numbers) | _posts(numbers, on)
    if kind is BatchKind.VOLUNTEERS:
        return {f"#{number}": record for number, record in as_listed(numbers).items()}
    duties = current_appointments(None, on)
    holders = {held.person.number for held in duties}
    return _places() | _people(holders | set(numbers), logins=False) | dict(map(_duty, duties))


def exported(kind: BatchKind, *, by: Person, on: date) -> Iterator[list[str]]:
    """Yield a list as it stands, of volunteers those in somebody's reach.

    Imported again it changes nothing.
    """
    columns = COLUMNS_OF[kind]
    yield list(columns)
    for record in _EXPORTS[kind](by, on):
        yield [record.get(name, "") for name in columns]


def _days() -> dict[str, Record]:
    days = db.session.scalars(select(WorkDay).order_by(WorkDay.day))
    return {
        day.day.isoformat(): {"worked": "yes" if day.is_working else "no", "name": day.name}
        for day in days
    }


def _people(numbers: Collection[str], *, logins: bool = True) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for one in people_by_number(numbers).values():
        login = {"login": one.login or ""} if logins else {}
        said = {"name": one.name, "phone": one.phone or "", "email": one.email or ""}
        found[f"#{one.number}"] = said | login
    return found


def _posts(numbers: Collection[str] | None, on: date) -> dict[str, Record]:
    rows = select(Post).join(Post.person).outerjoin(Post.unit)
    rows = rows.where(or_(Post.ended_on.is_(None), Post.ended_on > on))
    rows = rows.where(Post.role != Role.VOLUNTEER).order_by(Person.number, Post.id)
    posts = db.session.scalars(rows.options(joinedload(Post.person), joinedload(Post.unit)))
    return dict(_post(post) for post in posts if numbers is None or post.person.number in numbers)


def _post(post: Post) -> tuple[str, Record]:
    unit = post.unit.code if post.unit else ""
    record = {"role": post.role.value, "area": post.area_code or "", "unit": unit}
    return f"{post.person.number} {post.role} {record['area'] or unit}", record


def _places() -> dict[str, Record]:
    areas = {area.code: _area(area) for area in all_areas() if area.kind is not AreaKind.DISTRICT}
    return areas | {grid.code: _grid(grid) for grid in all_grids() if grid.ended_on is None}


def _area(area: Area) -> Record:
    return {"kind": area.kind.value, "name": area.name, "name_en": area.name_en}


def _grid(grid: Grid) -> Record:
    return {
        "kind": "grid",
        "name": grid.name,
        "name_en": grid.name_en,
        "grid_kind": grid.kind.value,
        "households": str(grid.households),
        "residents": str(grid.residents),
        "scope": grid.scope,
        "external_code": grid.external_code or "",
    }


def _duty(held: Appointment) -> tuple[str, Record]:
    record = {"kind": "staff", "tasks": held.tasks, "started_on": held.started_on.isoformat()}
    return f"{held.grid.code} {held.duty} {held.person.number}", record


def _registry_lines(_by: Person, on: date) -> Iterator[Record]:
    for code, record in _places().items():
        yield {"code": code} | record
    duties = [held for held in current_appointments(None, on) if held.grid.ended_on is None]
    for held in duties:
        person = held.person
        yield _duty(held)[1] | {
            "grid": held.grid.code,
            "duty": held.duty.value,
            "person": person.number,
            "name": person.name,
            "phone": person.phone or "",
            "email": person.email or "",
        }


def _staff_lines(_by: Person, on: date) -> Iterator[Record]:
    posts = _posts(None, on)
    people = _people({subject.split(" ")[0] for subject in posts})
    for subject, record in posts.items():
        number = subject.split(" ")[0]
        yield {"number": number} | people[f"#{number}"] | record


def _volunteer_lines(by: Person, on: date) -> Iterator[Record]:
    numbers = list(numbers_in(grids_for_lists(by, on).values()))
    records = as_listed(numbers)
    return ({"number": number} | records[number] for number in numbers)


def _calendar_lines(_by: Person, _on: date) -> Iterator[Record]:
    return ({"day": day} | record for day, record in _days().items())


_EXPORTS = {
    BatchKind.REGISTRY: _registry_lines,
    BatchKind.STAFF: _staff_lines,
    BatchKind.VOLUNTEERS: _volunteer_lines,
    BatchKind.CALENDAR: _calendar_lines,
}


def places_and_units() -> tuple[set[str], set[str]]:
    """Return the codes of all areas and working grids, and of all working units."""
    grids = db.session.scalars(select(Grid.code).where(Grid.ended_on.is_(None)))
    areas = db.session.scalars(select(Area.code))
    units = db.session.scalars(select(Unit.code).where(Unit.ended_on.is_(None)))
    return {*grids, *areas}, set(units)
