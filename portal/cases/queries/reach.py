"""Who may see a case, who has it in hand, and which steps are theirs to take."""

from datetime import date

from sqlalchemy import ColumnElement, false, or_, select, true

from portal import i18n
from portal.accounts.models import Person, Post
from portal.accounts.queries import posts_of
from portal.accounts.rules import OFFICES, TRIAGES, Role
from portal.cases.models import Case, CaseEvent
from portal.cases.queries.finding import events_of, found, whole
from portal.cases.rules import (
    DONE,
    CaseStatus,
    Step,
    after,
    is_case_number,
    steps_from,
)
from portal.db import db
from portal.errors import N_, NotAllowedNow, NotYours
from portal.grids.models import Area, Grid
from portal.grids.rules import DISTRICT

IN_HAND_STEPS = frozenset({Step.TAKE, Step.TRANSFER, Step.RETURN, Step.RESOLVE})


def cases_in_reach(person: Person, on: date, *, among_open: bool = False) -> ColumnElement[bool]:
    """Return the condition that a case lies in an area or with a unit of this person's posts."""
    posts = posts_of(person, on)
    return or_(false(), *(reach_of(post, among_open=among_open) for post in posts))


def case_in_reach(person: Person, number: str, on: date) -> Case:
    """Return a case that this person may see; to everyone else it does not exist.

    A unit can look back at a case that it once had.
    """
    if not is_case_number(number):
        return found(None)
    units = [post.unit_id for post in posts_of(person, on) if post.unit_id]
    was_theirs = Case.events.any(CaseEvent.unit_id.in_(units)) if units else false()
    seen = or_(cases_in_reach(person, on), was_theirs)
    return found(db.session.scalar(whole().where(Case.number == number, seen)))


def case_for_step(person: Person, number: str, step: Step, *, seen: int | None, on: date) -> Case:
    """Return a case for this person to take this step with, or say why not.

    `seen` is the version that their page showed: if the case has moved since,
    they learn who did what before they act on what no longer holds.
    """
    case = case_in_reach(person, number, on)
    if seen is not None and seen != case.version:
        _refuse_latecomer(case)
    if not any(_is_theirs(post, case, step) for post in posts_of(person, on)):
        raise NotYours(N_("This step belongs to somebody else. The case page says who has it."))
    after(case.status, step)
    return case


def steps_for(person: Person, case: Case, on: date) -> list[Step]:
    """Return the steps this person may take with a case now; nobody confirms their own work."""
    posts = posts_of(person, on)
    is_own = case.status is CaseStatus.RESOLVED and case.resolved_by_id == person.id
    return [
        step
        for step in steps_from(case.status)
        if not is_own and any(_is_theirs(post, case, step) for post in posts)
    ]


def is_in_hand_of(person: Person, case: Case, on: date) -> bool:
    """Say whether this person works for whoever has the case now."""
    return any(_has_in_hand(post, case) for post in posts_of(person, on))


def _refuse_latecomer(case: Case) -> None:
    newest = events_of(case)[-1]
    raise NotAllowedNow(
        N_(
            "%(who)s %(what)s, %(when)s, after you opened the page. "
            "Look at the case as it stands now, then decide."
        ),
        who=newest.by.name if newest.by else i18n._(N_("Somebody else")),
        what=i18n._(DONE[newest.step]),
        when=i18n.moment(newest.at),
    )


def reach_of(post: Post, *, among_open: bool = False) -> ColumnElement[bool]:
    """Return the condition that a case lies in the area, or with the unit, of a post.

    Open cases are few however old the portal grows, those of a street or a unit
    are not: among the open ones, adding zero keeps the index of places out of it.
    """
    if post.unit_id:
        return (Case.unit_id + 0 if among_open else Case.unit_id) == post.unit_id
    code = post.area_code or ""
    if code == DISTRICT:
        return true()
    if len(code) == 15:
        return Case.grid_id == select(Grid.id).where(Grid.code == code).scalar_subquery()
    column = Case.street_id if len(code) == 9 else Case.community_id
    area_id = select(Area.id).where(Area.code == code).scalar_subquery()
    return (column + 0 if among_open else column) == area_id


def _has_in_hand(post: Post, case: Case) -> bool:
    if case.unit is None:
        return False
    if post.role is Role.GRID_WORKER:
        return case.level == 1 and post.area_code == case.grid.code
    serves_same_area = post.area_code is not None and post.area_code == case.unit.area_code
    is_their_office = OFFICES.get(case.unit.kind) is post.role
    return post.unit_id == case.unit_id or (serves_same_area and is_their_office)


def _covers(post: Post, case: Case) -> bool:
    """Say whether a post's area holds the case's place, as it was when the case was reported."""
    areas = {DISTRICT, case.street.code, case.community.code, case.grid.code}
    return post.area_code in areas


def _is_theirs(post: Post, case: Case, step: Step) -> bool:
    if step in {Step.DISPATCH, Step.DECLINE}:
        return post.role in TRIAGES and _covers(post, case)
    if step in {Step.VERIFY, Step.DISPUTE}:
        return post.role is Role.GRID_WORKER and post.area_code == case.grid.code
    return step in IN_HAND_STEPS and _has_in_hand(post, case)
