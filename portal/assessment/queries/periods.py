"""What is asked of periods: which there are, which edition counts, and what it says."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from portal.assessment.models import Period, Revision, StoredResult
from portal.assessment.rules import (
    PeriodKind,
    Result,
    RevisionStatus,
    Span,
    SubjectKind,
    before,
    year_before,
)
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.queries import lies_in

UNDER_WAY = (RevisionStatus.DRAFT, RevisionStatus.OPEN)


def periods_of(kind: PeriodKind) -> Sequence[Period]:
    """Return the periods of a kind, the newest first, each with its revisions."""
    rows = select(Period).where(Period.kind == kind).options(selectinload(Period.revisions))
    return db.session.scalars(rows.order_by(Period.begins.desc())).all()


def shown_periods(kind: PeriodKind) -> Sequence[Period]:
    """Return the periods of a kind of which figures are published, the newest first."""
    published = Period.revisions.any(Revision.status == RevisionStatus.PUBLISHED)
    rows = select(Period).where(Period.kind == kind, published)
    return db.session.scalars(rows.order_by(Period.begins.desc())).all()


def period_named(name: str) -> Period:
    """Return a period by its name, such as 2026-08, 2026Q3 or 2026."""
    if period := db.session.scalar(select(Period).where(Period.name == name)):
        return period
    raise NotFound(N_("There is no such period. Choose one from the list."))


def shown_revision(name: str) -> Revision:
    """Return the newest published figures of a period: those that count."""
    if revision := _newest(name, Revision.status == RevisionStatus.PUBLISHED):
        return revision
    raise NotFound(N_("No figures of this period have been published yet."))


def running_revision(name: str) -> Revision:
    """Return the figures of a period that are still worked on: in draft, or open to objections."""
    if revision := _newest(name, Revision.status.in_(UNDER_WAY)):
        return revision
    raise NotFound(N_("Nothing is being worked on for this period."))


def revision_numbered(name: str, number: int) -> Revision:
    """Return one edition of a period's figures; those that were replaced stay readable."""
    if revision := _newest(name, Revision.number == number):
        return revision
    raise NotFound(N_("There is no such edition of this period's figures."))


def results_of(revision: Revision, kind: SubjectKind, within: str = "") -> list[Result]:
    """Return what a revision says of the subjects of a kind, by rank and then by code.

    `within` is the code of an area: then only what lies in it, or is it.
    """
    rows = select(StoredResult.content).where(
        StoredResult.revision_id == revision.id, StoredResult.kind == kind
    )
    if within:
        rows = rows.where(lies_in(StoredResult.code, within))
    return sorted(map(Result.from_text, db.session.scalars(rows)), key=_by_rank)


def result_of(revision: Revision, kind: SubjectKind, code: str) -> Result:
    """Return what a revision says of one subject."""
    if stored := db.session.get(StoredResult, (revision.id, kind, code)):
        return Result.from_text(stored.content)
    raise NotFound(N_("These figures say nothing of that area or unit."))


def stored_results(revision: Revision) -> Sequence[StoredResult]:
    """Return everything that a revision says, in the order in which it is hashed."""
    rows = select(StoredResult).where(StoredResult.revision_id == revision.id)
    return sorted(db.session.scalars(rows), key=lambda row: (row.kind, row.code))


def earlier(revision: Revision) -> tuple[Revision | None, Revision | None]:
    """Return the published figures of the period before, and of the same one a year before."""
    period = revision.period
    span = Span(period.kind, period.name, period.begins, period.ends)
    published = Revision.status == RevisionStatus.PUBLISHED
    return _newest(before(span).name, published), _newest(year_before(span).name, published)


def _newest(name: str, which: ColumnElement[bool]) -> Revision | None:
    rows = select(Revision).join(Period).where(Period.name == name, which)
    return db.session.scalars(rows.order_by(Revision.number.desc()).limit(1)).first()


def _by_rank(result: Result) -> tuple[bool, int, str]:
    return result.rank is None, result.rank[0] if result.rank else 0, result.code
