"""What became of somebody's own work: the cases they reported, and those they looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from portal.accounts.models import Person, Unit
from portal.accounts.queries import posts_of
from portal.accounts.rules import WALKS
from portal.cases.models import Case, CaseEvent
from portal.cases.queries.filters import without_index
from portal.cases.rules import IN_WORK, Step
from portal.cases.rules.routing import LAST_RESORT
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid

PAGE = 30
LONGEST_KEY = 18  # digits of the largest number that both databases hold
ANSWERS = (Step.DECLINE, Step.RESOLVE, Step.RETURN, Step.DISPUTE)  # whose words say what became
# As they stand in the indexes: only what is written alike is found in them.
IS_RESOLVED: ColumnElement[bool] = literal_column("cases.status = 'resolved'")
HAS_LOOKED: ColumnElement[bool] = literal_column("case_events.step IN ('verify', 'dispute')")

T = TypeVar("T")


@dataclass(frozen=True)
class Listed(Generic[T]):
    """One page of a list, the newest first, and the key of the page after it."""

    rows: Sequence[T]
    next_key: str | None


def reported_by(person: Person, *, after_key: str | None) -> Listed[Case]:
    """Return a page of the cases that somebody reported as a grid worker, the newest first."""
    rows = select(Case).where(Case.reported_by_id == person.id, Case.part_of_id.is_(None))
    rows = rows.where(*_before(Case.id, after_key))
    rows = rows.options(joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit))
    rows = rows.options(joinedload(Case.merged_into))
    return _listed(db.session.scalars(rows.order_by(Case.id.desc()).limit(PAGE + 1)).all())


def looked_at_by(person: Person, *, after_key: str | None) -> Listed[CaseEvent]:
    """Return a page of somebody's looks at what others had resolved, with the cases."""
    rows = (
        select(CaseEvent)
        .where(CaseEvent.by_id == person.id, HAS_LOOKED, *_before(CaseEvent.id, after_key))
        .join(CaseEvent.case)
        .options(
            contains_eager(CaseEvent.case).options(
                joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit)
            )
        )
        .order_by(CaseEvent.id.desc())
        .limit(PAGE + 1)
    )
    return _listed(db.session.scalars(rows).all())


def to_verify(person: Person, today: date, *, most: int) -> Sequence[Case]:
    """Return resolved cases of somebody's grids that wait for their look, the soonest due first."""
    rows = (
        select(Case)
        .where(*_waits_for_a_look(person, today))
        .options(joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit))
        .order_by(Case.verify_due_on.nulls_last(), Case.id)
        .limit(most)
    )
    return db.session.scalars(rows).all()


def how_many_to_verify(person: Person, today: date) -> int:
    """Return how many resolved cases wait for somebody's look."""
    counted = select(func.count(Case.id)).where(*_waits_for_a_look(person, today))
    return db.session.scalar(counted) or 0


def in_my_hands(person: Person, today: date, *, most: int) -> Sequence[Case]:
    """Return the cases that somebody has in hand as a grid's own worker, the soonest due first.

    They are of level 1, but for those that the street's command room has because
    no row of the routing table took them.
    """
    rows = (
        select(Case)
        .outerjoin(Case.unit)
        .where(Case.grid_id.in_(_own_grids(person, today)), Case.closed_at.is_(None))
        .where(Case.level == 1, without_index(Case.status).in_(IN_WORK))
        .where(or_(Case.unit_id.is_(None), Unit.kind != LAST_RESORT))
        .options(joinedload(Case.matter), joinedload(Case.grid))
        .order_by(Case.due_on.nulls_last(), Case.id)
        .limit(most)
    )
    return db.session.scalars(rows).all()


def last_answers(cases: Sequence[Case]) -> dict[int, CaseEvent]:
    """Return the newest step with an answer in words of each of these cases, by the case's id."""
    told = (
        select(CaseEvent)
        .where(CaseEvent.case_id.in_([case.id for case in cases]), CaseEvent.step.in_(ANSWERS))
        .order_by(CaseEvent.id)
    )
    return {event.case_id: event for event in db.session.scalars(told)}


def _waits_for_a_look(person: Person, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions; nobody looks at what they resolved themselves.

    The grids are looked up first: the plan for known ids is the same at any size of the table.
    """
    own = _own_grids(person, today)
    of_others = or_(Case.resolved_by_id.is_(None), Case.resolved_by_id != person.id)
    return [Case.grid_id.in_(own), IS_RESOLVED, of_others]


def _own_grids(person: Person, today: date) -> Sequence[int]:
    posts = posts_of(person, today)
    codes = [post.area_code for post in posts if post.role in WALKS]
    return db.session.scalars(select(Grid.id).where(Grid.code.in_(codes))).all()


def _before(column: InstrumentedAttribute[int], after_key: str | None) -> list[ColumnElement[bool]]:
    if not after_key:
        return []
    if not after_key.isdecimal() or not after_key.isascii() or len(after_key) > LONGEST_KEY:
        raise NotFound(N_("That page of the list does not exist."))
    return [column < int(after_key)]


def _listed(found: Sequence[T]) -> Listed[T]:
    rows = found[:PAGE]
    key = str(rows[-1].id) if len(found) > PAGE else None  # type: ignore[attr-defined]
    return Listed(rows, key)
