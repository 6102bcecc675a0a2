"""How volunteers stand as a list of them has it: to be compared, and to be downloaded."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.accounts.queries import area_codes_of, people_by_number
from portal.db import db
from portal.grids.models import Appointment, Grid
from portal.grids.queries import grids_in
from portal.grids.rules import Duty
from portal.volunteers.models import Help, Volunteer, VolunteerEvent
from portal.volunteers.queries.standing import MOST_AT_ONCE
from portal.volunteers.rules import KIND_WORDS, VolunteerStep

OFFICES = {kind: words for words, kind in KIND_WORDS.items()}


def grids_for_lists(person: Person, on: date) -> dict[str, Grid]:
    """Return the working grids of somebody's areas by code: their lists are about these."""
    return {grid.code: grid for code in area_codes_of(person, on) for grid in grids_in(code)}


def as_listed(numbers: Collection[str]) -> dict[str, dict[str, str]]:
    """Return how people with these numbers stand in a list; who has left does not.

    A part-time worker of the registry who has not joined stands there without an office.
    """
    people = {person.id: person for person in people_by_number(numbers).values()}
    ids, found = sorted(people), dict[str, dict[str, str]]()
    for start in range(0, len(ids), MOST_AT_ONCE):
        some = ids[start : start + MOST_AT_ONCE]
        for duty in _part_time(some):
            record = found.setdefault(duty.person.number, _record(duty.person, "", ""))
            record["grid"] = f"{record['grid']} {duty.grid.code}".strip()
        joined = select(Volunteer).where(Volunteer.person_id.in_(some), Volunteer.left_on.is_(None))
        for one in db.session.scalars(joined.options(joinedload(Volunteer.grid))):
            person = people[one.person_id]
            found[person.number] = _record(person, one.grid.code, OFFICES[one.kind])
    return found


def numbers_in(grids: Collection[Grid]) -> Iterator[str]:
    """Yield the numbers of the volunteers of some grids who have not left, in order."""
    rows = select(Person.number).join(Volunteer, Volunteer.person_id == Person.id)
    ids = [grid.id for grid in grids]
    rows = rows.where(Volunteer.grid_id.in_(ids), Volunteer.left_on.is_(None))
    yield from db.session.scalars(rows.order_by(Person.number))


def part_time_codes(person: Person) -> set[str]:
    """Return the codes of the grids for which somebody has a part-time duty."""
    return {duty.grid.code for duty in _part_time([person.id])}


def has_acted(one: Volunteer) -> bool:
    """Say whether a volunteer did anything since they joined, or anything was decided of them."""
    steps = select(VolunteerEvent.step).where(VolunteerEvent.person_id == one.person_id)
    last = db.session.scalar(steps.order_by(VolunteerEvent.id.desc()).limit(1))
    helped = select(Help.id).where(Help.person_id == one.person_id).limit(1)
    return last is not VolunteerStep.JOINED or db.session.scalar(helped) is not None


def _part_time(ids: Collection[int]) -> Iterator[Appointment]:
    rows = select(Appointment).where(
        Appointment.person_id.in_(ids),
        Appointment.duty == Duty.PART_TIME_WORKER,
        Appointment.ended_on.is_(None),
    )
    held = rows.options(joinedload(Appointment.person), joinedload(Appointment.grid))
    yield from db.session.scalars(held.order_by(Appointment.id))


def _record(person: Person, grid: str, kind: str) -> dict[str, str]:
    return {"name": person.name, "phone": person.phone or "", "grid": grid, "kind": kind}
