"""Lists of volunteers that were kept elsewhere: made or changed, never ended by an import."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal import clock
from portal.accounts.actions import give_post
from portal.accounts.models import Person
from portal.accounts.queries import people_by_number, posts_of
from portal.accounts.rules import Role
from portal.db import db
from portal.grids.models import Appointment, Grid
from portal.grids.rules import Duty
from portal.volunteers.actions.joining import note
from portal.volunteers.actions.standing import move
from portal.volunteers.models import Volunteer
from portal.volunteers.queries import duty_of, new_and_changed
from portal.volunteers.rules import Row, VolunteerStep

WHY = "名单导入"  # in the history


def import_list(
    rows: Sequence[Row], grids: Mapping[str, Grid], *, by: Person, now: datetime
) -> None:
    """Bring volunteers to what a list says; the same list again changes nothing.

    Whom the registry names as a part-time worker becomes a volunteer, not a double.
    """
    new, changed = new_and_changed(rows)
    people = people_by_number({row.number for row in rows})
    for row in new:
        _make(row, people.get(row.number), grids[row.grid], by=by, now=now)
    for row in changed:
        _change(row, people[row.number], grids[row.grid], by=by, now=now)


def _make(row: Row, person: Person | None, grid: Grid, *, by: Person, now: datetime) -> None:
    today = clock.day_of(now)
    if person is None:
        person = Person(number=row.number)
        db.session.add(person)
    person.name, person.phone, person.ended_on = row.name, row.phone or None, None
    db.session.flush()
    if duty_of(person, grid) is None:
        db.session.add(
            Appointment(
                grid=grid, person=person, duty=Duty.PART_TIME_WORKER, tasks="", started_on=today
            )
        )
    held = [post.area_code for post in posts_of(person, today) if post.role is Role.VOLUNTEER]
    if grid.code not in held:
        give_post(person, Role.VOLUNTEER, area_code=grid.code, on=today)
    one = Volunteer(
        person=person, kind=row.kind, grid=grid, community=grid.community, started_on=today
    )
    db.session.add(one)
    db.session.flush()
    note(one, VolunteerStep.JOINED, by=by, now=now, words=WHY, grid=grid)


def _change(row: Row, person: Person, grid: Grid, *, by: Person, now: datetime) -> None:
    one = db.session.get_one(Volunteer, person.id)
    person.name, person.phone, one.kind = row.name, row.phone or None, row.kind
    if one.grid_id != grid.id:
        move(one, grid, why=WHY, by=by, now=now)
