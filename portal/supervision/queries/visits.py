"""What is asked of field work: what is mine to look at, what was found there, what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotFound
from portal.policy.rules import Policy
from portal.supervision.models import (
    CheckQuestion,
    Reserve,
    Sampled,
    SeenProblem,
    SpotCheck,
    TeamMember,
    Visit,
    VisitPhoto,
)
from portal.supervision.queries.subjects import Subject
from portal.supervision.rules import (
    Attempt,
    CheckStatus,
    Leg,
    Odd,
    Stop,
    VisitState,
    by_nearest_next,
    odd_about,
)

PAGE = 30
MOST_ITEMS = 60  # on one page and one phone: days of work for one inspector
LARGEST = 2**31 - 1  # of the numbers that rows have: a larger one is nobody's


@dataclass(frozen=True)
class Visits:
    """One page of visits, the latest first, and the key of the page after it."""

    visits: Sequence[Visit]
    next_key: str | None


def items_to_visit(person: Person) -> Sequence[Sampled]:
    """Return what this inspector has still to look at, the longest assigned first."""
    mine = (
        _items()
        .join(Sampled.check)
        .where(Sampled.inspector_id == person.id, Sampled.state == VisitState.TO_VISIT)
        .where(SpotCheck.status.in_((CheckStatus.DRAWN, CheckStatus.SEEDED)))
        .order_by(Sampled.id)
        .limit(MOST_ITEMS)
    )
    return db.session.scalars(mine).all()


def own_item(person: Person, number: int, *, to_change: bool = False) -> Sampled:
    """Return something that is this inspector's to look at; any other does not exist for them.

    To change it, two at once take turns.
    """
    wanted = _items().where(Sampled.id == min(number, LARGEST), Sampled.inspector_id == person.id)
    if to_change:
        wanted = wanted.with_for_update(of=Sampled).execution_options(populate_existing=True)
    if item := db.session.scalar(wanted):
        return item
    raise NotFound(N_("No such worksheet, or it is not yours."))


def way_through(subjects: Sequence[Subject]) -> list[tuple[Subject, Leg]]:
    """Return subjects in the order of a way from each to the nearest that is left."""
    known = {f"{subject.sampled.id:012}": subject for subject in subjects}
    legs = by_nearest_next(Stop(key, subject.around) for key, subject in known.items())
    return [(known[leg.stop.key], leg) for leg in legs]


def questions_for(subject: Subject) -> Sequence[CheckQuestion]:
    """Return the check-list of something: what is asked everywhere, then its group's, then its own.

    Within each in the order in which they were added.
    """
    about = [subject.frame.value]
    if subject.matter:
        about += [subject.matter.group_code, subject.matter.code]
    rows = select(CheckQuestion).where(
        CheckQuestion.about.in_(about), CheckQuestion.ended_at.is_(None)
    )
    asked = db.session.scalars(rows.order_by(CheckQuestion.id))
    return sorted(asked, key=lambda question: about.index(question.about))


def questions_about(about: str) -> Sequence[CheckQuestion]:
    """Return the questions that are asked of one kind of thing, in their order."""
    rows = select(CheckQuestion).where(
        CheckQuestion.about == about, CheckQuestion.ended_at.is_(None)
    )
    return db.session.scalars(rows.order_by(CheckQuestion.id)).all()


def question_numbered(number: int) -> CheckQuestion:
    """Return a question that is asked."""
    question = db.session.get(CheckQuestion, min(number, LARGEST))
    if question is None or question.ended_at:
        raise NotFound(N_("That question is not asked any more."))
    return question


def topics() -> Sequence[tuple[str, int]]:
    """Return what is asked about anything, and how many questions each has."""
    rows = (
        select(CheckQuestion.about, func.count(CheckQuestion.id))
        .where(CheckQuestion.ended_at.is_(None))
        .group_by(CheckQuestion.about)
        .order_by(CheckQuestion.about)
    )
    return [(about, count) for about, count in db.session.execute(rows)]


def visits_of(sampled: Sampled) -> Sequence[Visit]:
    """Return every look at something sampled, the first one first, with its photos and problems."""
    rows = _whole().where(Visit.sampled_id == sampled.id)
    return db.session.scalars(rows.order_by(Visit.id)).all()


def visit_of(sampled: Sampled) -> Visit | None:
    """Return the look that counts: the last one that succeeded and is over, if there is one."""
    good = (
        _whole()
        .where(Visit.sampled_id == sampled.id)
        .where(Visit.could_not.is_(None), Visit.ended_at.is_not(None))
        .order_by(Visit.id.desc())
        .limit(1)
    )
    return db.session.scalar(good)


def open_visit(sampled: Sampled) -> Visit | None:
    """Return the look at a place that has begun and is not handed in yet."""
    rows = _whole().where(Visit.sampled_id == sampled.id, Visit.ended_at.is_(None))
    return db.session.scalar(rows)


def visit_by_request(key: str) -> Visit | None:
    """Return the visit that this very form has ended, if it was sent before."""
    return db.session.scalar(select(Visit).where(Visit.request_key == key))


def problem_by_request(key: str) -> SeenProblem | None:
    """Return the problem that this very form has noted, if it was sent before."""
    return db.session.scalar(select(SeenProblem).where(SeenProblem.request_key == key))


def attempts_at(sampled: Sampled) -> list[Attempt]:
    """Return the visits on which something could not be looked at."""
    rows = select(Visit.at, Visit.could_not).where(
        Visit.sampled_id == sampled.id, Visit.could_not.is_not(None)
    )
    return [
        Attempt(clock.day_of(at), reason)
        for at, reason in db.session.execute(rows.order_by(Visit.id))
        if reason
    ]


def visits_by(person: Person, *, after_key: str | None) -> Visits:
    """Return a page of the visits that somebody has made."""
    rows = _whole().where(Visit.by_id == person.id, Visit.ended_at.is_not(None))
    if after_key:
        if not (after_key.isascii() and after_key.isdecimal()):
            raise NotFound(N_("That page of the list does not exist."))
        rows = rows.where(Visit.id < min(int(after_key[:12]), LARGEST))
    found = db.session.scalars(rows.order_by(Visit.id.desc()).limit(PAGE + 1)).all()
    next_key = str(found[PAGE - 1].id) if len(found) > PAGE else None
    return Visits(found[:PAGE], next_key)


def team_visit(person: Person, number: int) -> Visit:
    """Return a visit of this person's team with all that it holds; any other does not exist."""
    wanted = (
        _whole()
        .join(Visit.sampled)
        .join(Sampled.check)
        .where(Visit.id == min(number, LARGEST), SpotCheck.team_id.in_(teams_of(person)))
    )
    if visit := db.session.scalar(wanted):
        return visit
    raise NotFound(N_("No such visit, or it is not your team's."))


def photo_of_visit(visit: Visit, number: int) -> VisitPhoto:
    """Return a photo of this visit and of no other."""
    if photo := next((photo for photo in visit.photos if photo.id == number), None):
        return photo
    raise NotFound(N_("That photo is not part of this visit."))


def oddities_of(visit: Visit, policy: Policy) -> list[Odd]:
    """Return what somebody should look at in a visit before it is signed."""
    waited = visit.came_at - visit.at if visit.ended_at else timedelta()
    return odd_about(
        is_placed=visit.lat is not None,
        metres=visit.metres,
        waited=waited,
        far_metres=policy.visit_metres,
        late_days=policy.visit_late_days,
    )


def next_reserve(sampled: Sampled) -> Reserve | None:
    """Return the next ticket of the same stratum and round; nobody chooses another.

    What a further round has drawn meanwhile is passed over: it is looked at already.
    """
    drawn = select(Sampled.number).where(
        Sampled.check_id == sampled.check_id, Sampled.is_priority.is_(False)
    )
    rows = (
        select(Reserve)
        .where(Reserve.round_id == sampled.round_id, Reserve.stratum == sampled.stratum)
        .where(Reserve.taken_at.is_(None), Reserve.number.not_in(drawn))
        .order_by(Reserve.rank)
        .limit(1)
    )
    return db.session.scalar(rows)


def replacement_of(sampled: Sampled) -> Sampled | None:
    """Return what stands in the place of something that could not be looked at."""
    return db.session.scalar(_items().where(Sampled.replaces_id == sampled.id))


def teams_of(person: Person) -> Select[int]:
    today = clock.today()
    return select(TeamMember.team_id).where(
        TeamMember.person_id == person.id,
        TeamMember.started_on <= today,
        TeamMember.ended_on.is_(None) | (TeamMember.ended_on > today),
    )


def _items() -> Select[Sampled]:
    return select(Sampled).options(
        joinedload(Sampled.check), joinedload(Sampled.grid), joinedload(Sampled.round)
    )


def _whole() -> Select[Visit]:
    problems = selectinload(Visit.problems)
    return select(Visit).options(
        joinedload(Visit.by),
        joinedload(Visit.sampled).joinedload(Sampled.check),
        joinedload(Visit.sampled).joinedload(Sampled.grid),
        selectinload(Visit.photos),
        problems.selectinload(SeenProblem.photos),
        problems.selectinload(SeenProblem.matches),
    )
