"""What samples found in some months, one row for each: what an assessment sums by who answers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal_column, null, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.models import Unit
from portal.accounts.rules import UnitKind
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import Source, Step
from portal.clock import end_of, month_of, start_of
from portal.db import db
from portal.grids.models import Grid
from portal.supervision.models import Finding, ProblemMatch, Sampled, SeenProblem, SpotCheck, Visit
from portal.supervision.rules import FindingState, FrameKind, Verdict
from portal.supervision.rules.findings import FAILS, PASSES

Column = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class FoundOne:
    """One thing drawn at random that was judged: where, when, of which unit, and what it was."""

    grid: str
    month: date
    unit: str | None
    unit_kind: UnitKind | None
    level: int | None  # of the case
    frame: FrameKind
    is_false: bool  # closed or logged though it was not done; at a place: nobody had reported it
    is_looked_at: bool = False  # a grid worker had said of it that it is solved
    is_false_look: bool = False  # and it was not
    is_own: bool = False  # whoever reported it solved it on the spot


def there_is(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that some row meets these, looked for by its index, row by row.

    Unlike EXISTS, which PostgreSQL may answer by reading all of a table once.
    """
    one: Select[int] = select(literal_column("1")).where(*conditions).limit(1)
    return one.scalar_subquery().is_not(None)


def passed_in_a_sample(case_id: Column, closed_at: Column) -> ColumnElement[bool]:
    """Return the condition that a standing finding says "solved" of a case's present closing.

    Also of one that was added as urgent: two people looked. A finding of an earlier closing,
    after which the case came back, says nothing of this one.
    """
    return there_is(
        *_standing(case_id), Finding.verdict == Verdict.SOLVED, Finding.signed_at >= closed_at
    )


def was_judged_by_lot(case_id: Column) -> ColumnElement[bool]:
    """Return the condition that a case was drawn at random, and that what was found stands."""
    judged = Finding.verdict.in_(PASSES | FAILS)
    return there_is(*_standing(case_id), Sampled.is_priority.is_(False), judged)


def found_by_lot(begins: date, ends: date) -> list[FoundOne]:
    """Return what stands of things drawn at random and was signed, or seen, on these days."""
    was_looked_at = func.coalesce(_was_looked_at(), false())
    of_case = and_(Case.id == Sampled.source_id, SpotCheck.frame == FrameKind.CLOSED_CASES)
    signed = (
        select(
            Grid.code,
            Finding.signed_at,
            *(Unit.code, Unit.kind, Case.level),
            SpotCheck.frame,
            Finding.verdict.in_((Verdict.FALSE_CLOSURE, Verdict.FALSE_PATROL)),
            was_looked_at,
            and_(Finding.verdict.in_(FAILS), was_looked_at),
            func.coalesce(_is_own, false()),
        )
        .join(Sampled, Sampled.id == Finding.sampled_id)
        .join(SpotCheck, SpotCheck.id == Sampled.check_id)
        .join(Grid, Grid.id == Sampled.grid_id)
        .outerjoin(Case, of_case)
        .outerjoin(Unit, Unit.id == func.coalesce(Finding.unit_id, Case.unit_id))
        .where(Finding.state == FindingState.STANDS, Finding.verdict.in_(PASSES | FAILS))
        .where(SpotCheck.frame != FrameKind.PLACES, Sampled.is_priority.is_(False))
        .where(*_on(Finding.signed_at, begins, ends))
    )
    rows = [*db.session.execute(signed), *db.session.execute(_seen(begins, ends))]
    return [FoundOne(row[0], month_of(row[1]), *row[2:]) for row in rows]


_is_own = and_(Case.source == Source.WORKER, Case.resolved_by_id == Case.reported_by_id)


def _was_looked_at() -> ColumnElement[bool]:
    """Return the condition that what a finding is of was closed by the grid worker's look.

    Read from its history: what was found not solved is open again.
    """
    closings = (Step.CONFIRM, Step.VERIFY, Step.LAPSE)
    last = (
        select(CaseEvent.step)
        .where(CaseEvent.case_id == Case.id, CaseEvent.at <= Finding.signed_at)
        .where(CaseEvent.step.in_(closings))
        .order_by(CaseEvent.id.desc())
        .limit(1)
        .correlate(Case, Finding)
        .scalar_subquery()
    )
    return last == Step.VERIFY


def _seen(begins: date, ends: date) -> Select[*tuple[Any, ...]]:
    """Ask for the problems seen at places of which somebody has said what they fit, if anything."""
    last = (
        select(func.max(ProblemMatch.id))
        .where(ProblemMatch.problem_id == SeenProblem.id)
        .correlate(SeenProblem)
        .scalar_subquery()
    )
    return (
        select(Grid.code, Visit.at, *[null()] * 3, SpotCheck.frame, ProblemMatch.case_id.is_(None))
        .join(Sampled, Sampled.grid_id == Grid.id)
        .join(SpotCheck, SpotCheck.id == Sampled.check_id)
        .join(Visit, Visit.sampled_id == Sampled.id)
        .join(SeenProblem, SeenProblem.visit_id == Visit.id)
        .join(ProblemMatch, ProblemMatch.id == last)
        .where(Sampled.is_priority.is_(False), SeenProblem.taken_back_at.is_(None))
        .where(Visit.ended_at.is_not(None), *_on(Visit.at, begins, ends))
    )


def _standing(case_id: Column) -> tuple[ColumnElement[bool], ...]:
    return (
        Sampled.source_id == case_id,
        SpotCheck.id == Sampled.check_id,
        SpotCheck.frame == FrameKind.CLOSED_CASES,
        Finding.sampled_id == Sampled.id,
        Finding.state == FindingState.STANDS,
    )


def _on(at: Column, begins: date, ends: date) -> tuple[ColumnElement[bool], ...]:
    return (at >= start_of(begins), at < end_of(ends))
