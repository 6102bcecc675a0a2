"""A small district with figures published of it: what the pages of results tell."""

from datetime import UTC, date, datetime
from hashlib import sha256

from portal.assessment.indicators import assess
from portal.assessment.models import Objection, Period, Revision, StoredResult
from portal.assessment.rules import (
    Counts,
    PeriodKind,
    RevisionStatus,
    Sampled,
    Stratum,
    Subject,
    SubjectKind,
    span_of,
)
from portal.db import db
from portal.policy.rules import DRAFT
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, STREET_CODE, a_person

AUGUST = date(2026, 8, 1)
FEW = {"due": 4, "confirmed": 2, "unconfirmed": 1, "answered": 3, "satisfied": 1, "reworked": 0}
PUBLISHED = datetime(2026, 9, 12, 2, tzinfo=UTC)


def counts(due=40, confirmed=24, unconfirmed=10, answered=20, satisfied=16, **given):
    """Counts of one subject in plain proportions: as much is due as was reported."""
    usual = {
        "reported": due + 10,
        "judged": due + 5,
        "valid": due,
        "passed_on": 5,
        "due": due,
        "due_valid": due,
        "confirmed": confirmed,
        "unconfirmed": unconfirmed,
        "closed": confirmed + unconfirmed,
        "closed_in_time": confirmed,
        "answered": answered,
        "satisfied": satisfied,
        "asked": 2 * answered,
        "stars": 4 * answered,
        "resolved": due,
        "resolutions": due + 3,
        "reworked": 3,
        "excluded": 2,
        "response_due": due,
        "responded": due * 9 // 10,
        "verify_due": due,
        "verified": due * 4 // 5,
    }
    return Counts(**usual | given)


def subject(kind, code, name="", *, peers="", sampled=(8, 6), **given):
    """One subject; of its unconfirmed cases a sample of eight was looked at, six passed."""
    held = counts(**given)
    looked, passed = (min(n, held.unconfirmed) for n in sampled)
    stratum = Stratum(held.due_valid, held.confirmed, held.unconfirmed, looked, passed)
    name_en = {"滨江区": "Binjiang District", "长河街道": "Changhe Subdistrict"}.get(name, name)
    return Subject(
        kind,
        code,
        name or code,
        name_en or code,
        peers,
        held,
        strata={f"{STREET_CODE}-2": stratum},
        sampled=Sampled()
        if held.due < 10
        else Sampled(problems=20, unmatched=5, closures=12, false_closures=1),
    )


def subjects(*, grid=f"{COMMUNITY_CODE}001", **given):
    """A district with a street, two communities, some grids, a unit and a worker."""
    K = SubjectKind  # noqa: N806 - it stands for the class
    beside = f"{COMMUNITY_CODE}{'003' if grid.endswith('002') else '002'}"  # never that grid itself
    return [
        subject(K.DISTRICT, DISTRICT_CODE, "滨江区", **{"due": 400, "confirmed": 240} | given),
        subject(K.STREET, STREET_CODE, "长河街道", due=200, confirmed=130),
        subject(K.COMMUNITY, COMMUNITY_CODE, "Chunjiang", peers="residential", due=90),
        subject(K.COMMUNITY, f"{STREET_CODE}022", "Jianghui", peers="residential", confirmed=30),
        subject(K.GRID, grid, "Grid 1", peers="residential", **FEW),
        subject(
            K.GRID,
            beside,
            "Grid 2",
            peers="residential",
            due=60,
            answered=8,
            satisfied=6,
        ),
        subject(K.UNIT, "U1", "Roads", peers="department", confirmed=20),
        subject(K.WORKER, "W0001", "Somebody"),
    ]


def published(day=AUGUST, *, number=1, whom=None, kind=PeriodKind.MONTH, upheld=(), **given):
    """Publish a period's figures as they are worked out from subjects, after some objections."""
    span = span_of(kind, day)
    period = db.session.query(Period).filter_by(name=span.name).one_or_none()
    period = period or Period(name=span.name, kind=kind, begins=span.begins, ends=span.ends)
    revision = Revision(period=period, number=number, status=RevisionStatus.DRAFT)
    db.session.add(revision)
    db.session.flush()
    sealed = sha256()
    for result in assess(whom or subjects(), DRAFT):
        sealed.update(result.as_text().encode())
        kept = {"kind": result.kind, "code": result.code, "content": result.as_text()}
        db.session.add(StoredResult(revision_id=revision.id, **kept))
    for is_upheld in upheld:
        said = {
            "kind": SubjectKind.UNIT,
            "code": "U1",
            "indicator": "on_time_rate",
            "words": "不对",
        }
        said |= {"by": a_person(), "at": PUBLISHED, "is_upheld": is_upheld}
        db.session.add(Objection(revision=revision, **said))
    db.session.flush()
    usual = {"counted_at": PUBLISHED, "published_at": PUBLISHED, "sha256": sealed.hexdigest()}
    for name, value in ({"status": RevisionStatus.PUBLISHED} | usual | given).items():
        setattr(revision, name, value)
    db.session.flush()
    return revision
