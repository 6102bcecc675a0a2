"""Something sampled is looked at; or it could not be, and the next ticket stands in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Person
from portal.cases.rules.duplicates import Position
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.files import Kept
from portal.grids.rules import moment_said
from portal.policy.rules import Policy
from portal.supervision.actions.replacing import replace
from portal.supervision.models import CheckQuestion, Sampled, SeenProblem, Visit, VisitPhoto
from portal.supervision.queries.subjects import Subject
from portal.supervision.queries.visits import attempts_at, open_visit, visit_by_request
from portal.supervision.rules import (
    Answer,
    CheckStatus,
    CouldNot,
    Stamp,
    VisitState,
    is_given_up,
    metres_off,
)

LONGEST_WAY_BACK = timedelta(days=60)  # that a phone's clock is believed


@dataclass(frozen=True)
class Looked:
    """What somebody brings from a look: when and where it was, words, photos with their stamps."""

    at: datetime | None = None  # by the phone's clock
    place: Position | None = None
    words: str = ""
    photos: Sequence[tuple[Kept, Stamp]] = field(default=())


def keep_visit(
    subject: Subject,
    looked: Looked,
    answers: Sequence[tuple[CheckQuestion, Answer]],
    *,
    request_key: str,
    by: Person,
    now: datetime,
) -> Visit:
    """Keep a look at something sampled, once; at a place it hands in what was seen there.

    The same worksheet sent again is the visit that it was. One that comes when something
    else is known already is refused with what that is: nothing is looked at twice by mistake.
    """
    if known := visit_by_request(request_key):
        return own(known, by)
    refuse_over(subject.sampled)
    visit = begun_or_new(subject, looked, by=by, now=now)
    visit.answers = [_as_asked(question, answer) for question, answer in answers]
    _end(visit, subject, looked, request_key=request_key, now=now)
    subject.sampled.state = VisitState.VISITED
    db.session.flush()
    return visit


def could_not_check(
    subject: Subject,
    looked: Looked,
    reason: CouldNot,
    *,
    request_key: str,
    by: Person,
    now: datetime,
    policy: Policy,
) -> Visit:
    """Keep that something could not be looked at; after the tries the next ticket replaces it."""
    if known := visit_by_request(request_key):
        return own(known, by)
    refuse_over(subject.sampled)
    visit = begun_or_new(subject, looked, by=by, now=now)
    if any(problem.taken_back_at is None for problem in visit.problems):
        raise NotAllowedNow(
            N_("You have noted problems here, so you have looked. Hand in your list instead.")
        )
    visit.could_not = reason
    _end(visit, subject, looked, request_key=request_key, now=now)
    db.session.flush()
    if is_given_up(attempts_at(subject.sampled), tries=policy.visit_tries):
        subject.sampled.state = VisitState.COULD_NOT
        replace(subject.sampled, now=now)
    return visit


def begun_or_new(subject: Subject, looked: Looked, *, by: Person, now: datetime) -> Visit:
    """Return the look at a place that goes on, or begin a new one."""
    if going_on := open_visit(subject.sampled):
        return going_on
    place = looked.place
    visit = Visit(
        sampled=subject.sampled,
        by=by,
        at=when_said(subject, looked.at, now=now),
        came_at=now,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        metres=metres_off(subject.position, place),
        answers=[],
        words="",
    )
    db.session.add(visit)
    db.session.flush()
    return visit


def when_said(subject: Subject, said: datetime | None, *, now: datetime) -> datetime:
    """Return when a phone says that it was, where that can be true: after the draw; else now."""
    drawn = subject.sampled.round.drawn_at if subject.sampled.round else None
    return moment_said(said, since=drawn or now - LONGEST_WAY_BACK, now=now)


def add_photos(
    visit: Visit, subject: Subject, looked: Looked, problem: SeenProblem | None = None
) -> None:
    """Keep the photos of a look, each with when and where it was taken."""
    for photo, stamp in looked.photos:
        at, place = stamp.at, stamp.place
        kept = VisitPhoto(
            visit=visit,
            problem_id=problem.id if problem else None,
            key=photo.key,
            fingerprint=photo.fingerprint,
            width=photo.width,
            height=photo.height,
            taken_at=at if at and at <= visit.came_at else None,
            lat=place.lat if place else None,
            lon=place.lon if place else None,
            metres=metres_off(subject.position, place),
        )
        db.session.add(kept)


def refuse_over(sampled: Sampled) -> None:
    """Refuse another look after the one that counts, a giving up, or the end of the check."""
    db.session.execute(select(Sampled.id).where(Sampled.id == sampled.id).with_for_update())
    db.session.refresh(sampled, ["state"])
    if sampled.check.status in {CheckStatus.CLOSED, CheckStatus.ABANDONED}:
        raise NotAllowedNow(
            N_("This spot check is closed, so nothing more is taken. Tell the lead of your team.")
        )
    if sampled.state is VisitState.VISITED:
        raise NotAllowedNow(
            N_("A look at this is kept already. What is to be added goes into the finding.")
        )
    if sampled.state is VisitState.COULD_NOT:
        raise NotAllowedNow(N_("This was given up and replaced, so it is looked at no more."))


def own(known: Visit, by: Person) -> Visit:
    """Return what this very form has kept, if it was this person's form."""
    if known.by_id != by.id:
        raise NotAcceptable(N_("This page was not complete. Please send it once more."))
    return known


def _end(
    visit: Visit, subject: Subject, looked: Looked, *, request_key: str, now: datetime
) -> None:
    visit.request_key, visit.words = request_key, looked.words
    visit.came_at = visit.ended_at = now
    if visit.lat is None and looked.place:
        visit.lat, visit.lon = looked.place.lat, looked.place.lon
        visit.metres = metres_off(subject.position, looked.place)
    add_photos(visit, subject, looked)


def _as_asked(question: CheckQuestion, answer: Answer) -> list[Any]:
    """Return an answer with the words to which it was given: a question may change later."""
    return [question.words, question.words_en, answer.value]
