"""What is asked of published figures beside the results: how they have moved."""

import csv
import io
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from portal.assessment.models import Period, Revision, StoredResult
from portal.assessment.queries.periods import shown_periods
from portal.assessment.rules import Result, RevisionStatus, SubjectKind
from portal.db import db
from portal.sheets import MARK

MOST_IN_TREND = 13  # a year, and the same month before it


def up_to(period: Period) -> list[Revision]:
    """Return the figures that count of a period and of those before it, the oldest first."""
    those = [one for one in shown_periods(period.kind) if one.begins <= period.begins]
    return [_shown(one) for one in reversed(those[:MOST_IN_TREND])]


def reasons_left_out(revision: Revision, fewest: int) -> list[tuple[str, int]]:
    """Return why cases were left out, and how many for each reason; of few reasons only the sum.

    That sum stands last, with no words.
    """
    rows = csv.DictReader(io.StringIO(revision.exclusions.removeprefix(MARK)))
    counted = Counter(row["reason"] for row in rows).most_common()
    many = [(reason, count) for reason, count in counted if count >= fewest]
    few = sum(count for _reason, count in counted if count < fewest)
    return [*many, ("", few)] if few else many


def revision_called(number: int) -> Revision:
    """Return a revision by the number of its row."""
    return db.session.get_one(Revision, number)


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


def _shown(period: Period) -> Revision:
    published = [one for one in period.revisions if one.status is RevisionStatus.PUBLISHED]
    return published[-1]
