"""Who may look at whose figures before everybody may, and of a worker ever."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select

from portal.accounts.models import Person, Post
from portal.accounts.queries import people_by_number, posts_of, unit_by_code, works_for
from portal.accounts.rules import Role
from portal.assessment.rules import SubjectKind
from portal.db import db
from portal.errors import N_, NotYours
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import areas_within
from portal.grids.rules import Duty

LEADS = frozenset({Role.DISPATCHER, Role.LEAD, Role.STREET_CLERK, Role.COMMUNITY_CLERK})


def areas_led(person: Person, on: date) -> Sequence[Area]:
    """Return the areas that somebody leads and all in them, each before what lies in it."""
    return areas_within(sorted({_area_of(post) for post in _leading(person, on)}))


def refuse_beyond_line(person: Person, kind: SubjectKind, code: str, on: date) -> None:
    """Refuse figures that are neither somebody's own nor those of people or places they lead."""
    if not is_of_line(person, kind, code, on):
        raise NotYours(
            N_("These figures are open to those they are about and to who leads them. Ask them.")
        )


def is_of_line(person: Person, kind: SubjectKind, code: str, on: date) -> bool:
    """Say whether figures are somebody's own, or those of people or places they lead."""
    return _is_own(person, kind, code, on) or _is_led(person, kind, code, on)


def _is_own(person: Person, kind: SubjectKind, code: str, on: date) -> bool:
    if kind is SubjectKind.WORKER:
        return person.number == code
    posts = posts_of(person, on)
    if kind is SubjectKind.UNIT:
        unit = unit_by_code(code)
        return unit is not None and any(works_for(post, unit) for post in posts)
    # A grid worker works for the grid and for its community.
    grids = [post.area_code or "" for post in posts if post.role is Role.GRID_WORKER]
    return any(code in {grid, grid[:12]} for grid in grids)


def _is_led(person: Person, kind: SubjectKind, code: str, on: date) -> bool:
    led = tuple(_area_of(post) for post in _leading(person, on))
    return any(place.startswith(led) for place in _places_of(kind, code, on))


def _places_of(kind: SubjectKind, code: str, on: date) -> list[str]:
    """Return the codes of the areas by which somebody leads a subject."""
    if kind is SubjectKind.UNIT:
        unit = unit_by_code(code)
        return [unit.area_code] if unit else []
    if kind is not SubjectKind.WORKER:
        return [code]
    worker = people_by_number([code]).get(code)
    return _grids_of(worker, on) if worker else []


def _grids_of(worker: Person, on: date) -> list[str]:
    """Return the codes of the grids that somebody works in: by a post, or by what the board says.

    Both, for who never signs in is assessed all the same.
    """
    rows = select(Grid.code).join(Appointment, Appointment.grid_id == Grid.id)
    appointed = rows.where(
        Appointment.person_id == worker.id,
        Appointment.duty == Duty.FULL_TIME_WORKER,
        Appointment.started_on <= on,
        or_(Appointment.ended_on.is_(None), Appointment.ended_on > on),
    )
    posts = [post for post in posts_of(worker, on) if post.role is Role.GRID_WORKER]
    return [*map(_area_of, posts), *db.session.scalars(appointed)]


def _leading(person: Person, on: date) -> list[Post]:
    return [post for post in posts_of(person, on) if post.role in LEADS]


def _area_of(post: Post) -> str:
    return post.area_code or ""
