"""How far each source of facts has been read, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.cases.models import Case, CaseEvent
from portal.cases.rules import Step
from portal.db import db
from portal.grids.models import PatrolLog
from portal.rewards.models import FakeCall, PointMark, Thanks
from portal.training.queries import Pass, passes_after
from portal.volunteers.models import HelpDecision
from portal.volunteers.queries import confirmed_helps

AT_ONCE = 1000
# How long a row may still change, or come to light with an older number than one already read.
SETTLED_AFTER = timedelta(minutes=10)  # a transaction takes seconds
WALKED_AFTER = timedelta(days=1)  # a patrol ends in hours
PASSED_AFTER = timedelta(days=2)  # a pass says its day only


@dataclass(frozen=True)
class Happened:
    """A step of a case, as far as points need it."""

    id: int
    at: datetime
    case_id: int
    by_id: int | None
    step: Step
    number: str
    reported_by_id: int | None


def mark_of(source: str) -> int:
    """Return the number of the last row of a source that need not be read again."""
    mark = db.session.get(PointMark, source)
    return mark.last_id if mark else 0


def next_events(after_id: int) -> Sequence[Happened]:
    """Return the next steps of cases, oldest first."""
    rows = (
        select(
            *(CaseEvent.id, CaseEvent.at, CaseEvent.case_id, CaseEvent.by_id, CaseEvent.step),
            *(Case.number, Case.reported_by_id),
        )
        .join(CaseEvent.case)
        .where(CaseEvent.id > after_id)
        .order_by(CaseEvent.id)
        .limit(AT_ONCE)
    )
    return [Happened(*row) for row in db.session.execute(rows)]


def next_patrols(after_id: int) -> Sequence[PatrolLog]:
    """Return the next patrols, also those that still run, and what each replaced."""
    rows = select(PatrolLog).where(PatrolLog.id > after_id)
    rows = rows.options(
        joinedload(PatrolLog.grid),
        selectinload(PatrolLog.replaced_by),
        joinedload(PatrolLog.replaces).selectinload(PatrolLog.replaced_by),
    )
    return db.session.scalars(rows.order_by(PatrolLog.id).limit(AT_ONCE)).all()


def next_thanks(after_id: int) -> Sequence[Thanks]:
    """Return the next thanks, oldest first."""
    rows = select(Thanks).where(Thanks.id > after_id).order_by(Thanks.id).limit(AT_ONCE)
    return db.session.scalars(rows.options(joinedload(Thanks.rating))).all()


def next_passes(after_id: int) -> Sequence[Pass]:
    """Return the next courses that somebody passed."""
    return passes_after(after_id, most=AT_ONCE)


def next_helps(after_id: int) -> Sequence[HelpDecision]:
    """Return the next decisions on help in households."""
    return confirmed_helps(after_id, AT_ONCE)


def calls_of(ids: Sequence[int]) -> Sequence[FakeCall]:
    """Return findings that facts were made up."""
    rows = select(FakeCall).where(FakeCall.id.in_(ids)).options(joinedload(FakeCall.fact))
    return db.session.scalars(rows.order_by(FakeCall.id)).all()


def is_settled(moment: datetime, now: datetime, after: timedelta) -> bool:
    """Say whether nothing older than this can come to light any more."""
    return now - moment > after
