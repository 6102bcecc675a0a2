"""Takes a row of an import back: what it had made ends, what it had changed is as before."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select

from portal import clock
from portal.accounts.actions import appoint, end_people, end_post, give_post
from portal.accounts.models import Person
from portal.accounts.queries import current_posts, people_by_number, unit_by_code
from portal.accounts.rules import Role, has_left
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.exchange.actions.import_running import change_person, held_post, put_day
from portal.exchange.rules import PASSED, BatchKind, Change, StaffRow
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import area_by_code, grid_by_code
from portal.grids.rules import Duty, GridKind
from portal.policy.models import CalendarYear, WorkDay
from portal.volunteers.actions import take_volunteer_back
from portal.volunteers.models import Volunteer


def take_back(kind: BatchKind, change: Change, *, by: Person, now: datetime) -> None:
    """Bring one thing back to what it was before; what cannot be taken back is refused."""
    if kind is BatchKind.CALENDAR:
        _day(change, clock.day_of(now))
    elif kind is BatchKind.VOLUNTEERS:
        _volunteer(change, by=by, now=now)
    elif change.subject.startswith("#"):
        _person(change, by, clock.day_of(now))
    elif kind is BatchKind.STAFF:
        _post(change, by=by, now=now)
    else:
        _of_registry(change)(change, by, clock.day_of(now))


def drop_empty_years() -> None:
    """Forget the newest years of the calendar whose days were all taken back."""
    for year in db.session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())).all():
        if db.session.scalar(select(WorkDay.day).where(WorkDay.year == year.year).limit(1)):
            return
        db.session.delete(year)
        db.session.flush()


def _of_registry(change: Change) -> Callable[[Change, Person, date], None]:
    kind = (change.before or change.after or {})["kind"]
    return {"staff": _duty, "grid": _grid}.get(kind, _area)


def _day(change: Change, today: date) -> None:
    day = date.fromisoformat(change.subject)
    known = db.session.get(WorkDay, day)
    was_working = change.before["worked"] == "yes" if change.before else None
    if day < today and (known and known.is_working) is not was_working:  # its name may go back
        raise NotAllowedNow(PASSED)
    if change.before:
        put_day(day, is_working=bool(was_working), name=change.before["name"])
    elif known:
        db.session.delete(known)


def _person(change: Change, by: Person, today: date) -> None:
    number = change.subject[1:]
    person = people_by_number([number])[number]
    if person.id == by.id:
        raise NotAllowedNow(N_("This is about yourself: somebody else takes it back."))
    if change.before is None:
        later = select(Appointment.id).where(Appointment.person_id == person.id)
        if db.session.scalar(later.where(Appointment.ended_on.is_(None)).limit(1)) is None:
            end_people([person], on=today)
    else:
        change_person(person, change.before)


def _volunteer(change: Change, *, by: Person, now: datetime) -> None:
    number = change.subject[1:]
    person = people_by_number([number])[number]
    if person.id == by.id:
        raise NotAllowedNow(N_("This is about yourself: somebody else takes it back."))
    grid = grid_by_code(change.before["grid"]) if change.before else None
    one = db.session.get_one(Volunteer, person.id)
    take_volunteer_back(one, change.before, grid, by=by, now=now)


def _post(change: Change, *, by: Person, now: datetime) -> None:
    record = change.before or change.after or {}
    number = change.subject.split(" ")[0]
    person = people_by_number([number])[number]
    role, area, unit = Role(record["role"]), record["area"], record["unit"]
    row = StaffRow(0, {"number": number}, role, area, unit, is_ended=change.before is None)
    held = held_post(person, row, clock.day_of(now))
    if row.is_ended and held:
        end_post(held, by=by, now=now)
    elif not row.is_ended and held is None:
        of_unit = unit_by_code(unit) if unit else None
        appoint(person, role, area_code=area or None, unit=of_unit, by=by, now=now)


def _area(change: Change, _by: Person, _today: date) -> None:
    area: Area | None = area_by_code(change.subject)
    if change.before is None or area is None:
        raise NotAllowedNow(N_("A street or community stays once it is known. Give it a new name."))
    area.name, area.name_en = change.before["name"], change.before["name_en"]


def _grid(change: Change, _by: Person, today: date) -> None:
    grid: Grid | None = grid_by_code(change.subject)
    if grid is None:
        return
    if change.before is None:
        grid.ended_on = today
        return
    said = change.before
    grid.name, grid.name_en, grid.scope = said["name"], said["name_en"], said["scope"]
    grid.kind, grid.external_code = GridKind(said["grid_kind"]), said["external_code"] or None
    grid.households, grid.residents = int(said["households"]), int(said["residents"])


def _duty(change: Change, by: Person, today: date) -> None:
    grid_code, duty, number = change.subject.split(" ", 2)
    if number == by.number:
        raise NotAllowedNow(N_("This is about yourself: somebody else takes it back."))
    held = db.session.scalar(
        select(Appointment)
        .join(Appointment.person)
        .join(Appointment.grid)
        .where(Grid.code == grid_code, Appointment.duty == Duty(duty), Person.number == number)
        .order_by(Appointment.id.desc())
        .limit(1)
    )
    if held is None:
        return
    if change.before:
        held.tasks, held.ended_on, held.person.ended_on = change.before["tasks"], None, None
    else:
        held.ended_on = today
    _follow(held, today)


def _follow(held: Appointment, today: date) -> None:
    """Let the post of a full-time worker follow the duty for which it is given."""
    posts = [
        post
        for post in current_posts(Role.GRID_WORKER, today)
        if post.person_id == held.person_id and post.area_code == held.grid.code
    ]
    is_over = has_left(held.ended_on, today)
    if held.duty is not Duty.FULL_TIME_WORKER:
        return
    for post in posts if is_over else ():
        post.ended_on = today
    if not is_over and not posts:
        give_post(held.person, Role.GRID_WORKER, area_code=held.grid.code, on=today)
