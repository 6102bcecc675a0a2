"""What an inspector may know of something sampled before it is signed, and nothing else.

Pages of field work are made of these alone, never of a case or a patrol: nothing that was
claimed, decided or done afterwards is even read here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.cases.models import Case, CaseEvent, Matter, Photo
from portal.cases.rules import Step, without_phones
from portal.cases.rules.duplicates import Position, position_of
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid, PatrolLog, PatrolVisit, Place
from portal.grids.rules import spots
from portal.supervision.models import Sampled
from portal.supervision.rules import FrameKind


@dataclass(frozen=True)
class Subject:
    """Something to look at: where it is, what it is about, and when it was."""

    sampled: Sampled
    frame: FrameKind
    grid: Grid
    matter: Matter | None  # of a case
    at: datetime | None  # when it was reported, or when the patrol began
    until: datetime | None  # when the patrol ended
    words: str  # where exactly, as the reporter wrote it
    places: Sequence[Place]  # that a patrol says it passed; or the one to visit
    position: Position | None

    @property
    def around(self) -> Position | None:
        """Where to go: the position, or else the middle of the grid."""
        return self.position or middle_of(self.grid)

    @property
    def is_private(self) -> bool:
        """True where it is about a household: a phone keeps no page that says whose."""
        return self.matter is not None and self.matter.is_private


@dataclass(frozen=True)
class FirstPhoto:
    """A photo that came with a report: what it looked like before anybody did anything."""

    id: int
    key: str


def subjects_of(items: Sequence[Sampled]) -> list[Subject]:
    """Return what may be known of each of these, in the same order."""
    asked = {kind: [item for item in items if item.check.frame is kind] for kind in FrameKind}
    known = {
        **_of_cases(asked[FrameKind.CLOSED_CASES]),
        **_of_patrols(asked[FrameKind.PATROLS]),
        **_of_places(asked[FrameKind.PLACES]),
    }
    return [known[item.id] for item in items]


def first_photos(subject: Subject) -> list[FirstPhoto]:
    """Return the photos that came with a report; of a part, those that came with its whole."""
    if subject.frame is not FrameKind.CLOSED_CASES:
        return []
    reported = select(func.coalesce(Case.part_of_id, Case.id)).where(
        Case.id == subject.sampled.source_id
    )
    rows = (
        select(Photo.id, Photo.key)
        .join(CaseEvent, CaseEvent.id == Photo.event_id)
        .where(Photo.case_id.in_(reported), CaseEvent.step == Step.REPORT)
        .order_by(Photo.id)
    )
    return [FirstPhoto(*row) for row in db.session.execute(rows)]


def first_photo(subject: Subject, number: int) -> FirstPhoto:
    """Return one of them; whatever was photographed later is not there."""
    for photo in first_photos(subject):
        if photo.id == number:
            return photo
    raise NotFound(N_("That photo is not part of this worksheet."))


def middle_of(grid: Grid) -> Position | None:
    """Return about where the middle of a grid is, where it has an outline."""
    spot = spots.middle_of(spots.rings_of(grid.outline))
    return Position(spot[1], spot[0]) if spot else None


def _of_cases(items: Sequence[Sampled]) -> dict[int, Subject]:
    """Read five columns of each case, so that no other can get onto a page."""
    columns = (Case.id, Case.reported_at, Case.place_note, Case.lat, Case.lon, Matter)
    rows = (
        select(*columns)
        .join(Matter, Matter.id == Case.matter_id)
        .where(Case.id.in_(_sources(items)))
    )
    found = {row[0]: row[1:] for row in db.session.execute(rows)} if items else {}
    subjects = {}
    for item in items:
        at, note, lat, lon, matter = found[item.source_id]
        subjects[item.id] = Subject(
            item,
            FrameKind.CLOSED_CASES,
            item.grid,
            matter,
            at,
            None,
            without_phones(note),
            (),
            position_of(lat, lon),
        )
    return subjects


def _of_patrols(items: Sequence[Sampled]) -> dict[int, Subject]:
    columns = (PatrolLog.id, PatrolLog.started_at, PatrolLog.ended_at)
    rows = select(*columns).where(PatrolLog.id.in_(_sources(items)))
    found = {row[0]: row[1:] for row in db.session.execute(rows)} if items else {}
    passed = _places_passed(_sources(items))
    subjects = {}
    for item in items:
        begun, ended = found[item.source_id]
        places = passed.get(item.source_id, [])
        where = next((spot for place in places if (spot := _spot(place))), None)
        subjects[item.id] = Subject(
            item, FrameKind.PATROLS, item.grid, None, begun, ended, "", places, where
        )
    return subjects


def _of_places(items: Sequence[Sampled]) -> dict[int, Subject]:
    rows = select(Place).where(Place.id.in_(_sources(items)))
    found = {place.id: place for place in db.session.scalars(rows)} if items else {}
    subjects = {}
    for item in items:
        place = found[item.source_id]
        subjects[item.id] = Subject(
            item, FrameKind.PLACES, item.grid, None, None, None, "", [place], _spot(place)
        )
    return subjects


def _places_passed(patrols: Collection[int]) -> dict[int, list[Place]]:
    if not patrols:
        return {}
    rows = (
        select(PatrolVisit)
        .where(PatrolVisit.patrol_id.in_(patrols))
        .options(joinedload(PatrolVisit.place))
        .order_by(PatrolVisit.patrol_id, PatrolVisit.visited_at, PatrolVisit.place_id)
    )
    passed: dict[int, list[Place]] = {}
    for visit in db.session.scalars(rows):
        passed.setdefault(visit.patrol_id, []).append(visit.place)
    return passed


def _sources(items: Sequence[Sampled]) -> list[int]:
    return [item.source_id for item in items]


def _spot(place: Place) -> Position | None:
    return position_of(place.lat, place.lon)
