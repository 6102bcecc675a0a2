"""A volunteer's statement: every fact, what it got and why not more, and objections to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from portal import clock
from portal.cases.models import CaseEvent, Rating
from portal.cases.rules import Step
from portal.db import db
from portal.errors import N_, NotFound
from portal.rewards.models import PointEntry, PointFact, PointObjection, StarRating, Thanks
from portal.rewards.queries.drawing import volunteers_among
from portal.volunteers.models import Volunteer

PAGE = 30
ALL_STARS = 5


@dataclass(frozen=True)
class Statement:
    """One page of a statement, the newest first, and the key of the page after it."""

    facts: Sequence[PointFact]
    next_key: str | None


def statement_of(person_id: int, *, after_key: str | None = None, most: int = 0) -> Statement:
    """Return a page of somebody's facts with their entries; the newest few if so many are asked."""
    most = most or PAGE
    rows = select(PointFact).where(PointFact.person_id == person_id)
    if after_key:
        at, number = _key(after_key)
        rows = rows.where(PointFact.at <= at, or_(PointFact.at < at, PointFact.id < number))
    rows = rows.options(
        selectinload(PointFact.entries),
        selectinload(PointFact.call),
        selectinload(PointFact.objection),
    )
    rows = rows.order_by(PointFact.at.desc(), PointFact.id.desc()).limit(most + 1)
    facts = db.session.scalars(rows).all()
    last = facts[most - 1] if len(facts) > most else None
    key = f"{last.at.timestamp():.6f}-{last.id}" if last else None
    return Statement(facts[:most], key)


def own_fact(person_id: int, number: int) -> PointFact:
    """Return one of somebody's own lines; any other does not exist for them."""
    fact = db.session.get(PointFact, number)
    if fact is None or fact.person_id != person_id:
        raise NotFound(N_("There is no such line in your statement."))
    return fact


def counted_on(person_id: int, day: date) -> int:
    """Return the points that somebody has earned for a day, without what it cost them."""
    earned = select(func.coalesce(func.sum(PointEntry.points), 0)).join(PointEntry.fact)
    earned = earned.where(PointEntry.person_id == person_id, PointEntry.day == day)
    return db.session.scalar(earned.where(PointFact.worth > 0)) or 0


def thanks_of(person_id: int, most: int = 5) -> Sequence[Thanks]:
    """Return the newest thanks by name that somebody has had."""
    rows = select(Thanks).where(Thanks.person_id == person_id)
    return db.session.scalars(rows.order_by(Thanks.id.desc()).limit(most)).all()


def to_thank(rating: Rating) -> Sequence[Volunteer]:
    """Return whom five stars may thank: volunteers who went to look, but not who reported it."""
    if rating.stars != ALL_STARS or thanked_in(rating):
        return []
    case = rating.main or rating.case
    looked = select(CaseEvent.by_id).where(
        CaseEvent.case_id == case.id, CaseEvent.step.in_((Step.VERIFY, Step.DISPUTE))
    )
    who = {one for one in db.session.scalars(looked) if one} - {rating.case.reported_by_id}
    return list(volunteers_among(who).values())


def thanked_in(rating: Rating) -> Thanks | None:
    """Return the thanks that came with a rating."""
    return db.session.scalar(select(Thanks).where(Thanks.rating_id == rating.id))


def badges_of(person_ids: Collection[int]) -> Mapping[int, int]:
    """Return the stars of the newest frozen quarter of those who let everybody see them."""
    shown = select(Volunteer.person_id).where(
        Volunteer.person_id.in_(sorted(person_ids)), Volunteer.shows_stars.is_(True)
    )
    rows = (
        select(StarRating.person_id, StarRating.stars)
        .where(StarRating.person_id.in_(list(db.session.scalars(shown))))
        .order_by(StarRating.quarter)
    )
    return {row.person_id: row.stars for row in db.session.execute(rows) if row.stars}


def objection_to(fact: PointFact) -> PointObjection | None:
    """Return what was said against a line."""
    return db.session.scalar(select(PointObjection).where(PointObjection.fact_id == fact.id))


def _key(said: str) -> tuple[datetime, int]:
    seconds, _sep, number = said.partition("-")
    try:
        return clock.from_timestamp(float(seconds)), int(number)
    except (ValueError, OverflowError, OSError):
        raise NotFound(N_("That page of the list does not exist.")) from None
