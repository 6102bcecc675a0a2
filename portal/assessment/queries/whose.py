"""For which unit a case counts: the one whose clock it was, whoever has the case later.

A transfer, and a return too late to start the clock afresh, keep the date, and so whose it is.
What comes back has a fresh date and still is whose it was, unless it goes to another unit by that:
or else whoever hands a case on too late would be rid of it as soon as it came back. So does what
goes up a level when more than half of its time is gone: its fresh date makes nobody be in time.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from portal.assessment.queries.days import end_of
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import Step

COMEBACKS = (Step.REOPEN, Step.ESCALATE, Step.DISPUTE, Step.INSPECT)
HAND_OUT = (Step.DISPATCH, Step.SPLIT)
BEGINNINGS = (*HAND_OUT, *COMEBACKS, Step.HAND_UP)
_began, _before, _between = (aliased(CaseEvent) for _ in range(3))
# The row before a dispatch held a date already, and no lower level; the row before a comeback
# named the same unit too.
_goes_on = (
    exists()
    .where(
        _before.case_id == _began.case_id,
        _before.id < _began.id,
        _before.due_on.is_not(None),
        _before.level >= _began.level,
        or_(_began.step.in_(HAND_OUT), _before.unit_id == _began.unit_id),
        ~exists()
        .where(
            _between.case_id == _began.case_id,
            _between.id > _before.id,
            _between.id < _began.id,
        )
        .correlate(_began, _before),
    )
    .correlate(_began)
)


_first = aliased(CaseEvent)
_held, _started = aliased(CaseEvent), aliased(CaseEvent)


def went_up_late(row: Any) -> ColumnElement[bool]:
    """Say whether a row takes a case up a level when more than half of its time is gone."""
    until = (
        select(end_of(_held.due_on))
        .where(_held.case_id == row.case_id, _held.id < row.id)
        .order_by(_held.id.desc())
        .limit(1)
    )
    began_at = (
        select(_started.at)
        .where(_started.case_id == row.case_id, _started.id < row.id)
        .where(_started.step.in_(BEGINNINGS), _started.unit_id.is_not(None))
        .order_by(_started.id.desc())
        .limit(1)
    )
    gone = row.at - began_at.correlate(row).scalar_subquery()
    left = until.correlate(row).scalar_subquery() - row.at
    return and_(row.step == Step.HAND_UP, func.coalesce(gone > left, false()))


def _last_to_begin(of: Any, *before: ColumnElement[bool]) -> Select[int | None]:
    """Ask the history for the unit of the last row that made a case another unit's."""
    is_handed = and_(_began.step.in_((*HAND_OUT, *COMEBACKS)), ~_goes_on)
    is_up = and_(_began.step == Step.HAND_UP, ~went_up_late(_began))
    return (
        select(_began.unit_id)
        .where(_began.case_id == of, _began.unit_id.is_not(None), *before)
        .where(or_(is_up, is_handed))
        .order_by(_began.id.desc())
        .limit(1)
    )


# The first row of its clock; where that took it up too late, the one before counts.
_IN_HAND = (
    select(
        case(
            (
                went_up_late(_first),
                _last_to_begin(_first.case_id, _began.id < _first.id)
                .correlate(_first)
                .scalar_subquery(),
            ),
            else_=_first.unit_id,
        )
    )
    .where(_first.case_id == Case.id, _first.at == Case.dispatched_at, _first.unit_id.is_not(None))
    .order_by(_first.id)
    .limit(1)
)
# Nearly no case has come back: of the others, the first row of their clock says it soonest.
UNIT_OF_ITS_CLOCK: ColumnElement[int] = func.coalesce(
    case(
        (Case.reopened == 0, _IN_HAND.correlate(Case).scalar_subquery()),
        else_=_last_to_begin(Case.id).correlate(Case).scalar_subquery(),
    ),
    Case.unit_id,
    0,
)


def unit_of_clock_at(said: type[CaseEvent]) -> ColumnElement[int]:
    """Return the unit whose clock it was when a step was taken; null where none had begun."""
    asked = _last_to_begin(said.case_id, _began.id < said.id)
    return asked.correlate(said).scalar_subquery()
