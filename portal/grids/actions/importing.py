"""Imports a checked registry: adds and changes what it says, ends who left, deletes nothing."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.accounts.actions import end_people, give_post
from portal.accounts.models import Person, Post
from portal.accounts.queries import current_posts, people_by_number
from portal.accounts.rules import Role
from portal.db import Base, db
from portal.grids.actions.clues import note_clues
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import all_areas, all_grids, area_by_code, current_appointments
from portal.grids.rules import DISTRICT, AreaKind, Checked, Duty, Entry, RowKind

OF_PERSON = ("name", "phone", "email")
OF_APPOINTMENT = ("tasks",)


@dataclass
class Changes:
    """What an import did, counted by kind of row."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    ended: int = 0  # appointments

    @property
    def is_nothing(self) -> bool:
        """True where the portal knew it all."""
        return not (self.added or self.changed or self.ended)

    def add(self, others: "Changes") -> None:
        """Add what another import did."""
        self.added += others.added
        self.changed += others.changed
        self.unchanged += others.unchanged
        self.ended += others.ended

    def count(self, kind: RowKind, *, is_new: bool, is_changed: bool) -> None:
        """Count one row."""
        where = self.added if is_new else self.changed if is_changed else self.unchanged
        where[kind] += 1


def make_district() -> Area:
    """Return the district's own area, made once."""
    known = area_by_code(DISTRICT)
    if known is None:
        known = Area(
            code=DISTRICT, kind=AreaKind.DISTRICT, name="滨江区", name_en="Binjiang District"
        )
        db.session.add(known)
        db.session.flush()
    return known


def import_registry(checked: Checked, *, today: date) -> Changes:
    """Bring the portal to what the good rows say; the same file again changes nothing.

    Grids that are not mentioned stay as they are. In a grid for which the file
    lists people, whoever is no longer listed is ended today.
    """
    changes = Changes()
    make_district()
    _import_areas(checked, changes)
    grids = _import_grids(checked, changes)
    if checked.entries[RowKind.STAFF]:
        _Staffing(checked, changes, grids, today).run()
    db.session.flush()
    note_clues(all_grids())
    return changes


def _import_areas(checked: Checked, changes: Changes) -> None:
    areas = {area.code: area for area in all_areas()}
    for kind in (RowKind.STREET, RowKind.COMMUNITY):
        for entry in checked.entries[kind]:
            area = areas.get(entry.key)
            is_changed = area is not None and _set(area, entry.said)
            if area is None:
                area = Area(code=entry.key, kind=AreaKind(kind), **entry.said)
                area.parent = areas[entry.key[:-3]]
                db.session.add(area)
                areas[entry.key] = area
                changes.count(kind, is_new=True, is_changed=False)
            else:
                changes.count(kind, is_new=False, is_changed=is_changed)
    db.session.flush()


def _import_grids(checked: Checked, changes: Changes) -> dict[str, Grid]:
    grids = {grid.code: grid for grid in all_grids()}
    areas = {area.code: area for area in all_areas()}
    for entry in checked.entries[RowKind.GRID]:
        grid = grids.get(entry.key)
        if grid is None:
            grids[entry.key] = _new_grid(entry, areas[entry.key[:-3]])
            changes.count(RowKind.GRID, is_new=True, is_changed=False)
        else:
            is_changed = _set(grid, {**entry.said, "ended_on": None})
            changes.count(RowKind.GRID, is_new=False, is_changed=is_changed)
    db.session.flush()
    return grids


def _new_grid(entry: Entry, community: Area) -> Grid:
    blank: dict[str, Any] = {"households": 0, "residents": 0, "scope": ""}
    grid = Grid(code=entry.key, community=community, **blank | dict(entry.said))
    db.session.add(grid)
    return grid


class _Staffing:
    """Gives the people of a file their duties, and ends those whom it no longer lists."""

    def __init__(
        self, checked: Checked, changes: Changes, grids: dict[str, Grid], today: date
    ) -> None:
        self.entries = checked.entries[RowKind.STAFF]
        self.spared, self.changes, self.grids, self.today = (
            checked.spared,
            changes,
            grids,
            today,
        )
        covered = {entry.said["grid"] for entry in self.entries}
        self.people = people_by_number({entry.key for entry in self.entries})
        self.held = {
            (held.grid.code, held.duty, held.person.number): held
            for held in current_appointments([grids[code].id for code in covered], today)
        }
        self.posts = {
            (post.area_code, post.person_id): post
            for post in current_posts(Role.GRID_WORKER, today)
        }
        self.listed: set[tuple[str, Duty, str]] = set()

    def run(self) -> None:
        for entry in self.entries:
            self._appoint(entry)
        db.session.flush()
        left = [held for key, held in self.held.items() if self._has_left(key)]
        for held in left:
            held.ended_on = self.today
            self.changes.ended += 1
            if post := self._post_of(held):
                post.ended_on = self.today
        db.session.flush()
        self._end_people({held.person for held in left})

    def _appoint(self, entry: Entry) -> None:
        said = entry.said
        key = (said["grid"], said["duty"], entry.key)
        self.listed.add(key)
        person = self.people.get(entry.key)
        is_known = person is not None and key in self.held
        is_changed = person is not None and _set(
            person, {**_part(said, OF_PERSON), "ended_on": None}
        )
        if person is None:
            person = Person(number=entry.key, **_part(said, OF_PERSON))
            db.session.add(person)
            self.people[entry.key] = person
        if is_known:
            is_changed = _set(self.held[key], _part(said, OF_APPOINTMENT)) or is_changed
        else:
            self._begin(key, entry, person)
        self.changes.count(RowKind.STAFF, is_new=not is_known, is_changed=is_changed)

    def _begin(self, key: tuple[str, Duty, str], entry: Entry, person: Person) -> None:
        grid_code, duty, _ = key
        started_on = entry.said.get("started_on") or self.today
        db.session.add(
            Appointment(
                grid=self.grids[grid_code],
                person=person,
                duty=duty,
                tasks=entry.said.get("tasks", ""),
                started_on=started_on,
            )
        )
        if duty is Duty.FULL_TIME_WORKER and (grid_code, person.id) not in self.posts:
            give_post(person, Role.GRID_WORKER, area_code=grid_code, on=started_on)

    def _has_left(self, key: tuple[str, Duty, str]) -> bool:
        grid_code, _, number = key
        return key not in self.listed and not {grid_code, number} & self.spared

    def _post_of(self, held: Appointment) -> Post | None:
        is_worker = held.duty is Duty.FULL_TIME_WORKER
        return self.posts.get((held.grid.code, held.person_id)) if is_worker else None

    def _end_people(self, people: set[Person]) -> None:
        """End those who hold no duty anywhere any more."""
        still = {held.person_id for held in current_appointments(None, self.today)}
        end_people([person for person in people if person.id not in still], on=self.today)


def _set(thing: Base, said: Any) -> bool:
    """Set what differs and say whether anything did."""
    different = {name: value for name, value in said.items() if getattr(thing, name) != value}
    for name, value in different.items():
        setattr(thing, name, value)
    return bool(different)


def _part(said: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: said[name] for name in names if name in said}
