"""What is counted, as data: of which rows, by which date, in which cell, on which conditions.

Cells, their proof's reasons and the cases behind a number are all read from these conditions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from portal.assessment.models import Exclusion
from portal.assessment.queries.days import end_of
from portal.cases.models import Case, CaseEvent, CaseRequest, Rating
from portal.cases.rules import CaseStatus, Outcome, Solved, Source, Step, Validity
from portal.cases.rules.whose import COMEBACKS
from portal.db import UTCDateTime
from portal.supervision.queries.sampled import passed_in_a_sample, there_is

Condition = ColumnElement[bool]
# Said in the words of the partial indexes, which a bound value would not match.
_AMONG_REOPENED: Condition = literal_column("cases.reopened >= 1")
_IS_GIVEN_AWAY: Condition = literal_column("case_events.step IN ('return', 'hand_up')")
# For which unit it counts (cases/rules/whose.py); where no clock has begun, for who has it.
_OF_ITS_CLOCK: ColumnElement[int] = func.coalesce(Case.clock_unit_id, Case.unit_id, 0)
_cases, _steps, _ratings = (one.__table__.c for one in (Case, CaseEvent, Rating))


@dataclass(frozen=True)
class Strand:
    """What is counted by one date: from these rows, in the cells of these levels and units.

    A count is how many rows meet its condition; `sums` adds a number of each row instead. What is
    the rest of another count is counted as all of both, less that one: to ask each row a costly
    question twice would take twice as long.
    """

    of: FromClause
    at: ColumnElement[Any]
    counts: Mapping[str, Condition]
    where: Condition = field(default_factory=true)
    among: Condition = field(default_factory=true)  # holds anyway: by which index all are found
    grid_id: ColumnElement[int] = field(default_factory=lambda: _cases.grid_id)
    level: ColumnElement[int] = field(default_factory=lambda: func.coalesce(Case.level, 0))
    unit_id: ColumnElement[int] = field(default_factory=lambda: func.coalesce(Case.unit_id, 0))
    sums: Mapping[str, ColumnElement[int]] = field(default_factory=dict)
    all_of_both: Mapping[str, Condition] = field(default_factory=dict)  # in place of the rest
    dated: ColumnElement[Any] | None = None  # the date itself, where `at` hides it from an index
    is_few: bool = False  # an index of its own knows the dates of its few rows

    @property
    def is_instant(self) -> bool:
        """Say whether its date is an instant, and not a day."""
        return isinstance(self.at.type, UTCDateTime)


# What a grid worker reported and solved was never anybody else's to deal with, be it in one form
# or a minute later.
_dealt_with = or_(
    Case.source != Source.WORKER,
    Case.resolved_by_id.is_(None),
    Case.resolved_by_id != Case.reported_by_id,
)
PIECE = case((Case.part_of_id.is_not(None), 2), (Case.has_parts, 1), else_=0)

# A case by the day of its report. Only the grid's own level is not "passed on".
_valid = Case.validity == Validity.VALID
_found = and_(_valid, Case.merged_into_id.is_(None))
BY_REPORT = Strand(
    of=Case.__table__,
    at=_cases.reported_at,
    counts={
        "reported": true(),
        "judged": Case.validity != Validity.NOT_JUDGED,
        "valid": _valid,
        "passed_on": or_(Case.level >= 2, Case.handed_on),
        "found": _found,
        "found_by_workers": and_(_found, Case.source == Source.WORKER),
    },
)

# A case by the day on which it is due. What was left out counts nowhere else.
_left_out = (
    select(Exclusion.case_id).where(Exclusion.is_granted.is_(True)).distinct().subquery("left_out")
)
_in = _left_out.c.case_id.is_(None)
_closed = and_(_in, Case.status == CaseStatus.CLOSED)
_counts_as_due = and_(_dealt_with, Case.status.not_in((CaseStatus.DECLINED, CaseStatus.MERGED)))
_done = and_(_closed, _valid, Case.outcome == Outcome.DONE)
_said_solved = or_(
    there_is(Rating.case_id == Case.id, Rating.round == Case.round, Rating.solved == Solved.YES),
    there_is(
        Rating.main_id == Case.id, Rating.main_round == Case.round, Rating.solved == Solved.YES
    ),
)
# A grid's worker looks at what others do, and what they handed up themselves is not that: or else
# handing up would have confirmed what they were to do.
_looked_at = and_(Case.closed_by == Step.VERIFY, not_(Case.came_from_grid))
_by_word = func.coalesce(or_(Case.closed_by == Step.CONFIRM, _looked_at), false())
CONFIRMED_BY_WORD = or_(_by_word, _said_solved)
_confirmed = or_(CONFIRMED_BY_WORD, passed_in_a_sample(Case.id, Case.closed_at))
IS_DUE_AND_VALID, IS_CLOSED_AS_DONE = and_(_in, _valid), _done
BY_DUE = Strand(
    of=Case.__table__.outerjoin(_left_out, _left_out.c.case_id == Case.id),
    at=_cases.due_on,
    where=_counts_as_due,
    unit_id=_OF_ITS_CLOCK,
    counts={
        "due": _in,
        "excluded": not_(_in),
        "closed": _closed,
        # What came back has a fresh clock, and so has what went up: neither is in time by that.
        "closed_in_time": and_(
            _closed, Case.was_in_time.is_(True), Case.reopened == 0, not_(Case.went_up_late)
        ),
        "due_valid": IS_DUE_AND_VALID,
        "confirmed": and_(_done, _confirmed),
        "unconfirmed": and_(_done, not_(_confirmed)),
    },
    all_of_both={"unconfirmed": _done},
)

BY_ANSWER = Strand(
    of=Case.__table__,
    at=_cases.response_due_at,
    where=_counts_as_due,
    unit_id=_OF_ITS_CLOCK,
    counts={
        "response_due": true(),
        "responded": Case.first_response_at <= Case.response_due_at,
    },
)

# What a reporter was asked of the last resolution before the question, for the unit whose clock it
# was then. A case that still is resolved has the level and the clock that it then had: of nearly
# all questions, the history need not be read.
_still_resolved = func.coalesce(Case.resolved_at <= Rating.asked_at, false())
_said, _earlier = aliased(CaseEvent), aliased(CaseEvent)
_last_said = (
    select(_earlier.id)
    .where(_earlier.case_id == Case.id, _earlier.step == Step.RESOLVE)
    .where(_earlier.at <= Rating.asked_at)
    .order_by(_earlier.id.desc())
    .limit(1)
    .correlate(Case, Rating)
    .scalar_subquery()
)
BY_QUESTION = Strand(
    of=Rating.__table__.join(
        Case.__table__, Case.id == func.coalesce(Rating.main_id, Rating.case_id)
    ).outerjoin(_said, _said.id == case((_still_resolved, None), else_=_last_said)),
    at=_ratings.asked_at,
    grid_id=_ratings.grid_id,
    level=func.coalesce(_said.level, Case.level, 0),
    unit_id=case(
        (_still_resolved, _OF_ITS_CLOCK),
        else_=func.coalesce(_said.clock_unit_id, _said.unit_id, Case.unit_id, 0),
    ),
    counts={
        "asked": true(),
        "answered": Rating.stars.is_not(None),
        "satisfied": Rating.stars >= 4,
        "said": Rating.solved.is_not(None),
        "solved": Rating.solved == Solved.YES,
    },
    sums={"stars": func.coalesce(Rating.stars, 0)},
)

BY_RESOLUTION = Strand(
    of=Case.__table__,
    at=_cases.resolved_at,
    where=_dealt_with,
    unit_id=_OF_ITS_CLOCK,
    counts={"resolved": true(), "on_time": Case.was_in_time.is_(True), "resolutions": true()},
)

# A resolution that came back, for the unit whose clock it was; a case with none never did.
_back = aliased(CaseEvent)
_was_reopened = func.coalesce(Case.reopened, 0) >= 1  # in words that no index knows
# A step always has its instant: said so that the few reopened cases are read by their index, and
# not every step of a year by its date.
_step_at = func.coalesce(_steps.at, _cases.reported_at)
BY_COMEBACK = Strand(
    of=Case.__table__.join(CaseEvent.__table__, CaseEvent.case_id == Case.id),
    at=_step_at,
    dated=_steps.at,
    among=_AMONG_REOPENED,
    where=and_(
        _was_reopened,
        CaseEvent.step == Step.RESOLVE,
        there_is(_back.case_id == Case.id, _back.id > CaseEvent.id, _back.step.in_(COMEBACKS)),
    ),
    level=func.coalesce(CaseEvent.level, 0),
    unit_id=func.coalesce(CaseEvent.clock_unit_id, CaseEvent.unit_id, 0),
    counts={"resolutions": true(), "reworked": true()},
)

# The look of the grid's worker. Who else closed a case before that day took the look away.
_look_is_over = Case.closed_at < end_of(Case.verify_due_on)
BY_LOOK = Strand(
    of=Case.__table__,
    at=_cases.verify_due_on,
    where=and_(
        _dealt_with,
        or_(Case.closed_at.is_(None), Case.closed_by == Step.VERIFY, not_(_look_is_over)),
    ),
    counts={
        "verify_due": true(),
        "verified": and_(Case.closed_by == Step.VERIFY, _look_is_over),
    },
)
# A look that found it unsolved is done: its date has gone with the resolution that it refused.
BY_REFUSAL = Strand(
    of=BY_COMEBACK.of,
    at=_step_at,
    dated=_steps.at,
    among=_AMONG_REOPENED,
    where=and_(_was_reopened, CaseEvent.step == Step.DISPUTE),
    level=BY_COMEBACK.level,
    unit_id=func.coalesce(CaseEvent.unit_id, 0),
    counts={"verify_due": true(), "verified": true()},
)

# A return or a hand-up, for the unit that had the case. A return was right where the case then went
# to another unit; a hand-up, unless the case ever came back to whoever handed it up. What goes up
# within one unit, as from a grid's worker to the community, is given to nobody.
_had, _gets, _later = aliased(CaseEvent), aliased(CaseEvent), aliased(CaseEvent)
_giver = (
    select(_had.unit_id)
    .where(_had.case_id == CaseEvent.case_id, _had.id < CaseEvent.id, _had.unit_id.is_not(None))
    .order_by(_had.id.desc())
    .limit(1)
    .correlate(CaseEvent)
    .scalar_subquery()
)
_taker = (
    select(_gets.unit_id)
    .where(_gets.case_id == CaseEvent.case_id, _gets.id > CaseEvent.id, _gets.unit_id.is_not(None))
    .order_by(_gets.id)
    .limit(1)
    .correlate(CaseEvent)
    .scalar_subquery()
)
_stayed_away = not_(
    there_is(
        _later.case_id == CaseEvent.case_id, _later.id > CaseEvent.id, _later.unit_id == _giver
    )
)
BY_RETURN = Strand(
    of=CaseEvent.__table__.join(Case.__table__, Case.id == CaseEvent.case_id),
    at=_steps.at,
    is_few=True,
    where=and_(_IS_GIVEN_AWAY, or_(CaseEvent.step == Step.RETURN, CaseEvent.unit_id != _giver)),
    level=func.coalesce(CaseEvent.level, 0),
    unit_id=func.coalesce(_giver, 0),
    counts={
        "returned": true(),
        "returns_upheld": case(
            (CaseEvent.step == Step.HAND_UP, _stayed_away), else_=_taker != _giver
        ),
    },
)

# What was asked for a case and decided by somebody else, by the day on which it is due.
BY_REQUEST = Strand(
    of=CaseRequest.__table__.join(Case.__table__, Case.id == CaseRequest.case_id),
    at=_cases.due_on,
    where=CaseRequest.decided_at.is_not(None),
    unit_id=_OF_ITS_CLOCK,
    counts={"requested": true(), "granted": CaseRequest.is_granted.is_(True)},
)
BY_EXCLUSION = Strand(
    of=Exclusion.__table__.join(Case.__table__, Case.id == Exclusion.case_id),
    at=_cases.due_on,
    where=Exclusion.decided_at.is_not(None),
    unit_id=_OF_ITS_CLOCK,
    counts={"requested": true(), "granted": Exclusion.is_granted.is_(True)},
)

REST_OF = {"unconfirmed": "confirmed"}
STRANDS = (
    BY_REPORT,
    BY_DUE,
    BY_ANSWER,
    BY_QUESTION,
    BY_RESOLUTION,
    BY_COMEBACK,
    BY_LOOK,
    BY_REFUSAL,
    BY_RETURN,
    BY_REQUEST,
    BY_EXCLUSION,
)
