"""What is asked on the way to publication: objections, what is left out, and what has changed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.accounts.queries import posts_of, unit_by_code, works_for
from portal.accounts.rules import Role
from portal.assessment.models import (
    Exclusion,
    GridMonth,
    Objection,
    Period,
    Revision,
    StoredResult,
)
from portal.assessment.models.frozen import OUT
from portal.assessment.queries.periods import stored_results
from portal.assessment.rules import (
    PeriodKind,
    Result,
    RevisionStatus,
    SubjectKind,
    Text,
    differences,
    digest_of,
    name_of,
)
from portal.cases.models import Case
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.queries import lies_in
from portal.policy.rules import DRAFT, Policy

ANSWERS = frozenset({Role.STREET_CLERK, Role.COMMUNITY_CLERK, Role.UNIT_CLERK, Role.GRID_WORKER})
AREA_KINDS = (SubjectKind.STREET, SubjectKind.COMMUNITY, SubjectKind.GRID)
DIGITS_BELOW = 3  # of the areas that a street or a community is made of
NEWEST = 200  # on a page


def overlapping(kind: PeriodKind, begins: date, ends: date) -> Period | None:
    """Return a period of this kind that holds one of these days, if there is one."""
    inside = Period.kind == kind, Period.begins <= ends, Period.ends >= begins
    return db.session.scalar(select(Period).where(*inside).limit(1))


def drafts_behind() -> Sequence[Revision]:
    """Return the drafts that were counted before what their figures stand on was counted anew."""
    month = GridMonth.month.between(Period.begins, Period.ends)
    newer = exists().where(month, GridMonth.counted_at > Revision.counted_at)
    rows = select(Revision).join(Period).where(Revision.status == RevisionStatus.DRAFT)
    behind = rows.where((Revision.counted_at.is_(None)) | newer)
    return db.session.scalars(behind.order_by(Revision.id)).all()


def hold_revision(revision: Revision) -> None:
    """Hold a revision to the end, as it is now: two at once take turns."""
    held = select(Revision).where(Revision.id == revision.id).with_for_update()
    db.session.scalar(held.execution_options(populate_existing=True))


def policy_of(revision: Revision) -> Policy:
    """Return the values that a revision goes by, as they are kept with it.

    A value that policy has no more is passed over.
    """
    kept = {name: value for name, value in revision.policy.items() if hasattr(DRAFT, name)}
    return DRAFT.changed_by(kept, revision.policy_version)


def objections_to(revision: Revision) -> Sequence[Objection]:
    """Return the objections to a revision with who made and decided them, the oldest first."""
    people = joinedload(Objection.by), joinedload(Objection.decided_by)
    rows = select(Objection).where(Objection.revision_id == revision.id).options(*people)
    return db.session.scalars(rows.order_by(Objection.id)).all()


def objection_numbered(number: int) -> Objection:
    """Return one objection to figures."""
    if objection := db.session.get(Objection, number):
        return objection
    raise NotFound(N_("There is no such objection."))


def undecided(revision: Revision) -> int:
    """Count the objections to a revision that wait for a decision."""
    rows = select(func.count(Objection.id)).where(
        Objection.revision_id == revision.id, Objection.is_upheld.is_(None)
    )
    return db.session.scalar(rows) or 0


def is_behind(revision: Revision) -> bool:
    """Say whether an objection was upheld after a revision was counted."""
    if revision.counted_at is None:
        return False
    upheld = exists().where(
        Objection.revision_id == revision.id,
        Objection.is_upheld.is_(True),
        Objection.decided_at >= revision.counted_at,
    )
    return bool(db.session.scalar(select(upheld)))


def is_new(revision: Revision, kind: SubjectKind, code: str) -> bool:
    """Say whether a subject's figures are new in the round of objections that runs."""
    stored = db.session.get(StoredResult, (revision.id, kind, code))
    return stored is None or stored.round == revision.round


def new_results(revision: Revision) -> Sequence[StoredResult]:
    """Return those that changed when a revision was counted again; none in the first round."""
    rows = select(StoredResult).where(StoredResult.revision_id == revision.id)
    later = rows.where(StoredResult.round == revision.round, StoredResult.round > 1)
    return db.session.scalars(later.order_by(StoredResult.kind, StoredResult.code)).all()


def answers_for(person: Person, kind: SubjectKind, code: str, on: date) -> bool:
    """Say whether somebody answers for a subject: by a post there, or for the area around it."""
    posts = [post for post in posts_of(person, on) if post.role in ANSWERS]
    if kind is SubjectKind.WORKER:
        return code == person.number
    if kind is SubjectKind.UNIT:
        unit = unit_by_code(code)
        return unit is not None and any(works_for(post, unit) for post in posts)
    return any(post.area_code and code.startswith(post.area_code) for post in posts)


def own_results(revision: Revision, person: Person, on: date) -> list[Result]:
    """Return what a revision says of what somebody answers for: an area, and those just below."""
    posts = [post for post in posts_of(person, on) if post.role in ANSWERS]
    codes = {post.area_code for post in posts if post.area_code}
    named = {
        SubjectKind.UNIT: {post.unit.code for post in posts if post.unit},
        SubjectKind.WORKER: {person.number},
    }
    inside = or_(false(), *(lies_in(StoredResult.code, code) for code in sorted(codes)))
    longest = max(map(len, codes), default=0) + DIGITS_BELOW
    area = StoredResult.kind.in_(AREA_KINDS) & (func.length(StoredResult.code) <= longest) & inside
    others = (
        (StoredResult.kind == kind) & StoredResult.code.in_(sorted(some))
        for kind, some in named.items()
    )
    rows = select(StoredResult.content).where(StoredResult.revision_id == revision.id)
    found = map(Result.from_text, db.session.scalars(rows.where(or_(area, *others))))
    return sorted(found, key=lambda result: result.code)


def exclusions_of(period: Period) -> Sequence[Exclusion]:
    """Return what is left out of what was due in a period, by the number of the case."""
    due = Case.due_on.between(period.begins, period.ends)
    rows = select(Exclusion).join(Exclusion.case).where(due, Exclusion.is_granted.is_(True))
    whole = joinedload(Exclusion.case)
    rows = rows.options(whole.joinedload(Case.grid), whole.joinedload(Case.matter))
    return db.session.scalars(rows.order_by(Case.number, Exclusion.id)).all()


def exclusion_numbered(number: int) -> Exclusion:
    """Return what somebody asked to leave out."""
    if exclusion := db.session.get(Exclusion, number):
        return exclusion
    raise NotFound(N_("There is no such request."))


def exclusion_of(case: Case) -> Exclusion | None:
    """Return what is asked or granted for a case; what was refused may be asked once more."""
    rows = select(Exclusion).where(Exclusion.case_id == case.id, Exclusion.is_granted.is_not(False))
    return db.session.scalar(rows.limit(1))


def newest_exclusions() -> Sequence[Exclusion]:
    """Return what was asked to be left out: what waits first, then the newest."""
    people = joinedload(Exclusion.asked_by), joinedload(Exclusion.decided_by)
    rows = select(Exclusion).options(*people, joinedload(Exclusion.case))
    waiting_first = Exclusion.is_granted.is_not(None), Exclusion.id.desc()
    return db.session.scalars(rows.order_by(*waiting_first).limit(NEWEST)).all()


def published_revisions(name: str = "") -> Sequence[Revision]:
    """Return every revision that was published, also those replaced since; of one period or all."""
    rows = select(Revision).join(Period).where(Revision.status.in_(OUT))
    if name:
        rows = rows.where(Period.name == name)
    return db.session.scalars(rows.order_by(Period.begins, Revision.id)).all()


def what_differs(revision: Revision) -> list[str]:
    """Return the names of what is not stored as it was published; empty where all of it is."""
    texts = [Text(one.kind, one.code, one.content) for one in stored_results(revision)]
    return differences(
        texts,
        revision.files,
        manifest=revision.manifest,
        nonce=revision.nonce,
        sha256=revision.sha256 or "",
    )


def published_texts(revision: Revision) -> dict[str, str]:
    """Return each text of a published revision by its name, but for those that are kept back."""
    said = set(revision.manifest.splitlines())
    named = {
        name_of(one.kind, one.code, revision.nonce): one.content for one in stored_results(revision)
    }
    return {
        name: content for name, content in named.items() if f"{digest_of(content)}  {name}" in said
    }


def published_results(revision: Revision) -> list[Result]:
    """Return what a revision says in public: of everybody but workers, in one order."""
    rows = (one for one in stored_results(revision) if one.kind is not SubjectKind.WORKER)
    return [Result.from_text(one.content) for one in rows]
