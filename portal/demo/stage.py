"""The stage on which the year is told: the loaded district as plain facts, asked for once."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.accounts.models import Post, Unit
from portal.accounts.rules import Role, UnitKind
from portal.cases.models import Matter
from portal.cases.rules import Outcome, needs_after_photo
from portal.db import db
from portal.demo import words
from portal.demo.chance import Chance, Lot
from portal.demo.worktime import WorkTime
from portal.grids.models import Grid
from portal.grids.queries import grids_in, in_office
from portal.grids.rules import DISTRICT, Duty, GridKind
from portal.policy.queries import policy_on, work_calendar

# How many reports a grid of each kind sees beside one of homes.
BUSY = {
    GridKind.RESIDENTIAL: 1.0,
    GridKind.RESETTLEMENT: 1.5,
    GridKind.STREET: 1.3,
    GridKind.PARK: 0.5,
    GridKind.ENTERPRISE: 0.4,
}
LEVEL_SHARE = {1: 3.0, 2: 2.2, 3: 0.8, 4: 0.6}  # small matters are met more often
RANK_SHARE = 14.0  # the first tile against an ordinary matter
SUMMER, RAINY = range(6, 10), range(5, 8)
SEASONS = {"B220": SUMMER, "B222": SUMMER, "B223": SUMMER, "D201": SUMMER, "D202": SUMMER}
RAINY_GROUP = "D1"
SHOWN_SHARE = 7.0  # the grid whose board is shown has more to show than its neighbours


@dataclass(frozen=True)
class Place:
    """A grid: where it lies and who works there."""

    id: int
    code: str
    name: str
    community_id: int
    street_id: int
    worker_id: int | None
    helper_ids: tuple[int, ...]
    roads: tuple[str, ...]
    middle: tuple[float, float] | None  # latitude and longitude

    @property
    def community(self) -> str:
        """Return the code of its community."""
        return self.code[:12]

    @property
    def street(self) -> str:
        """Return the code of its street."""
        return self.code[:9]


@dataclass(frozen=True)
class Subject:
    """A matter, with what its telling needs."""

    id: int
    code: str
    name: str
    name_en: str
    group: str
    level: int
    hours: int | None
    platform: str
    department: str
    wants_photo: bool
    residents_may_report: bool
    rank: int | None
    since: date
    until: date | None

    def is_listed(self, day: date) -> bool:
        """Say whether the list has it so on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Units:
    """The handling units by what they serve, and who answers in each."""

    community: Mapping[str, int]
    team: Mapping[tuple[str, str], int]
    teams: Mapping[str, tuple[int, ...]]
    room: Mapping[str, int]
    department: Mapping[str, int]
    centre: int
    clerk: Mapping[int, int]

    def usual(self, subject: Subject, level: int, place: Place) -> int:
        """Return the unit that usually handles a matter at a level, as dispatchers are advised."""
        if level == 4:
            return self.department.get(subject.department, self.centre)
        if level == 3:
            return self.team.get((place.street, subject.platform), self.room[place.street])
        return self.community[place.community]

    def others(self, level: int, place: Place, unit: int) -> list[int]:
        """Return the units of the same level to which a case may be handed."""
        same = self.teams[place.street] if level == 3 else tuple(self.department.values())
        return [other for other in same if other != unit] if level >= 3 else []


@dataclass(frozen=True)
class Stage:
    """Everything that a life needs to know."""

    places: Lot[Place]
    shown: Place
    residents: Mapping[int, Lot[Subject]]  # by month
    workers: Lot[Subject]
    subjects: Sequence[Subject]  # every edition's
    units: Units
    time: WorkTime

    def as_listed(self, subject: Subject, day: date) -> Subject:
        """Return a matter as the list of a day has it, or what then stood nearest to it."""
        if subject.is_listed(day):
            return subject
        listed = [each for each in self.subjects if each.is_listed(day)]
        same = (each for each in listed if each.code == subject.code)
        near = (e for e in listed if (e.group, e.level) == (subject.group, subject.level))
        return next(same, None) or next(near, subject)


def set_stage(chance: Chance, shown_code: str, today: date) -> Stage:
    """Ask for places, matters, units and people once; they are few however many cases there are."""
    grids = grids_in(DISTRICT)
    places = _places(grids, today)
    busy = {
        place: BUSY[grid.kind] * chance.gammavariate(2.5, 0.4)
        for place, grid in zip(places, grids, strict=True)
    }
    shown = next(place for place in places if place.code == shown_code)
    busy[shown] = SHOWN_SHARE
    every = _subjects()
    subjects = list({subject.code: subject for subject in every}.values())  # the last of each
    return Stage(
        places=Lot(busy),
        shown=shown,
        residents={month: Lot(_shares(subjects, month)) for month in range(1, 13)},
        workers=Lot({subject: LEVEL_SHARE[subject.level] for subject in subjects}),
        subjects=every,
        units=_units(),
        time=WorkTime(policy_on(today), work_calendar()),
    )


def shown_grid() -> Grid:
    """Return the grid whose board is shown: the first of homes in the second street."""
    homes = [grid for grid in grids_in(DISTRICT) if grid.kind is GridKind.RESIDENTIAL]
    return next((grid for grid in homes if grid.code[6:9] == "002"), homes[0])


def _places(grids: Sequence[Grid], today: date) -> list[Place]:
    workers: dict[int, list[int]] = defaultdict(list)
    helpers: dict[int, list[int]] = defaultdict(list)
    for held in in_office([grid.id for grid in grids], today):
        if held.duty is Duty.FULL_TIME_WORKER:
            workers[held.grid_id].append(held.person_id)
        elif held.duty is Duty.PART_TIME_WORKER:
            helpers[held.grid_id].append(held.person_id)
    return [
        Place(
            id=grid.id,
            code=grid.code,
            name=grid.name,
            community_id=grid.community_id,
            street_id=grid.community.parent_id or 0,
            worker_id=next(iter(workers[grid.id]), None),
            helper_ids=tuple(helpers[grid.id]),
            roads=tuple(re.findall(r"[\u4e00-\u9fff]{2}(?:路|大道)", grid.scope)) or words.ROADS,
            middle=_middle(grid),
        )
        for grid in grids
    ]


def _middle(grid: Grid) -> tuple[float, float] | None:
    """Return the middle of a grid's corners, the last of which is the first again."""
    corners = (grid.outline or [])[:-1]
    if not corners:
        return None
    lon, lat = (sum(corner[axis] for corner in corners) / len(corners) for axis in (0, 1))
    return lat, lon


def _subjects() -> list[Subject]:
    matters = db.session.scalars(
        select(Matter).where(Matter.is_info.is_(False)).order_by(Matter.code, Matter.started_on)
    )
    return [
        Subject(
            id=matter.id,
            code=matter.code,
            name=matter.name,
            name_en=matter.name_en,
            group=matter.group_code,
            level=matter.level,
            hours=matter.first_response_hours,
            platform=matter.platform,
            department=matter.department,
            wants_photo=needs_after_photo(Outcome.DONE, matter.evidence),
            residents_may_report=matter.residents_may_report,
            rank=matter.rank,
            since=matter.started_on,
            until=matter.ended_on,
        )
        for matter in matters
    ]


def _shares(subjects: list[Subject], month: int) -> dict[Subject, float]:
    """Return how often residents report each matter: rubbish in summer, drains in the rains."""
    shares = {}
    for subject in subjects:
        rank = subject.rank
        share = RANK_SHARE * (1 - rank / 12) if rank else LEVEL_SHARE[subject.level] / 3
        in_season = month in SEASONS.get(subject.code, ()) or (
            subject.group == RAINY_GROUP and month in RAINY
        )
        shares[subject] = share * (1.8 if in_season else 1) * subject.residents_may_report
    return shares


def _units() -> Units:
    units = db.session.scalars(select(Unit).order_by(Unit.code)).all()
    of_kind = {kind: [unit for unit in units if unit.kind is kind] for kind in UnitKind}
    teams: dict[str, list[int]] = defaultdict(list)
    for unit in of_kind[UnitKind.STREET_TEAM]:
        teams[unit.area_code].append(unit.id)
    return Units(
        community={unit.area_code: unit.id for unit in of_kind[UnitKind.COMMUNITY]},
        team={(unit.area_code, unit.platform): unit.id for unit in of_kind[UnitKind.STREET_TEAM]},
        teams={code: tuple(ids) for code, ids in teams.items()},
        room={unit.area_code: unit.id for unit in of_kind[UnitKind.COMMAND_ROOM]},
        department={unit.code: unit.id for unit in of_kind[UnitKind.DEPARTMENT]},
        centre=of_kind[UnitKind.COMMAND_CENTRE][0].id,
        clerk=_clerks({(unit.kind, unit.area_code): unit.id for unit in units}),
    )


def _clerks(offices: Mapping[tuple[UnitKind, str], int]) -> dict[int, int]:
    """Return who answers in each unit, by post for the unit or for the area that it serves."""
    office = {
        Role.COMMUNITY_CLERK: UnitKind.COMMUNITY,
        Role.STREET_CLERK: UnitKind.COMMAND_ROOM,
        Role.DISPATCHER: UnitKind.COMMAND_CENTRE,
    }
    clerks = {}
    for post in db.session.scalars(select(Post).order_by(Post.id.desc())):
        unit_id = post.unit_id or offices.get((office.get(post.role), post.area_code))  # type: ignore[arg-type]
        if unit_id:
            clerks[unit_id] = post.person_id
    return clerks
