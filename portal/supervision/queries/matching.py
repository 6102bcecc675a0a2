"""Which cases may be about a problem that an inspector saw; read only after the hand-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select, union
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import Person
from portal.cases.models import Case, CaseEvent, Matter, Photo
from portal.cases.rules import CaseStatus, Step
from portal.cases.rules.duplicates import Position, position_of
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow, NotFound
from portal.grids.models import Grid
from portal.grids.queries import lies_in
from portal.policy.rules import Policy
from portal.supervision.models import Sampled, SeenProblem, SpotCheck, Visit
from portal.supervision.queries.visits import LARGEST, teams_of
from portal.supervision.rules import Fit, Known, Sight, fits

MOST_LOOKED_AT = 300  # cases of one matter around one place: more help nobody to choose
MOST_OFFERED = 8
UNTIL_CLOSED = timedelta(days=90)  # from a report, or from its resolution, to its closing


@dataclass(frozen=True)
class Offer:
    """A case that may be about a seen problem: how well it fits, and the first photo of it."""

    case: Case
    fit: Fit
    photo: int | None


def offers_for(problem: SeenProblem, policy: Policy) -> list[Offer]:
    """Return the cases that may be about a problem, the likeliest first.

    A case that somebody has found in another problem of the same visit is not offered again:
    two problems are two cases, or one of them nobody has reported.
    """
    if problem.visit.ended_at is None:
        raise NotAllowedNow(N_("Hand in the list of this place first; only then is it compared."))
    on = clock.day_of(problem.at)
    since = clock.start_of(on - timedelta(days=policy.match_days))
    cases = {case.number: case for case in _around(problem, since) if not _is_taken(case, problem)}
    found = fits(
        _seen(problem, on),
        map(_known, cases.values()),
        within_m=policy.match_metres,
        closed_days=policy.match_days,
    )[:MOST_OFFERED]
    photos = _first_photos([cases[fit.number].id for fit in found])
    return [Offer(cases[fit.number], fit, photos.get(cases[fit.number].id)) for fit in found]


def offered(offers: Sequence[Offer], number: str) -> Case:
    """Return the case of this number among those that are offered."""
    if chosen := next((offer.case for offer in offers if offer.case.number == number), None):
        return chosen
    raise NotAcceptable(N_("That case is not among those that fit. Look at the list again."))


def problem_of_team(person: Person, number: int, *, to_change: bool = False) -> SeenProblem:
    """Return a problem that this person's team has handed in; any other does not exist for them.

    To say what it fits, two at once take turns: no case becomes two problems of one visit.
    """
    wanted = (
        select(SeenProblem)
        .join(SeenProblem.visit)
        .join(Visit.sampled)
        .join(Sampled.check)
        .where(SeenProblem.id == min(number, LARGEST), SeenProblem.taken_back_at.is_(None))
        .where(Visit.ended_at.is_not(None), SpotCheck.team_id.in_(teams_of(person)))
        .options(joinedload(SeenProblem.visit).joinedload(Visit.sampled).joinedload(Sampled.grid))
    )
    if to_change:
        wanted = wanted.with_for_update(of=Visit).execution_options(populate_existing=True)
    if problem := db.session.scalar(wanted):
        return problem
    raise NotFound(N_("No such problem, or it is not your team's."))


def photo_of_offer(problem: SeenProblem, number: int, policy: Policy) -> str:
    """Return the key of the first photo of a case that is offered for a problem."""
    if any(offer.photo == number for offer in offers_for(problem, policy)):
        return db.session.get_one(Photo, number).key
    raise NotFound(N_("That photo is not part of this comparison."))


def _around(problem: SeenProblem, since: date) -> Sequence[Case]:
    """Return cases of this matter in the same street: open ones, and those closed lately."""
    street = problem.visit.sampled.street_code
    grids = select(Grid.id).where(lies_in(Grid.code, street))
    lately = since - UNTIL_CLOSED
    ids = union(
        select(Case.id).where(Case.closed_at.is_(None), Case.grid_id.in_(grids)),
        select(Case.id).where(Case.grid_id.in_(grids), Case.reported_at >= lately),
        select(Case.id).where(Case.grid_id.in_(grids), Case.resolved_at >= lately),
    )
    rows = (
        select(Case)
        .where(Case.id.in_(ids), or_(Case.closed_at.is_(None), Case.closed_at >= since))
        .where(Case.part_of_id.is_(None), Case.status != CaseStatus.MERGED)
        .where(Case.matter_id.in_(select(Matter.id).where(Matter.code == problem.matter_code)))
        .options(joinedload(Case.matter), joinedload(Case.grid))
        .order_by(Case.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return db.session.scalars(rows).all()


def _is_taken(case: Case, problem: SeenProblem) -> bool:
    others = [other for other in problem.visit.problems if other.id != problem.id]
    return any(other.match and other.match.case_id == case.id for other in others)


def _seen(problem: SeenProblem, on: date) -> Sight:
    grid = problem.visit.sampled.grid.code
    return Sight(problem.matter_code, grid, _place_of(problem), on)


def _place_of(problem: SeenProblem) -> Position | None:
    return position_of(problem.lat, problem.lon)


def _known(case: Case) -> Known:
    return Known(
        case.number,
        case.matter.code,
        case.grid.code,
        position_of(case.lat, case.lon),
        clock.day_of(case.reported_at),
        clock.day_of(case.closed_at) if case.closed_at else None,
    )


def _first_photos(case_ids: Sequence[int]) -> dict[int, int]:
    """Return the number of the first photo that came with each report."""
    if not case_ids:
        return {}
    rows = (
        select(Photo.case_id, func.min(Photo.id))
        .join(CaseEvent, CaseEvent.id == Photo.event_id)
        .where(Photo.case_id.in_(case_ids), CaseEvent.step == Step.REPORT)
        .group_by(Photo.case_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}
