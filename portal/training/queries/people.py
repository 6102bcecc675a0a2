"""How the people of the grids stand: by area in counts, and by name in one community."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from portal.accounts.models import Person
from portal.db import db
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import lies_in
from portal.training.queries.dates import trained_on


@dataclass(frozen=True)
class Standing:
    """An area with how many work in its grids, and how many of those are in date."""

    area: Area
    people: int
    trained: int

    @property
    def lacking(self) -> int:
        """Return how many lack something."""
        return self.people - self.trained


def standings(area: Area, areas: Collection[Area], on: date) -> list[Standing]:
    """Return how an area stands, then what lies one level below it."""
    by_community = _by_community(area, on)
    trained = trained_on(set().union(*by_community.values()), on)
    below = [each for each in areas if each.parent_id == area.id]
    made = []
    for each in (area, *below):
        inside = (ids for code, ids in by_community.items() if code.startswith(each.code))
        people: set[int] = set().union(*inside)
        made.append(Standing(each, len(people), len(people & trained)))
    return made


def people_of_grids(area: Area, on: date) -> Sequence[Person]:
    """Return who is appointed to a grid of an area on a day, each once, by name."""
    inside = select(Appointment.person_id).join(Grid, Grid.id == Appointment.grid_id)
    inside = inside.where(lies_in(Grid.code, area.code), *_held(on))
    rows = select(Person).where(Person.id.in_(inside)).order_by(Person.name, Person.id)
    return db.session.scalars(rows).all()


def people_called(words: str) -> Sequence[Person]:
    """Return who has this staff number, or else whoever has exactly this name: two at most."""
    if known := db.session.scalar(select(Person).where(Person.number == words)):
        return [known]
    rows = select(Person).where(Person.name == words, Person.ended_on.is_(None))
    return db.session.scalars(rows.order_by(Person.id).limit(2)).all()


def _by_community(area: Area, on: date) -> dict[str, set[int]]:
    rows = select(Grid.code, Appointment.person_id).join(Grid, Grid.id == Appointment.grid_id)
    rows = rows.where(lies_in(Grid.code, area.code), *_held(on))
    found: defaultdict[str, set[int]] = defaultdict(set)
    for code, number in db.session.execute(rows):
        found[code[:12]].add(number)
    return found


def _held(on: date) -> tuple[ColumnElement[bool], ...]:
    is_over = or_(Appointment.ended_on.is_(None), Appointment.ended_on > on)
    return (Appointment.started_on <= on, is_over)
