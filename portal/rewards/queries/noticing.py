"""What signals are drawn from: new reports, photos, looks, ways and sessions of volunteers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import SignIn
from portal.cases.models import Case, CaseEvent, Photo
from portal.cases.queries.duplicates import SamePhoto, same_photos
from portal.cases.rules import Step
from portal.cases.rules.duplicates import position_of
from portal.db import db
from portal.grids.models import PatrolLog
from portal.rewards.models import FairSignal
from portal.rewards.queries.reading import AT_ONCE
from portal.rewards.rules import Filed, Share, SignalVisit
from portal.volunteers.models import Volunteer

PHOTOS_AT_ONCE = 100  # each is compared with others
MOST_OF_A_DAY = 200  # reports of one person
MOST_LATELY = 300  # reports of one person over which looks are counted
WAYS_BEFORE = 30  # of one person, that a new one is compared with
MOST_VISITS = 5000  # sessions of volunteers on one day


@dataclass(frozen=True)
class Looks:
    """Who looked at the repairs of what somebody reported lately, and what they solved alone."""

    by: Mapping[int, Sequence[int]]  # for each who looked, the cases
    own_solved: Sequence[int]
    reports: int

    def share_of(self, person_id: int) -> Share:
        """Return how many of the cases that were looked at this one looked at."""
        looked = {case for cases in self.by.values() for case in cases}
        return Share(len(self.by.get(person_id, ())), len(looked))

    @property
    def own_share(self) -> Share:
        """How many of their own reports they solved themselves."""
        return Share(len(self.own_solved), self.reports)


def next_reports(after_id: int) -> Sequence[Row[int, datetime, int | None]]:
    """Return the next cases: when each came, and from whom."""
    rows = select(Case.id, Case.reported_at, Case.reported_by_id).where(Case.id > after_id)
    return db.session.execute(rows.order_by(Case.id).limit(AT_ONCE)).all()


def reports_of_day(person_id: int, day: date, up_to_id: int) -> list[Filed]:
    """Return what somebody reported on a day."""
    rows = (
        select(Case)
        .where(Case.reported_by_id == person_id, Case.id <= up_to_id, Case.part_of_id.is_(None))
        .options(joinedload(Case.matter))
        .order_by(Case.id.desc())
        .limit(MOST_OF_A_DAY)
    )
    return [
        Filed(
            case.id,
            case.reported_at,
            case.grid_id,
            case.matter.code,
            position_of(case.lat, case.lon),
        )
        for case in db.session.scalars(rows)
        if clock.day_of(case.reported_at) == day
    ]


def next_photos(after_id: int) -> Sequence[Photo]:
    """Return the next photos of cases, with who sent each."""
    rows = select(Photo).where(Photo.id > after_id)
    rows = rows.options(joinedload(Photo.event), joinedload(Photo.case).joinedload(Case.matter))
    return db.session.scalars(rows.order_by(Photo.id).limit(PHOTOS_AT_ONCE)).all()


def sent_before(photo: Photo) -> list[SamePhoto]:
    """Return photos of other cases that show the same and were there first."""
    return [one for one in same_photos(photo.case, [photo]) if one.other.id < photo.id]


def looks_at(person_id: int, since: datetime) -> Looks:
    """Return who looked at what somebody reported since then."""
    reports = (
        select(Case.id, Case.reported_at)
        .where(Case.reported_by_id == person_id, Case.part_of_id.is_(None))
        .order_by(Case.id.desc())
        .limit(MOST_LATELY)
    )
    ids = [row.id for row in db.session.execute(reports) if row.reported_at >= since]
    events = (
        select(CaseEvent.case_id, CaseEvent.by_id, CaseEvent.step)
        .where(CaseEvent.case_id.in_(ids), CaseEvent.by_id.is_not(None))
        .where(CaseEvent.step.in_((Step.VERIFY, Step.DISPUTE, Step.RESOLVE)))
        .order_by(CaseEvent.id)
    )
    by: dict[int, list[int]] = {}
    own = []
    for row in db.session.execute(events) if ids else ():
        if row.step is Step.RESOLVE:
            own += [row.case_id] if row.by_id == person_id else []
        elif row.case_id not in by.setdefault(row.by_id, []):
            by[row.by_id].append(row.case_id)
    return Looks(by, list(dict.fromkeys(own)), len(ids))


def ways_before(patrol: PatrolLog) -> Sequence[PatrolLog]:
    """Return somebody's patrols before this one, the latest first; what was corrected is none."""
    newer = select(PatrolLog.replaces_id).where(
        PatrolLog.person_id == patrol.person_id, PatrolLog.replaces_id.is_not(None)
    )
    rows = (
        select(PatrolLog)
        .where(
            PatrolLog.person_id == patrol.person_id,
            PatrolLog.started_at < patrol.started_at,
            PatrolLog.ended_at.is_not(None),
            PatrolLog.id.not_in(newer),
        )
        .order_by(PatrolLog.started_at.desc())
        .limit(WAYS_BEFORE)
    )
    return db.session.scalars(rows).all()


def visits_since(moment: datetime) -> list[SignalVisit]:
    """Return the sessions of volunteers that began on the day of a moment or later."""
    rows = (
        select(
            *(SignIn.person_id, SignIn.started_at, SignIn.ended_at),
            *(SignIn.from_address, SignIn.device),
        )
        .where(SignIn.started_at >= clock.start_of(clock.day_of(moment)))
        .where(SignIn.person_id.in_(select(Volunteer.person_id)))
        .order_by(SignIn.started_at)
        .limit(MOST_VISITS)
    )
    return [
        SignalVisit(row.person_id, row.started_at, row.ended_at, (row.from_address, row.device))
        for row in db.session.execute(rows)
    ]


def signals_called(keys: Collection[str]) -> Mapping[str, FairSignal]:
    """Return the signals with these keys, as far as they are noted already."""
    rows = select(FairSignal).where(FairSignal.key.in_(sorted(keys)))
    return {one.key: one for one in db.session.scalars(rows)} if keys else {}


def since_when(day: date, days: int) -> datetime:
    """Return the moment so many days before a day."""
    return clock.start_of(day - timedelta(days=days))
