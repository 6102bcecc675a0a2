"""The rows of cases as they are stored, read in portions: what the figures are proved by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, union

from portal.assessment.models import Exclusion, FigureCell
from portal.assessment.queries.by_hand import Life, Question, StepTaken, Tally, Where
from portal.assessment.queries.cells import KEYS
from portal.assessment.rules import NAMES
from portal.cases.models import Case, CaseEvent, CaseRequest, ChangedMonth, Rating
from portal.cases.rules import Step
from portal.clock import next_month, start_of
from portal.db import db
from portal.grids.models import Grid
from portal.supervision.models import Finding, Sampled, SpotCheck
from portal.supervision.rules import FindingState, FrameKind, Verdict

AT_ONCE = 500  # cases
DAYS = (Case.due_on, Case.verify_due_on)
INSTANTS = (Case.reported_at, Case.response_due_at, Case.resolved_at)
COUNTED = (Step.RESOLVE, Step.RETURN, Step.HAND_UP, Step.DISPUTE)
PLAIN = (
    *("grid_id", "matter_id", "level", "unit_id", "source", "validity", "status", "reported_at"),
    *("due_on", "response_due_at", "first_response_at", "resolved_at", "was_in_time", "outcome"),
    *("verify_due_on", "closed_at", "closed_by", "reopened"),
)


def differing_cells(month: date) -> tuple[int, set[int]]:
    """Count a month by hand; return how many cells it has, and the grids where the kept differ.

    A grid that is marked is left out: it waits to be counted anyway.
    """
    tally = Tally()
    for life in lives_in(month):
        tally.of(life)
    by_hand = _cells_of(tally, month)
    kept = dict(_kept(month))
    wrong = {key[0] for key in by_hand.keys() | kept.keys() if by_hand.get(key) != kept.get(key)}
    marked = select(ChangedMonth.grid_id).where(ChangedMonth.month == month)
    return len(by_hand), wrong - set(db.session.scalars(marked))


def lives_in(month: date) -> Iterator[Life]:
    """Read every case of which anything may count in a month, some hundreds at a time."""
    ids = db.session.scalars(_ids(month)).all()
    for start in range(0, len(ids), AT_ONCE):
        yield from _lives(ids[start : start + AT_ONCE])


def _cells_of(tally: Tally, month: date) -> dict[Where, tuple[int, ...]]:
    counts: dict[Where, dict[str, int]] = defaultdict(dict)
    for (cell, name), n in tally.items():
        if cell[1] == month:
            counts[cell][name] = n
    return {cell: tuple(of.get(name, 0) for name in NAMES) for cell, of in counts.items()}


def _kept(month: date) -> Iterator[tuple[Where, tuple[int, ...]]]:
    columns = [getattr(FigureCell, name) for name in (*KEYS, *NAMES)]
    for row in db.session.execute(select(*columns).where(FigureCell.month == month)):
        yield tuple(row[: len(KEYS)]), tuple(row[len(KEYS) :])


def _ids(month: date) -> Select[int]:
    """Ask for the cases with a date, a step or a question in a month."""
    ends = next_month(month)
    begins_at, ends_at = start_of(month), start_of(ends)
    everywhere = Case.grid_id.in_(select(Grid.id))  # by which every date is indexed
    dated = [
        *(and_(everywhere, day >= month, day < ends) for day in DAYS),
        *(and_(everywhere, at >= begins_at, at < ends_at) for at in INSTANTS),
    ]
    steps = select(CaseEvent.case_id).where(
        CaseEvent.at >= begins_at, CaseEvent.at < ends_at, CaseEvent.step.in_(COUNTED)
    )
    about = func.coalesce(Rating.main_id, Rating.case_id)
    asked = select(about).where(
        Rating.grid_id.in_(select(Grid.id)),
        Rating.asked_at >= begins_at,
        Rating.asked_at < ends_at,
    )
    found = union(*(select(Case.id).where(one) for one in dated), steps, asked).subquery()
    return select(found.c.id).order_by(found.c.id)


def _lives(ids: Sequence[int]) -> Iterator[Life]:
    wholes = set(db.session.scalars(select(Case.part_of_id).where(Case.part_of_id.in_(ids))))
    out = select(Exclusion.case_id).where(
        Exclusion.case_id.in_(ids), Exclusion.is_granted.is_(True)
    )
    left_out, passed = set(db.session.scalars(out)), _passed(ids)
    steps, questions, decided = _steps(ids), _questions(ids), _decided(ids)
    for case in db.session.execute(_rows(ids)):
        yield Life(
            **{name: getattr(case, name) for name in PLAIN},
            piece=2 if case.part_of_id else int(case.id in wholes),
            is_joined=case.merged_into_id is not None,
            is_resolved_by_reporter=case.resolved_by_id is not None
            and case.resolved_by_id == case.reported_by_id,
            is_left_out=case.id in left_out,
            decided=decided[case.id],
            has_passed=any(case.closed_at and at >= case.closed_at for at in passed[case.id]),
            steps=steps[case.id],
            questions=[
                Question(
                    one.grid_id, one.asked_at, _round(one) == case.round, one.stars, one.solved
                )
                for one in questions[case.id]
            ],
        )


def _decided(ids: Sequence[int]) -> dict[int, list[bool]]:
    asked = [
        select(one.case_id, one.is_granted)
        .where(one.case_id.in_(ids), one.decided_at.is_not(None))
        .order_by(one.id)
        for one in (CaseRequest, Exclusion)
    ]
    return _by_case((row[0], row[1]) for one in asked for row in _all(one))


def _rows(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    more = ("id", "part_of_id", "merged_into_id", "resolved_by_id", "reported_by_id", "round")
    return select(*(getattr(Case, name) for name in (*PLAIN, *more))).where(Case.id.in_(ids))


def _steps(ids: Sequence[int]) -> dict[int, list[StepTaken]]:
    columns = [getattr(CaseEvent, one.name) for one in fields(StepTaken)]
    asked = select(CaseEvent.case_id, *columns).where(CaseEvent.case_id.in_(ids))
    return _by_case((row[0], StepTaken(*row[1:])) for row in _all(asked.order_by(CaseEvent.id)))


def _questions(ids: Sequence[int]) -> dict[int, list[Any]]:
    columns = (Rating.grid_id, Rating.asked_at, Rating.round, Rating.main_id, Rating.main_round)
    about = or_(Rating.main_id.in_(ids), and_(Rating.main_id.is_(None), Rating.case_id.in_(ids)))
    asked = select(Rating.case_id, *columns, Rating.stars, Rating.solved).where(about)
    return _by_case((row.main_id or row.case_id, row) for row in _all(asked.order_by(Rating.id)))


def _round(question: Any) -> int:
    return int(question.main_round if question.main_id else question.round)


def _passed(ids: Sequence[int]) -> dict[int, list[datetime]]:
    asked = (
        select(Sampled.source_id, Finding.signed_at)
        .join(Finding, Finding.sampled_id == Sampled.id)
        .join(SpotCheck, SpotCheck.id == Sampled.check_id)
        .where(Sampled.source_id.in_(ids), SpotCheck.frame == FrameKind.CLOSED_CASES)
        .where(Finding.state == FindingState.STANDS, Finding.verdict == Verdict.SOLVED)
    )
    return _by_case((row[0], row[1]) for row in _all(asked))


def _all(asked: Select[*tuple[Any, ...]]) -> Iterable[Any]:
    return db.session.execute(asked)


def _by_case(rows: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for case_id, row in rows:
        found[case_id].append(row)
    return found
