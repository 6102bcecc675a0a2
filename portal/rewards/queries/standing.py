"""Where a volunteer stands: what four quarters come to, and the stars that were frozen."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.policy.rules import Policy
from portal.rewards.models import PointMonth, StarRating
from portal.rewards.rules import (
    Band,
    NextStar,
    band_of,
    next_star_needs,
    quarter_after,
    rated_from,
    star_for,
)
from portal.volunteers.models import Volunteer

FIRST_QUARTER = date(2024, 1, 1)  # said, so that the index is asked and not walked
Trained = Callable[[Collection[int], date], set[int]]


@dataclass(frozen=True)
class Year:
    """What four quarters of one person come to: points, judged reports, those valid, fakes."""

    points: int = 0
    judged: int = 0
    valid: int = 0
    fakes: int = 0

    def stars(self, policy: Policy, *, is_trained: bool) -> int:
        """Return the stars that this makes."""
        return star_for(
            self.points,
            self.valid,
            self.judged,
            fakes=self.fakes,
            is_trained=is_trained,
            policy=policy,
        )

    def needs(self, policy: Policy, *, is_trained: bool) -> NextStar | None:
        """Return what lacks for the next star."""
        return next_star_needs(
            self.points,
            self.valid,
            self.judged,
            fakes=self.fakes,
            is_trained=is_trained,
            policy=policy,
        )


def years_to(quarter: date, person_ids: Collection[int] | None = None) -> Mapping[int, Year]:
    """Return what the four quarters up to and with this one come to, by person with any fact."""
    sums = (PointMonth.points, PointMonth.judged, PointMonth.valid, PointMonth.fakes)
    rows = (
        select(PointMonth.person_id, *(func.sum(each) for each in sums))
        .where(PointMonth.month >= rated_from(quarter), PointMonth.month < quarter_after(quarter))
        .group_by(PointMonth.person_id)
    )
    if person_ids is not None:
        rows = rows.where(PointMonth.person_id.in_(sorted(person_ids)))
    return {who: Year(*(int(each) for each in sums)) for who, *sums in db.session.execute(rows)}


def ratings_of(person_id: int) -> Sequence[StarRating]:
    """Return somebody's frozen ratings, the newest quarter first."""
    rows = select(StarRating).where(StarRating.person_id == person_id)
    return db.session.scalars(rows.order_by(StarRating.quarter.desc())).all()


def newest_quarter() -> date | None:
    """Return the newest quarter that is frozen."""
    newest = select(func.max(StarRating.quarter)).where(StarRating.quarter >= FIRST_QUARTER)
    return db.session.scalar(newest)


def ratings_in(quarter: date, community_ids: Collection[int]) -> Sequence[StarRating]:
    """Return the ratings of a quarter in some communities, the best first."""
    rows = select(StarRating).where(
        StarRating.quarter == quarter, StarRating.community_id.in_(sorted(community_ids))
    )
    order = (StarRating.stars.desc(), StarRating.points.desc(), StarRating.person_id)
    return db.session.scalars(rows.order_by(*order)).all()


def rated_in(quarter: date) -> set[int]:
    """Return whose rating of a quarter is frozen."""
    rows = select(StarRating.person_id).where(StarRating.quarter == quarter)
    return set(db.session.scalars(rows))


def named_in_community(rating: StarRating) -> Sequence[StarRating]:
    """Return the ratings of a quarter in this community of all who let their name be shown."""
    rows = (
        select(StarRating)
        .join(Volunteer, Volunteer.person_id == StarRating.person_id)
        .where(StarRating.quarter == rating.quarter, Volunteer.shows_name)
        .where(StarRating.community_id == rating.community_id, Volunteer.left_on.is_(None))
        .options(joinedload(StarRating.person))
    )
    order = (StarRating.stars.desc(), StarRating.person_id)
    return db.session.scalars(rows.order_by(*order)).all()


def band_in_community(rating: StarRating) -> Band | None:
    """Return in which part of their community somebody stands; None among too few to hide in."""
    points = [one.points for one in ratings_in(rating.quarter, [rating.community_id])]
    return band_of(rating.points, points)
