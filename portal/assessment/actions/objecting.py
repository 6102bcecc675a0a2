"""What is done about single figures: objected to, and cases left out; somebody else decides."""

from datetime import datetime

from portal import clock
from portal.accounts.models import Person
from portal.assessment import queries
from portal.assessment.actions.telling import tell_of_decision, tell_of_objection
from portal.assessment.models import Exclusion, Objection, Revision
from portal.assessment.rules import (
    SubjectKind,
    refuse_decided,
    refuse_objection,
    refuse_own_decision,
    words_in,
)
from portal.cases.actions import changed
from portal.cases.models import Case
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow, NotYours


def object_to(
    revision: Revision,
    kind: SubjectKind,
    code: str,
    indicator: str,
    *,
    words: str,
    by: Person,
    now: datetime,
) -> Objection:
    """Object to one's own figure, up to the last day for it and in words."""
    queries.hold_revision(revision)
    refuse_objection(
        revision.status,
        revision.objections_until,
        clock.day_of(now),
        is_new=queries.is_new(revision, kind, code),
    )
    if not queries.answers_for(by, kind, code, clock.day_of(now)):
        raise NotYours(N_("You can object to the figures of your own area or unit only."))
    if indicator not in queries.result_of(revision, kind, code).figures:
        raise NotAcceptable(N_("Choose one of the figures of this area or unit."))
    objection = Objection(
        revision=revision,
        kind=kind,
        code=code,
        indicator=indicator,
        words=words_in(words),
        by=by,
        at=now,
    )
    db.session.add(objection)
    db.session.flush()
    tell_of_objection(now=now)
    return objection


def decide_objection(
    objection: Objection, *, is_upheld: bool, words: str, by: Person, now: datetime
) -> None:
    """Decide on an objection in words; once upheld, the figures are to be counted again."""
    queries.hold_revision(objection.revision)
    db.session.refresh(objection)
    refuse_decided(objection.is_upheld is not None)
    refuse_own_decision(
        by.id,
        asked_by_id=objection.by_id,
        answers_for_it=queries.answers_for(by, objection.kind, objection.code, clock.day_of(now)),
    )
    _decide(objection, words=words, by=by, now=now)
    objection.is_upheld = is_upheld
    db.session.flush()
    tell_of_decision(objection, now=now)


def ask_exclusion(case: Case, *, reason: str, by: Person, now: datetime) -> Exclusion:
    """Ask to leave a case out of what was due, with a reason that everybody can read."""
    if case.due_on is None:
        raise NotAllowedNow(N_("This case has no due date, so it counts as due in no period."))
    if queries.exclusion_of(case):
        raise NotAllowedNow(N_("This was asked for this case already. Look at the list."))
    exclusion = Exclusion(case=case, reason=words_in(reason), asked_by=by, asked_at=now)
    db.session.add(exclusion)
    db.session.flush()
    return exclusion


def decide_exclusion(
    exclusion: Exclusion, *, is_granted: bool, words: str, by: Person, now: datetime
) -> None:
    """Grant or refuse that a case is left out; who asked, or had the case, never decides."""
    refuse_decided(exclusion.is_granted is not None)
    case = exclusion.case
    refuse_own_decision(
        by.id,
        asked_by_id=exclusion.asked_by_id,
        answers_for_it=queries.answers_for(by, SubjectKind.GRID, case.grid.code, clock.day_of(now)),
    )
    _decide(exclusion, words=words, by=by, now=now)
    exclusion.is_granted = is_granted
    db.session.flush()
    changed(case)


def _decide(one: Objection | Exclusion, *, words: str, by: Person, now: datetime) -> None:
    one.answer, one.decided_by, one.decided_at = words_in(words), by, now
