"""What of points lies within the reach of staff: volunteers of their areas, and their lines."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.db import db
from portal.errors import N_, NotAllowedNow, NotFound
from portal.grids.models import Area
from portal.grids.queries import lies_in
from portal.rewards.models import FakeCall, PointFact, PointObjection
from portal.volunteers.models import Volunteer

MOST_COUNTED = 2000  # of the newest decisions, for their median


@dataclass(frozen=True)
class ObjectionTotals:
    """All objections together: made, decided, upheld, and in how many days half were decided."""

    made: int
    decided: int
    upheld: int
    median_days: float | None


def fact_in_reach(area_codes: Collection[str], number: int) -> PointFact:
    """Return a line of a volunteer of these areas."""
    wanted = select(PointFact).where(PointFact.id == number)
    wanted = wanted.options(selectinload(PointFact.entries), joinedload(PointFact.person))
    fact = db.session.scalar(wanted)
    one = db.session.get(Volunteer, fact.person_id) if fact else None
    if fact is None or one is None or one.community_id not in set(communities(area_codes)):
        raise NotFound(N_("No such line, or it is not yours to see."))
    return fact


def call_in_reach(area_codes: Collection[str], number: int) -> FakeCall:
    """Return the finding about a line in reach."""
    fact = fact_in_reach(area_codes, number)
    if fact.call is None:
        raise NotAllowedNow(N_("Nobody has called this line made up."))
    return fact.call


def open_objection(area_codes: Collection[str], number: int) -> PointObjection:
    """Return the objection to a line in reach."""
    fact = fact_in_reach(area_codes, number)
    if fact.objection is None:
        raise NotAllowedNow(N_("Nobody has objected to this line."))
    return fact.objection


def open_objections(area_codes: Collection[str]) -> list[PointObjection]:
    """Return the objections in these areas that wait for a decision, the oldest first."""
    rows = (
        select(PointObjection)
        .where(PointObjection.decided_at.is_(None))
        .where(PointObjection.community_id.in_(communities(area_codes)))
        .options(joinedload(PointObjection.fact), joinedload(PointObjection.person))
    )
    return list(db.session.scalars(rows.order_by(PointObjection.id)))


def objection_totals() -> ObjectionTotals:
    """Return how many objections there were, how they ended, and how long a decision took."""
    made, decided, upheld = db.session.execute(
        select(
            func.count(PointObjection.id),
            func.count(PointObjection.decided_at),
            func.count(PointObjection.points),
        )
    ).one()
    spans = (
        select(PointObjection.made_at, PointObjection.decided_at)
        .where(PointObjection.decided_at.is_not(None))
        .order_by(PointObjection.decided_at.desc())
        .limit(MOST_COUNTED)
    )
    took = sorted(end - begin for begin, end in db.session.execute(spans) if end)
    median = took[len(took) // 2] / timedelta(days=1) if took else None
    return ObjectionTotals(made, decided, upheld, median)


def communities(area_codes: Collection[str]) -> list[int]:
    """Return the ids of the areas with these codes and of all in them."""
    inside: ColumnElement[bool] = or_(false(), *(lies_in(Area.code, code) for code in area_codes))
    return list(db.session.scalars(select(Area.id).where(inside).order_by(Area.id)))
