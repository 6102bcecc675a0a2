"""What residents see of a grid's cases: never words, numbers of people, or places within it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import joinedload

from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus, Outcome, Validity
from portal.db import db
from portal.grids.models import Grid
from portal.publicity.models import PhotoRelease
from portal.publicity.queries.photos import Pair, released_pairs

NAMED_STATUSES = (
    CaseStatus.DISPATCHED,
    CaseStatus.IN_HAND,
    CaseStatus.PAUSED,
    CaseStatus.SPLIT,
)
OPEN_STATUSES = (*NAMED_STATUSES, CaseStatus.REPORTED)
MOST_OPEN = 12
LOOKED_AT = 40  # of the latest solved, to find those with photos among them
MOST_SOLVED = 4


@dataclass(frozen=True)
class OpenCases:
    """What is being done in a grid: the cases that may be named, and how many there are besides."""

    named: Sequence[Case]
    more: int  # that could be named as well
    others: int  # not yet looked at, held, or about people: only counted


@dataclass(frozen=True)
class SolvedCase:
    """A case that was solved, with the photos that were released."""

    case: Case
    before: PhotoRelease | None
    after: PhotoRelease | None


def open_cases(grid: Grid, *, since: datetime | None = None) -> OpenCases:
    """Return what is being done in a grid, the longest promised first.

    Only what was accepted and judged valid is named. A household's or a
    dispute's case is not: in a grid of four hundred homes its day and its
    matter would say whose it is.
    """
    here = _open_in(grid)
    rows = select(Case).join(Case.matter).where(*here, _is_nameable(), *_dispatched(since))
    rows = rows.options(joinedload(Case.matter), joinedload(Case.unit))
    named = db.session.scalars(rows.order_by(Case.due_on, Case.id).limit(MOST_OPEN)).all()
    count = select(func.count(Case.id), func.count(case((_is_nameable(), 1))))
    all_here, nameable = db.session.execute(count.join(Case.matter).where(*here)).one()
    more = 0 if since else nameable - len(named)
    return OpenCases(named, more, all_here - nameable)


def solved_cases(
    grid: Grid, *, since: datetime, most: int = MOST_SOLVED, until: datetime | None = None
) -> list[SolvedCase]:
    """Return what was done in a grid, the latest first; those with released photos come before."""
    rows = (
        select(Case)
        .join(Case.matter)
        .where(Case.grid_id == grid.id, Case.resolved_at >= since, _is_solved())
        .options(joinedload(Case.matter), joinedload(Case.unit))
        .order_by(Case.resolved_at.desc(), Case.id.desc())
        .limit(LOOKED_AT)
    )
    if until:
        rows = rows.where(Case.resolved_at < until)
    cases = db.session.scalars(rows).all()
    pairs = released_pairs([one.id for one in cases])
    chosen = sorted(cases, key=lambda one: one.id not in pairs)[:most]
    chosen.sort(key=lambda one: one.resolved_at or one.reported_at, reverse=True)
    return [_with_photos(one, pairs) for one in chosen]


def _with_photos(solved: Case, pairs: Mapping[int, Pair]) -> SolvedCase:
    pair = pairs.get(solved.id, Pair())
    return SolvedCase(solved, pair.before, pair.after)


def _open_in(grid: Grid) -> Collection[ColumnElement[bool]]:
    whole = Case.part_of_id.is_(None)
    return Case.closed_at.is_(None), Case.grid_id == grid.id, Case.status.in_(OPEN_STATUSES), whole


def _dispatched(since: datetime | None) -> Collection[ColumnElement[bool]]:
    return (Case.dispatched_at >= since,) if since else ()


def _is_nameable() -> ColumnElement[bool]:
    return and_(
        Case.status.in_(NAMED_STATUSES),
        Case.validity == Validity.VALID,
        Case.is_held.is_not(true()),
        Matter.is_private.is_not(true()),
    )


def _is_solved() -> ColumnElement[bool]:
    return and_(
        Case.status.in_((CaseStatus.RESOLVED, CaseStatus.CLOSED)),
        Case.outcome == Outcome.DONE,
        Case.validity == Validity.VALID,
        Case.part_of_id.is_(None),
        Case.merged_into_id.is_(None),
        Matter.is_private.is_not(true()),
    )
