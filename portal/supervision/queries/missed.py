"""What nobody had reported: what inspectors saw blind at places, against what was known there."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select

from portal.cases.models import Case
from portal.cases.rules import CaseStatus
from portal.cases.rules.duplicates import Position, metres_between, position_of
from portal.db import db
from portal.grids.models import Place as SomePlace
from portal.supervision.models import ProblemMatch, Sampled, SeenProblem, SpotCheck, Visit
from portal.supervision.rules import (
    Estimate,
    FrameKind,
    Place,
    Places,
    StratumCount,
    TwoLists,
    two_lists,
    unmatched_rate,
)

NO_REPORT = frozenset({CaseStatus.MERGED, CaseStatus.DECLINED})


@dataclass(frozen=True)
class Missed:
    """What a check of places says of unreported problems."""

    places: int  # visited, with an answer for all that was seen there
    found: int
    unmatched: int
    waiting: int  # places where somebody still has to say what fits
    rate: Estimate | None
    lists: TwoLists | None


class _Seen(NamedTuple):
    """What was seen at one place: how much, what fits, and whether all of it has an answer."""

    stratum: str
    sampled_id: int
    found: int
    answered: int
    matched: int

    @property
    def as_place(self) -> Place:
        """Return what counts of it."""
        return Place(self.found, self.found - self.matched)


def missed_in(
    check: SpotCheck, strata: Sequence[StratumCount], *, within_m: int, confidence: float
) -> Missed | None:
    """Return what a check says of unreported problems; None where it is not about places."""
    if check.frame is not FrameKind.PLACES:
        return None
    seen = [_Seen._make(row) for row in db.session.execute(_seen(check))]
    whole = [one for one in seen if one.answered == one.found]
    by_stratum: dict[str, list[Place]] = defaultdict(list)
    for one in whole:
        by_stratum[one.stratum].append(one.as_place)
    places = {one.name: Places(one.population, by_stratum[one.name]) for one in strata}
    return Missed(
        len(whole),
        sum(one.found for one in whole),
        sum(one.found - one.matched for one in whole),
        len(seen) - len(whole),
        unmatched_rate(places, confidence),
        _lists(check, whole, within_m, confidence),
    )


def _seen(check: SpotCheck) -> Select[*tuple[Any, ...]]:
    """Count what was seen at each visited place, what has an answer, and what fits a case."""
    last = (
        select(func.max(ProblemMatch.id))
        .where(ProblemMatch.problem_id == SeenProblem.id)
        .correlate(SeenProblem)
        .scalar_subquery()
    )
    counts = (SeenProblem.id, ProblemMatch.id, ProblemMatch.case_id)
    problem = and_(SeenProblem.visit_id == Visit.id, SeenProblem.taken_back_at.is_(None))
    return (
        select(Sampled.stratum, Sampled.id, *(func.count(each) for each in counts))
        .join(Visit, Visit.sampled_id == Sampled.id)
        .outerjoin(SeenProblem, problem)
        .outerjoin(ProblemMatch, ProblemMatch.id == last)
        .where(Sampled.check_id == check.id, ~Sampled.is_priority)
        .where(Visit.ended_at.is_not(None), Visit.could_not.is_(None))
        .group_by(Sampled.stratum, Sampled.id)
        .order_by(Sampled.stratum, Sampled.id)
    )


def _lists(
    check: SpotCheck, whole: Sequence[_Seen], within_m: int, confidence: float
) -> TwoLists | None:
    """Return the two-list estimate of the visited places, at the moment of each visit.

    Reported is what was open there then, and what had been closed and was found still to be
    there. Without anything on one of the lists there is no estimate.
    """
    places = {one.sampled_id for one in whole}
    matched = db.session.execute(_fitting(check))
    both = {case_id for place, case_id in matched if place in places}
    known = both | {case_id for place, case_id in _open_at(check, within_m) if place in places}
    found = len(both) + sum(one.found - one.matched for one in whole)
    return two_lists(len(known), found, len(both), confidence) if known and found else None


def _fitting(check: SpotCheck) -> Select[int, int | None]:
    """Ask for the cases that what was seen fits, by what was said of it last."""
    last = (
        select(func.max(ProblemMatch.id))
        .where(ProblemMatch.problem_id == SeenProblem.id)
        .correlate(SeenProblem)
        .scalar_subquery()
    )
    return (
        select(Visit.sampled_id, ProblemMatch.case_id)
        .join(SeenProblem, SeenProblem.visit_id == Visit.id)
        .join(ProblemMatch, ProblemMatch.id == last)
        .join(Sampled, Sampled.id == Visit.sampled_id)
        .where(Sampled.check_id == check.id, ProblemMatch.case_id.is_not(None))
        .where(SeenProblem.taken_back_at.is_(None))
    )


def _open_at(check: SpotCheck, within_m: int) -> list[tuple[int, int]]:
    """Return the cases that were open at each place when it was visited, as near as a match."""
    rows = db.session.execute(
        select(Sampled.id, Case.id, SomePlace.lat, SomePlace.lon, Case.lat, Case.lon)
        .join(Visit, Visit.sampled_id == Sampled.id)
        .join(SomePlace, SomePlace.id == Sampled.source_id)
        .join(Case, Case.grid_id == SomePlace.grid_id)
        .where(Sampled.check_id == check.id, Visit.ended_at.is_not(None))
        .where(Case.reported_at <= Visit.at)
        .where(or_(Case.closed_at.is_(None), Case.closed_at > Visit.at))
        .where(Case.status.not_in(NO_REPORT), Case.part_of_id.is_(None))
    )
    return [
        (sampled_id, case_id)
        for sampled_id, case_id, *ends in rows
        if _is_near(position_of(*ends[:2]), position_of(*ends[2:]), within_m)
    ]


def _is_near(place: Position | None, case: Position | None, within_m: int) -> bool:
    """Say whether a case is at a place; where one has no position nobody can."""
    return bool(place and case and metres_between(place, case) <= within_m)
