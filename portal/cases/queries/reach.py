"""Who may see which cases."""

from datetime import date

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from portal.accounts.models import Person, Post
from portal.accounts.queries import posts_of
from portal.cases.models import Assist, Case, CaseEvent
from portal.cases.queries.filters import has_any
from portal.cases.queries.finding import found, whole
from portal.cases.rules import is_case_number
from portal.db import db
from portal.grids.models import Area, Grid
from portal.grids.rules import DISTRICT


def cases_in_reach(person: Person, on: date, *, among_open: bool = False) -> ColumnElement[bool]:
    """Return the condition that a case lies in an area or with a unit of this person's posts."""
    posts = posts_of(person, on)
    return or_(false(), *(reach_of(post, among_open=among_open) for post in posts))


def case_in_reach(person: Person, number: str, on: date) -> Case:
    """Return a case that this person may see; to everyone else it does not exist.

    A unit can look back at a case that it once had, or helped with; and whoever
    sees a case sees its whole or its parts, and the reports that were joined to it.
    """
    return found(seen_case(person, number, on))


def seen_case(person: Person, number: str, on: date) -> Case | None:
    """Return a case that this person may see, if there is one of this number."""
    if not is_case_number(number):
        return None
    units = [post.unit_id for post in posts_of(person, on) if post.unit_id]
    had_it = has_any(CaseEvent.case_id == Case.id, CaseEvent.unit_id.in_(units))
    was_theirs = had_it if units else false()
    helps = Case.id.in_(select(Assist.case_id).where(Assist.unit_id.in_(units)))
    seen = or_(cases_in_reach(person, on), was_theirs, helps)
    case = db.session.scalar(whole().where(Case.number == number))
    around = case and db.session.scalar(select(Case.id).where(Case.id.in_(_together(case)), seen))
    return case if around else None


def _together(case: Case) -> Select[int]:
    """Return the ids of a case, its whole, its parts, and the case that it was joined to."""
    own = {case.id, case.part_of_id, case.merged_into_id} - {None}
    return select(Case.id).where(or_(Case.id.in_(own), Case.part_of_id == case.id))


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
        grid_id = select(Grid.id).where(Grid.code == code).scalar_subquery()
        return (Case.grid_id + 0 if among_open else Case.grid_id) == grid_id
    column = Case.street_id if len(code) == 9 else Case.community_id
    area_id = select(Area.id).where(Area.code == code).scalar_subquery()
    return (column + 0 if among_open else column) == area_id
