"""What is asked of policy: the values of a day, and the working-day calendar."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from portal.db import asked_once, db
from portal.policy.models import CalendarYear, PolicyValue, WorkDay
from portal.policy.rules import DRAFT, Policy, WorkCalendar


@dataclass(frozen=True)
class ValueInForce:
    """One value of the policy: what it answers, and which change set it, if one did."""

    name: str
    words: str
    clause: str
    content: Any
    set_by: PolicyValue | None


@asked_once
def policy_on(day: date) -> Policy:
    """Return the values in force on `day`; the newest change of each value wins."""
    rows = _in_force(day)
    if not rows:
        return DRAFT
    return DRAFT.changed_by({row.name: row.content for row in rows}, max(row.id for row in rows))


def values_on(day: date) -> list[ValueInForce]:
    """Return every value as it stands on a day, with the change that set it, if one did."""
    set_by = {row.name: row for row in _in_force(day)}
    policy = policy_on(day)
    return [
        ValueInForce(
            name=known.name,
            words=known.metadata["words"],
            clause=known.metadata["clause"],
            content=getattr(policy, known.name),
            set_by=set_by.get(known.name),
        )
        for known in fields(Policy)
        if known.metadata
    ]


class PolicyTimes:
    """The values of any day, read once for each time between two changes."""

    def __init__(self) -> None:
        rows = select(PolicyValue.in_force_on).distinct().order_by(PolicyValue.in_force_on)
        self.days = list(db.session.scalars(rows))
        self.known: dict[int, Policy] = {}

    def __call__(self, day: date) -> Policy:
        """Return the values in force on a day; the same object for days with the same values."""
        time = bisect_right(self.days, day)
        if time not in self.known:
            self.known[time] = policy_on(day)
        return self.known[time]


def coming_values(after: date) -> Sequence[PolicyValue]:
    """Return the changes that take force after a day, the next first."""
    rows = select(PolicyValue).where(PolicyValue.in_force_on > after)
    return db.session.scalars(rows.order_by(PolicyValue.in_force_on, PolicyValue.id)).all()


def newest_change(names: Iterable[str] = (), *, after: datetime | None = None) -> int:
    """Return the number of the newest change, or 0; of some values and since then if it is said."""
    newest = select(func.coalesce(func.max(PolicyValue.id), 0))
    if wanted := sorted(names):
        newest = newest.where(PolicyValue.name.in_(wanted))
    if after:
        newest = newest.where(PolicyValue.set_at > after)
    return db.session.scalar(newest) or 0


def work_days_of(year: int) -> Sequence[WorkDay]:
    """Return the days of a year that break the plain week, in order."""
    return db.session.scalars(
        select(WorkDay).where(WorkDay.year == year).order_by(WorkDay.day)
    ).all()


def is_loaded(year: int) -> bool:
    """Say whether the official holidays of a year are known."""
    return db.session.get(CalendarYear, year) is not None


def _in_force(day: date) -> Sequence[PolicyValue]:
    """Return every change in force on a day; of one value, the newest comes last."""
    in_force = (
        select(PolicyValue)
        .where(PolicyValue.in_force_on <= day)
        .order_by(PolicyValue.in_force_on, PolicyValue.id)
    )
    return db.session.scalars(in_force).all()


@asked_once
def work_calendar() -> WorkCalendar:
    """Return the calendar as loaded; with no year loaded every date is provisional."""
    days = db.session.execute(select(WorkDay.day, WorkDay.is_working).order_by(WorkDay.day))
    last_year = db.session.scalar(select(func.max(CalendarYear.year))) or 0
    return WorkCalendar({row.day: row.is_working for row in days}, last_year)
