"""Finding one thing: a case by its link or number, a rating, a photo, a history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.cases.models import Case, CaseEvent, Photo, Rating
from portal.cases.rules import Solved, Step, takes_answers
from portal.cases.rules.together import OVER
from portal.db import db
from portal.errors import N_, NoLonger, NotFound
from portal.grids.models import Grid


def case_by_follow_token(token: str) -> Case:
    """Return the case of a secret follow link with all that its page shows, in four queries."""
    story = selectinload(Case.events)
    case = db.session.scalar(
        whole()
        .where(Case.follow_token == token)
        .options(joinedload(Case.contact), story.joinedload(CaseEvent.unit))
        .options(selectinload(Case.photos))
    )
    return found(case)


def case_by_number(number: str) -> Case:
    """Return the case of this number with what anybody may know of it: matter, place and unit."""
    known = joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit)
    outside = select(Case).where(Case.number == number)
    return found(db.session.scalar(outside.options(*known, joinedload(Case.community))))


def cases_named(numbers: Collection[str]) -> dict[str, Case]:
    """Return the cases of these numbers by their number, each with its matter and grid."""
    known = joinedload(Case.matter), joinedload(Case.grid)
    named = select(Case).where(Case.number.in_(sorted(set(numbers)))).options(*known)
    return {case.number: case for case in db.session.scalars(named)}


def last_step_at(case: Case) -> datetime:
    """Return when something last happened to a case."""
    newest = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == case.id)
    return db.session.scalar(newest) or case.reported_at


def case_by_pin(number: str, pin: str) -> Case | None:
    """Return the case of this number if the short PIN is its own."""
    return db.session.scalar(select(Case).where(Case.number == number, Case.pin == pin))


def case_by_request(key: str) -> Case | None:
    """Return the case that this very form made, if it was sent before."""
    return db.session.scalar(select(Case).where(Case.request_key == key))


def rating_by_token(token: str, now: datetime) -> Rating:
    """Return the rating of a link that is still good; a used or late one says so."""
    rating = db.session.scalar(select(Rating).where(Rating.token == token))
    if rating is None:
        raise NotFound(N_("This link is not known. Check it, or follow your report instead."))
    if is_complete(rating):
        raise NoLonger(N_("You have given this rating already. Thank you."))
    if not _is_good(rating, now):
        raise NoLonger(N_("This rating link is over. A newer one came with the newest answer."))
    return rating


def open_rating(case: Case, now: datetime) -> Rating | None:
    """Return what the reporter is being asked about a case just now, if anything."""
    good = (r for r in case.ratings if _is_good(r, now) and not is_complete(r))
    return next(good, None)


def is_complete(rating: Rating) -> bool:
    """Say whether everything that was asked has been answered."""
    return None not in (rating.solved, rating.stars, rating.words)


def photo_of(case: Case, photo_id: int) -> Photo:
    """Return a photo of this case and of no other."""
    photo = next((photo for photo in case.photos if photo.id == photo_id), None)
    if photo is None:
        raise NotFound(N_("That photo is not part of this report."))
    return photo


def events_of(case: Case) -> Sequence[CaseEvent]:
    """Return a case's history with the units and people it names."""
    rows = (
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id)
        .options(joinedload(CaseEvent.unit), joinedload(CaseEvent.by))
        .options(selectinload(CaseEvent.photos))
        .order_by(CaseEvent.id)
    )
    return db.session.scalars(rows).all()


# Steps that may begin a clock afresh.
STARTS = frozenset(
    {Step.DISPATCH, Step.HAND_UP, Step.DISPUTE, Step.REOPEN, Step.ESCALATE, Step.INSPECT}
)
# Steps that stand beside the work: nobody has acted on a decision by taking one.
BESIDE = frozenset({Step.NOTE, Step.JUDGE, Step.ASSIGN, Step.EXPEDITE})


@dataclass(frozen=True)
class Decided:
    """A dispatch or a decline on which nobody has acted yet."""

    at: datetime
    before: CaseEvent  # the row that says how the case stood before it
    started: CaseEvent | None  # what began the clock of the date that it had then


def newest_decision(case: Case) -> Decided | None:
    """Return the decision of triage that can still be taken back, if there is one."""
    events = events_of(case)
    newest = next(n for n in range(len(events) - 1, -1, -1) if events[n].step not in BESIDE)
    if events[newest].step not in {Step.DISPATCH, Step.DECLINE}:
        return None
    before = events[newest - 1]
    starts = [
        event
        for earlier, event in pairwise(events[:newest])
        if event.step in STARTS and event.due_on != earlier.due_on
    ]
    started = starts[-1] if before.due_on and starts else None
    return Decided(events[newest].at, before, started)


def whole() -> Select[Case]:
    return select(Case).options(
        joinedload(Case.matter),
        joinedload(Case.grid).joinedload(Grid.community),
        joinedload(Case.unit),
        selectinload(Case.ratings),
    )


def times_unsolved(case: Case) -> int:
    """Return in how many rounds a reporter of a case, or of one joined to it, did not say yes."""
    counted = select(func.count(CaseEvent.id)).where(CaseEvent.case_id == case.id)
    by_answer = CaseEvent.step.in_([Step.REOPEN, Step.ESCALATE])
    return db.session.scalar(counted.where(by_answer)) or 0


def _is_good(rating: Rating, now: datetime) -> bool:
    """Say whether a rating may still be given: in its round, in its time, and still joined."""
    own, main = rating.case, rating.main or rating.case
    if now >= rating.expires_at or (rating.main and own.merged_into_id != main.id):
        return False
    asked_in = rating.main_round if rating.main else rating.round
    said = rating.solved or _said_by_another(main, asked_in)
    is_in_round = takes_answers(asked_in or 0, main.round, main.status, said)
    return is_in_round and rating.round == own.round


def _said_by_another(main: Case, asked_in: int | None) -> Solved | None:
    """Return what made a case open again in a round, if another of its reporters did.

    Where nobody was joined there is nobody to ask about.
    """
    if main.status in OVER or not main.merged:
        return None
    own = and_(Rating.case_id == main.id, Rating.main_id.is_(None), Rating.round == asked_in)
    joined = and_(Rating.main_id == main.id, Rating.main_round == asked_in)
    unsolved = select(Rating.solved).where(Rating.solved.in_([Solved.NO, Solved.PARTLY]))
    return db.session.scalars(unsolved.where(or_(own, joined)).limit(1)).first()


def found(case: Case | None) -> Case:
    if case is None:
        raise NotFound(N_("No such case, or it is not yours to see. Check the number."))
    return case
