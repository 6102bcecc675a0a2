"""A blind visit to a place: what is seen there is noted, handed in, and only then compared."""

from collections.abc import Sequence
from datetime import datetime

from portal.accounts.models import Person
from portal.cases.models import Case, Matter
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.supervision.actions.visiting import (
    Looked,
    add_photos,
    begun_or_new,
    refuse_over,
    when_said,
)
from portal.supervision.models import ProblemMatch, SeenProblem
from portal.supervision.queries.matching import Offer
from portal.supervision.queries.subjects import Subject
from portal.supervision.queries.visits import problem_by_request


def note_problem(
    subject: Subject,
    matter: Matter,
    looked: Looked,
    *,
    request_key: str,
    by: Person,
    now: datetime,
) -> SeenProblem:
    """Note a problem that is there, or return the one that this very form has noted."""
    if known := problem_by_request(request_key):
        if known.visit.by_id != by.id:
            raise NotAcceptable(N_("This page was not complete. Please send it once more."))
        return known
    refuse_over(subject.sampled)
    visit = begun_or_new(subject, looked, by=by, now=now)
    place = looked.place
    problem = SeenProblem(
        request_key=request_key,
        visit=visit,
        matter_code=matter.code,
        words=looked.words,
        at=when_said(subject, looked.at, now=now),
        lat=place.lat if place else None,
        lon=place.lon if place else None,
    )
    db.session.add(problem)
    db.session.flush()
    visit.came_at = now
    add_photos(visit, subject, looked, problem)
    db.session.flush()
    return problem


def take_back(problem: SeenProblem, *, now: datetime) -> None:
    """Take back what was noted by mistake; it stays, marked, and is counted no more."""
    if problem.visit.ended_at:
        raise NotAllowedNow(N_("The list of this place is handed in: nothing in it changes now."))
    problem.taken_back_at = problem.taken_back_at or now


def confirm_match(
    problem: SeenProblem,
    case: Case | None,
    offers: Sequence[Offer],
    *,
    by: Person,
    now: datetime,
) -> ProblemMatch:
    """Keep what a person says a seen problem fits: one of the offered cases, or none of them.

    Said again it is a new row, and the last one counts; what was said before stays.
    """
    chosen = next((offer.fit for offer in offers if offer.case is case), None)
    if case and chosen is None:
        raise NotAcceptable(N_("That case is not among those that fit. Look at the list again."))
    match = ProblemMatch(
        problem=problem,
        case=case,
        metres=chosen.metres if chosen else None,
        days=chosen.days if chosen else None,
        offered=len(offers),
        by=by,
        at=now,
    )
    db.session.add(match)
    db.session.flush()
    return match
