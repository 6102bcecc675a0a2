"""Volunteers of a list kept elsewhere, one by one: made, changed, and taken back again."""

from collections.abc import Mapping
from datetime import date, datetime

from portal import clock
from portal.accounts.actions import give_post
from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.grids.models import Appointment, Grid
from portal.grids.rules import Duty
from portal.volunteers.actions.joining import note
from portal.volunteers.actions.standing import leave, move, settle
from portal.volunteers.models import Volunteer, VolunteerPause
from portal.volunteers.queries import duty_of, has_acted, part_time_codes
from portal.volunteers.rules import KIND_WORDS, Row, VolunteerStep

WHY, WHY_NOT = "名单导入", "撤销名单导入"  # in the history


def import_volunteer(
    row: Row, person: Person | None, grids: Mapping[str, Grid], *, by: Person, now: datetime
) -> None:
    """Bring a volunteer to what a list of these grids says; the same row changes nothing.

    Whom the registry names as a part-time worker becomes a volunteer, not a
    double; who had left comes back. Refused is the number of anybody else.
    """
    one = db.session.get(Volunteer, person.id) if person else None
    if person is None:
        person = Person(number=row.number)
        db.session.add(person)
    else:
        _refuse_others(person, one, grids)
    _call(person, row.name, row.phone, clock.day_of(now))
    if one is None or one.left_on:
        _join(row, person, one, grids[row.grid], by=by, now=now)
        return
    one.kind = row.kind
    if one.grid.code != row.grid:
        move(one, grids[row.grid], why=WHY, by=by, now=now)


def take_volunteer_back(
    one: Volunteer,
    before: Mapping[str, str] | None,
    grid: Grid | None,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Let a volunteer stand as before an import: as `before` says, in that grid, or not at all.

    Who has joined by it leaves again, unless anything happened since; a duty
    that the registry had given before stays.
    """
    today = clock.day_of(now)
    if before is None or not before["kind"]:
        if has_acted(one):
            raise NotAllowedNow(N_("They did something as a volunteer since. They stay."))
        kept = before["grid"].split() if before else []
        leave(one, why=WHY_NOT, by=by, now=now, keeps=kept)
    elif grid is None or grid.ended_on:
        raise NotAllowedNow(N_("The grid in which they were is closed. They stay where they are."))
    else:
        one.kind = KIND_WORDS[before["kind"]]
        if one.grid_id != grid.id:
            move(one, grid, why=WHY_NOT, by=by, now=now)
    if before:
        _call(one.person, before["name"], before["phone"], today)


def _refuse_others(person: Person, one: Volunteer | None, grids: Mapping[str, Grid]) -> None:
    codes = part_time_codes(person) | ({one.grid.code} if one else set())
    if not codes & grids.keys():
        raise NotAcceptable(
            N_("Somebody else has this number, and is no volunteer of your area. Look at it again.")
        )


def _call(person: Person, name: str, phone: str, today: date) -> None:
    """Write down name and phone; of people who hold other posts they are not ours to change."""
    if (person.name, person.phone or "") == (name, phone):
        return
    if person.id and any(post.role is not Role.VOLUNTEER for post in posts_of(person, today)):
        raise NotAllowedNow(
            N_("They also work here: whoever keeps the staff list changes their name and phone.")
        )
    person.name, person.phone = name, phone or None


def _join(
    row: Row, person: Person, one: Volunteer | None, grid: Grid, *, by: Person, now: datetime
) -> None:
    today = clock.day_of(now)
    person.ended_on = None
    db.session.flush()
    _give_duty(person, grid, today)
    if one is None:
        one = Volunteer(person=person, started_on=today)
        db.session.add(one)
    elif one.left_on and one.left_on < today:  # what lies between earns nothing
        db.session.add(VolunteerPause(person_id=person.id, from_on=one.left_on, until_on=today))
    one.kind, one.grid, one.community, one.left_on = row.kind, grid, grid.community, None
    db.session.flush()
    note(one, VolunteerStep.JOINED, by=by, now=now, words=WHY, grid=grid)
    settle(one, today)


def _give_duty(person: Person, grid: Grid, today: date) -> None:
    if duty_of(person, grid) is None:
        db.session.add(
            Appointment(
                grid=grid, person=person, duty=Duty.PART_TIME_WORKER, tasks="", started_on=today
            )
        )
    held = [post.area_code for post in posts_of(person, today) if post.role is Role.VOLUNTEER]
    if grid.code not in held:
        give_post(person, Role.VOLUNTEER, area_code=grid.code, on=today)
