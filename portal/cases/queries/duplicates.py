"""Cases that may be about the same problem, and photos that were sent before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, or_, select, union
from sqlalchemy.orm import joinedload

from portal import clock
from portal.cases.models import Case, CaseEvent, Matter, Photo
from portal.cases.rules import CaseStatus, Step
from portal.cases.rules.duplicates import (
    Position,
    is_same_photo,
    is_same_problem,
    metres_between,
    position_of,
)
from portal.clock import start_of
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Area, Grid
from portal.policy.queries import policy_on

MOST_LOOKED_AT = 300  # cases of one matter in one street within days: more are no help to anybody
MOST_SHOWN = 5
MOST_PHOTOS = 6
ENDED = frozenset({CaseStatus.DECLINED, CaseStatus.MERGED})


@dataclass(frozen=True)
class Alike:
    """A case that may be about the same problem: how far, how long ago, and its first photo."""

    case: Case
    metres: int | None  # none: one of the two has no position, the grid is the same
    days: int
    photo: Photo | None

    @property
    def age(self) -> int:
        """The days since it was reported."""
        return (clock.today() - clock.day_of(self.case.reported_at)).days


@dataclass(frozen=True)
class SamePhoto:
    """A photo of a case, and one like it that another case had."""

    own: Photo
    other: Photo
    is_exact: bool


def alike(
    grid: Grid, matter: Matter, place: Position | None, *, today: date, but: Case | None = None
) -> list[Alike]:
    """Return cases that may be about the same problem as a report, the nearest and newest first.

    Of the same matter, in the matter's distance and days; with no position of
    either one, in the same grid. Parts, and reports joined elsewhere, are none.
    """
    metres, days = same_within(matter, today)
    near = [
        found
        for case in _candidates(grid, matter, place, today)
        if (but is None or case.id != but.id) and (found := _compared(case, grid, place, today))
        if is_same_problem(
            metres=found.metres,
            is_same_grid=case.grid_id == grid.id,
            days=found.days,
            within_m=metres,
            within_days=days,
        )
    ]
    near.sort(key=lambda one: (one.metres is None, one.metres or 0, one.days, -one.case.id))
    return _with_photos(near[:MOST_SHOWN])


def alike_in_public(
    grid: Grid, matter: Matter, place: Position | None, *, today: date, but: Case | None = None
) -> list[Alike]:
    """Return what residents may be shown of that: nothing private, no report still held for a look.

    A photo is among it only once somebody has looked at it and let it be seen.
    """
    if matter.is_private:
        return []
    return [
        Alike(
            one.case,
            one.metres,
            one.days,
            one.photo if one.photo and one.photo.shown_at else None,
        )
        for one in alike(grid, matter, place, today=today, but=but)
        if not one.case.is_held
    ]


def as_alike(case: Case, other: Case, today: date) -> Alike:
    """Return how far one case is from another, whether or not it may be the same problem."""
    return _with_photos([_compared(other, case.grid, place_of(case), today)])[0]


def same_within(matter: Matter, today: date) -> tuple[int, int]:
    """Return the metres and days within which it may be the same: the matter's, or the policy's."""
    policy = policy_on(today)
    return (
        matter.same_within_m or policy.same_metres,
        matter.same_within_days or policy.same_days,
    )


def place_of(case: Case) -> Position | None:
    """Return where the reporter stood, if they said so."""
    return position_of(case.lat, case.lon)


def open_to_follow(number: str, like: Case) -> Case | None:
    """Return a case that whoever sent a report may say is the same: of its matter, in its street.

    Neither private nor held for a look, and not ended elsewhere.
    """
    case = db.session.scalar(select(Case).where(Case.number == number))
    if case is None or case.id == like.id or case.matter.is_private or case.is_held:
        return None
    is_like = case.matter.code == like.matter.code and case.street_id == like.street_id
    return case if is_like and not case.part_of_id and case.status not in ENDED else None


def public_photo(number: str) -> Photo:
    """Return the first photo of a report, if residents may see it."""
    case = db.session.scalar(select(Case).where(Case.number == number))
    first = _first_photos([case.id]).get(case.id) if case and not case.matter.is_private else None
    if first is None or first.shown_at is None:
        raise NotFound(N_("There is no photo of that report to be seen."))
    return first


def same_photos(case: Case, photos: Sequence[Photo]) -> list[SamePhoto]:
    """Return the photos of a case that another case has had: equal ones anywhere, near ones nearby.

    Equal prints are found by their index among all photos. Near ones are
    compared one by one, so only photos of the same days in the same grid, and
    of the newest cases of the same matter, are.
    """
    own = [photo for photo in photos if photo.fingerprint]
    if not own:
        return []
    equal = select(Photo).where(Photo.fingerprint.in_({photo.fingerprint for photo in own}))
    found = db.session.scalars(_of_others(equal, case).limit(MOST_LOOKED_AT)).all()
    found = [*found, *db.session.scalars(_of_others(_nearby(case), case)).all()]
    pairs = {
        (mine.id, other.id): SamePhoto(mine, other, mine.fingerprint == other.fingerprint)
        for mine in own
        for other in found
        if other.fingerprint and is_same_photo(mine.fingerprint or "", other.fingerprint)
    }
    return sorted(pairs.values(), key=lambda one: (not one.is_exact, -one.other.id))[:MOST_PHOTOS]


def _candidates(grid: Grid, matter: Matter, place: Position | None, today: date) -> Iterable[Case]:
    """Return cases of this matter reported or resolved lately, in this grid or its street."""
    since = start_of(today - timedelta(days=same_within(matter, today)[1]))
    grids = _grids_of_street(grid) if place else select(Grid.id).where(Grid.id == grid.id)
    lately = union(
        select(Case.id).where(Case.grid_id.in_(grids), Case.reported_at >= since),
        select(Case.id).where(Case.grid_id.in_(grids), Case.resolved_at >= since),
    )
    rows = (
        select(Case)
        .where(Case.id.in_(lately), Case.part_of_id.is_(None), Case.status.not_in(ENDED))
        .where(Case.matter_id.in_(select(Matter.id).where(Matter.code == matter.code)))
        .options(joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit))
        .order_by(Case.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return db.session.scalars(rows)


def _grids_of_street(grid: Grid) -> Select[int]:
    """Return the ids of a street's grids: a problem at the edge of one may be told in the next."""
    beside = select(Area.id).where(Area.parent_id == grid.community.parent_id)
    return select(Grid.id).where(Grid.community_id.in_(beside))


def _compared(case: Case, grid: Grid, place: Position | None, today: date) -> Alike:
    there = place_of(case)
    metres = round(metres_between(place, there)) if place and there else None
    seen = max(case.reported_at, case.resolved_at or case.reported_at)
    return Alike(case, metres, (today - clock.day_of(seen)).days, None)


def _with_photos(found: Sequence[Alike]) -> list[Alike]:
    photos = _first_photos([one.case.id for one in found])
    return [Alike(one.case, one.metres, one.days, photos.get(one.case.id)) for one in found]


def _first_photos(case_ids: Sequence[int]) -> dict[int, Photo]:
    """Return the first photo that came with each report."""
    rows = (
        select(Photo)
        .join(CaseEvent, CaseEvent.id == Photo.event_id)
        .where(Photo.case_id.in_(case_ids), CaseEvent.step == Step.REPORT)
        .order_by(Photo.id.desc())
    )
    return {photo.case_id: photo for photo in db.session.scalars(rows)} if case_ids else {}


def _of_others(photos: Select[Photo], case: Case) -> Select[Photo]:
    """Leave out the case's own photos, and those of the cases that it belongs together with."""
    own = {case.id, case.part_of_id, case.merged_into_id} - {None}
    kin = select(Case.id).where(or_(Case.part_of_id.in_(own), Case.merged_into_id.in_(own)))
    known = joinedload(Photo.case).joinedload(Case.grid), joinedload(Photo.event)
    return (
        photos.where(Photo.case_id.not_in(own), Photo.case_id.not_in(kin))
        .options(*known)
        .order_by(Photo.id.desc())
    )


def _nearby(case: Case) -> Select[Photo]:
    """Return the photos worth comparing one by one."""
    days = timedelta(days=same_within(case.matter, clock.day_of(case.reported_at))[1])
    in_grid = (
        select(Case.id)
        .where(Case.grid_id == case.grid_id)
        .where(Case.reported_at.between(case.reported_at - days, case.reported_at + days))
        .order_by(Case.reported_at.desc())
        .limit(MOST_LOOKED_AT)
    )
    of_matter = (
        select(Case.id)
        .where(Case.matter_id == case.matter_id)
        .order_by(Case.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    worth = union(select(in_grid.subquery().c.id), select(of_matter.subquery().c.id))
    return select(Photo).where(Photo.case_id.in_(worth), Photo.fingerprint.is_not(None))
