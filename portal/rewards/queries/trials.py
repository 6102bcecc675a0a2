"""Rules that were tried, and the facts that a trial counts anew."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.errors import N_, NotFound
from portal.policy.queries import PolicyTimes
from portal.policy.rules import Policy
from portal.rewards.models import FakeCall, PointFact, RuleTrial
from portal.rewards.rules import Claim, PastFact, WhyNot, quarter_after, rated_from
from portal.volunteers.models import Volunteer

TRIALS_SHOWN = 20
FACTS_AT_ONCE = 2000


@dataclass
class Changed:
    """The policies of days with some values replaced, each made once."""

    policies: PolicyTimes
    changes: dict[str, Any]
    known: dict[int, Policy] = field(default_factory=dict)

    def __call__(self, day: date) -> Policy:
        """Return the values of a day as they would have been."""
        policy = self.policies(day)
        if id(policy) not in self.known:
            self.known[id(policy)] = policy.changed_by(self.changes, policy.version)
        return self.known[id(policy)]


def trial_called(key: str) -> RuleTrial:
    """Return a trial by its key."""
    row = select(RuleTrial).where(RuleTrial.request_key == key)
    if trial := db.session.scalar(row):
        return trial
    raise NotFound(N_("There is no such trial of rules."))


def newest_trials() -> Sequence[RuleTrial]:
    """Return the trials of late, the newest first."""
    rows = select(RuleTrial).options(joinedload(RuleTrial.asked_by))
    return db.session.scalars(rows.order_by(RuleTrial.id.desc()).limit(TRIALS_SHOWN)).all()


def served_on(day: date) -> Select[int, int]:
    """Return the question who was a volunteer on a day, in the order in which they are counted."""
    rows = select(Volunteer.person_id, Volunteer.community_id).where(
        Volunteer.started_on <= day, or_(Volunteer.left_on.is_(None), Volunteer.left_on > day)
    )
    return rows.order_by(Volunteer.person_id)


def next_served(day: date, *, after_id: int, most: int) -> Sequence[Row[int, int]]:
    """Return the next of them."""
    rows = served_on(day).where(Volunteer.person_id > after_id).limit(most)
    return db.session.execute(rows).all()


def count_served(day: date) -> int:
    """Return how many they are."""
    counted = select(func.count()).select_from(served_on(day).order_by(None).subquery())
    return db.session.scalar(counted) or 0


def past_facts(
    person_ids: Collection[int], quarter: date
) -> Iterator[tuple[int, Iterator[PastFact]]]:
    """Yield people with their facts of the four quarters up to this one, person by person."""
    is_called = and_(FakeCall.fact_id == PointFact.id, FakeCall.withdrawn_at.is_(None))
    rows = (
        select(
            *(PointFact.person_id, PointFact.kind, PointFact.source_id, PointFact.at),
            *(PointFact.day, PointFact.month, PointFact.level, PointFact.worth),
            *(PointFact.stands_against, PointFact.decided, FakeCall.id.label("call_id")),
        )
        .outerjoin(FakeCall, is_called)
        .where(PointFact.person_id.in_(sorted(person_ids)))
        .where(PointFact.month >= rated_from(quarter), PointFact.month < quarter_after(quarter))
        .order_by(PointFact.person_id)
        .execution_options(yield_per=FACTS_AT_ONCE)
    )
    for person_id, facts in groupby(db.session.execute(rows), lambda row: row.person_id):
        yield person_id, map(_past, facts)


def _past(row: Any) -> PastFact:
    why = WhyNot.CALLED_FAKE if row.call_id else row.stands_against
    claim = Claim((row.kind, row.source_id), row.at, row.day, row.worth, why, row.decided)
    return PastFact(claim, row.month, row.level)
