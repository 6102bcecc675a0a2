"""Editions of figures as tests need them: results worked out from counts, and stored."""

from datetime import date

from portal import clock
from portal.assessment.indicators import assess
from portal.assessment.models import Period, Revision, StoredResult
from portal.assessment.rules import (
    Counts,
    PeriodKind,
    RevisionStatus,
    Sampled,
    Subject,
    SubjectKind,
    span_of,
)
from portal.db import db
from portal.policy.rules import DRAFT


def counts(due, confirmed, in_time, satisfied=None, verified=None):
    """A month in which that many were due, all of them closed, with as many answers and looks."""
    satisfied = due if satisfied is None else satisfied
    verified = due if verified is None else verified
    return Counts(
        reported=due,
        judged=due,
        valid=due,
        found=due,
        due=due,
        closed=due,
        closed_in_time=in_time,
        due_valid=due,
        confirmed=confirmed,
        response_due=due,
        responded=due,
        asked=due,
        answered=due,
        satisfied=satisfied,
        stars=4 * due,
        resolved=due,
        on_time=in_time,
        verify_due=due,
        verified=verified,
    )


def a_subject(kind, code, held, peers="residential", name=None):
    sampled = Sampled(20, 0, 20, 0, 20, 2)
    name = name or f"{kind} {code}"
    return Subject(kind, code, name, name, peers, held, sampled=sampled)


def an_edition(*subjects, on=date(2026, 8, 9), status=RevisionStatus.PUBLISHED, number=1, **given):
    """An edition of the month in which a day lies, with what it says of some subjects."""
    span = span_of(PeriodKind.MONTH, on)
    period = db.session.query(Period).filter_by(name=span.name).one_or_none() or Period(
        name=span.name, kind=span.kind, begins=span.begins, ends=span.ends
    )
    defaults = {"number": number, "counted_at": clock.now(), "policy": {}}
    revision = Revision(period=period, **defaults)
    db.session.add_all([period, revision])
    db.session.flush()
    db.session.add_all(
        StoredResult(revision_id=revision.id, kind=one.kind, code=one.code, content=one.as_text())
        for one in assess(subjects, DRAFT)
    )
    db.session.flush()
    if status is RevisionStatus.PUBLISHED:
        given = {"published_at": clock.now()} | given
    for name, value in (given | {"status": status}).items():
        setattr(revision, name, value)
    db.session.flush()
    return revision


def communities(worst="330108002021"):
    """Six communities alike, of which one is far behind in time and in what is solved."""
    codes = [f"33010800202{n}" for n in range(1, 7)]
    return [
        a_subject(
            SubjectKind.COMMUNITY,
            code,
            counts(200, 90, 100) if code == worst else counts(200, 180, 190),
            name=f"Community {code[-1]}",
        )
        for code in codes
    ]
