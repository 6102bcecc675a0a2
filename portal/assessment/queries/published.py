"""What is asked of published figures beside the results: how they moved, what was objected."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.assessment.models import Objection, Period, Revision, StoredResult
from portal.assessment.queries.periods import shown_periods
from portal.assessment.rules import Result, RevisionStatus, SubjectKind
from portal.db import db

MOST_IN_TREND = 13  # a year, and the same month before it


@dataclass(frozen=True)
class Objections:
    """How many objections there were to a revision, and what became of them."""

    made: int
    upheld: int
    refused: int


def up_to(period: Period) -> list[Revision]:
    """Return the figures that count of a period and of those before it, the oldest first."""
    those = [one for one in shown_periods(period.kind) if one.begins <= period.begins]
    return [_shown(one) for one in reversed(those[:MOST_IN_TREND])]


def results_over(
    revisions: Sequence[Revision], kind: SubjectKind, code: str
) -> list[tuple[Revision, Result | None]]:
    """Return what several revisions say of one subject; None where one says nothing of it."""
    rows = select(StoredResult.revision_id, StoredResult.content).where(
        StoredResult.revision_id.in_([revision.id for revision in revisions]),
        StoredResult.kind == kind,
        StoredResult.code == code,
    )
    held = {id_: Result.from_text(content) for id_, content in db.session.execute(rows)}
    return [(revision, held.get(revision.id)) for revision in revisions]


def objections_counted(revision: Revision) -> Objections:
    """Count the objections to a revision: all, and those decided either way."""
    rows = select(Objection.is_upheld, func.count(Objection.id))
    rows = rows.where(Objection.revision_id == revision.id).group_by(Objection.is_upheld)
    counts = {decided: int(n) for decided, n in db.session.execute(rows)}
    return Objections(sum(counts.values()), counts.get(True, 0), counts.get(False, 0))


def _shown(period: Period) -> Revision:
    published = [one for one in period.revisions if one.status is RevisionStatus.PUBLISHED]
    return published[-1]
