"""What each list of cases holds before it is narrowed: mine, late, to approve, to verify, all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select, true

from portal import clock
from portal.accounts.models import Person, Post, Unit
from portal.accounts.queries import posts_of
from portal.accounts.rules import OFFICES, TRIAGES, Role
from portal.cases.models import Assist, Case, ExpediteOrder
from portal.cases.queries.authority import COMMANDS, requests_waiting
from portal.cases.queries.filters import Pin, has_any, place_pin, without_index
from portal.cases.rules import IN_WORK, OWES_ANSWER, CaseStatus
from portal.db import db
from portal.grids.rules import DISTRICT
from portal.policy.queries import policy_on

MOST_HELPED = 1_000  # cases that wait for a second unit: nobody has more
BY_DUE_DATE = frozenset({"overdue", "due"})
EVER = frozenset({"all"})  # the others hold open cases only
_is_in_work = without_index(Case.status).in_(IN_WORK)


@dataclass(frozen=True)
class Branch:
    """One way into a list: the columns that an index can find it by, and what else must hold.

    `is_few` says that a condition itself names the few cases, so that no index
    of places has to. A list is all of its branches, each case once.
    """

    pins: tuple[Pin, ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()
    is_few: bool = False


def branches_of(person: Person, view: str, today: date) -> list[Branch]:
    """Return the ways into a list for each post that somebody holds."""
    posts = posts_of(person, today)
    ways = VIEWS.get(view, _all)
    return [branch for post in posts for branch in ways(post, person, today)]


def units_of(posts: Iterable[Post]) -> tuple[int, ...]:
    """Return the units for which posts are held, or whose office they are."""
    return tuple(dict.fromkeys(unit for post in posts for unit in _units(post)))


def is_helped_by(posts: Iterable[Post]) -> ColumnElement[bool]:
    """Return the condition that a second unit is one of theirs, with its part still to do."""
    ours = units_of(posts)
    asked = select(Assist.case_id).where(Assist.unit_id.in_(ours), Assist.answered_at.is_(None))
    few = asked.order_by(Assist.case_id.desc()).limit(MOST_HELPED)
    return Case.id.in_(db.session.scalars(few).all() if ours else ())


def _reach(post: Post) -> tuple[Pin, ...]:
    if post.unit_id:
        return (Pin(Case.unit_id, (post.unit_id,)),)
    return () if post.area_code == DISTRICT else (place_pin(post.area_code or ""),)


def _units(post: Post) -> tuple[int, ...]:
    if post.unit_id:
        return (post.unit_id,)
    office = next((kind for kind, role in OFFICES.items() if role is post.role), None)
    if office is None:
        return ()
    ours = select(Unit.id).where(Unit.area_code == post.area_code, Unit.kind == office)
    return tuple(db.session.scalars(ours.order_by(Unit.id)))


def _all(post: Post, _person: Person, _today: date) -> list[Branch]:
    return [Branch(_reach(post))]


def _in_hand(post: Post) -> list[Branch]:
    """Return where the cases are that a post itself works on, open ones and others."""
    if post.role is Role.GRID_WORKER:
        return [Branch(_reach(post), (Case.level == 1,))]
    ours = _units(post)
    return [Branch((Pin(Case.unit_id, ours),))] if ours else []


def _mine(post: Post, person: Person, today: date) -> list[Branch]:
    """Return what waits for a post: work, triage, or for grid workers a look."""
    at_work = [Branch(way.pins, (*way.where, _is_in_work)) for way in _in_hand(post)]
    if post.role is Role.GRID_WORKER:
        return at_work + _verify(post, person, today)
    return at_work + _triage(post) if post.role in TRIAGES else at_work


def _triage(post: Post) -> list[Branch]:
    return [Branch((*_reach(post), Pin(Case.status, (CaseStatus.REPORTED,))))]


def _verify(post: Post, person: Person, _today: date) -> list[Branch]:
    not_own = Case.resolved_by_id.is_distinct_from(person.id)
    return [Branch((*_reach(post), Pin(Case.status, (CaseStatus.RESOLVED,))), (not_own,))]


def _by_due_date(post: Post, _person: Person, _today: date) -> list[Branch]:
    """Return what a unit works on; before or from today on is a bound of the walk by due dates."""
    return [Branch(_reach(post), (_is_in_work,))]


def _approve(_post: Post, person: Person, today: date) -> list[Branch]:
    """Return the cases whose unit asked for a pause or for more days: they are few."""
    waiting = [asked.case_id for asked in requests_waiting(person, today)]
    return [Branch((), (Case.id.in_(waiting),), is_few=True)] if waiting else []


def _help(post: Post, _person: Person, _today: date) -> list[Branch]:
    return [Branch((), (is_helped_by([post]),), is_few=True)] if _units(post) else []


def _assigned(post: Post, person: Person, _today: date) -> list[Branch]:
    return [Branch((*_reach(post), Pin(Case.assigned_to_id, (person.id,))))]


def _held(post: Post, _person: Person, _today: date) -> list[Branch]:
    return [Branch(way.pins, (Case.is_held == true(),)) for way in _triage(post)]


def _answer(post: Post, _person: Person, _today: date) -> list[Branch]:
    """Return the cases without a first answer whose hours run out: a unit's, or all in reach."""
    ways = [Branch(_reach(post))] if post.role in COMMANDS else _in_hand(post)
    return [Branch(way.pins, (*way.where, _is_answer_due(clock.now()))) for way in ways]


def _is_answer_due(now: datetime) -> ColumnElement[bool]:
    """Return what `rules.answer_light` says of amber and red, asked of many rows."""
    left, whole = Case.response_due_at - now, Case.response_due_at - Case.dispatched_at
    percent = 100 - policy_on(clock.day_of(now)).amber_percent
    return and_(
        without_index(Case.status).in_(OWES_ANSWER),
        Case.first_response_at.is_(None),
        left.self_group().op("*")(100) <= whole.self_group().op("*")(percent),
    )


def _orders(post: Post, _person: Person, _today: date) -> list[Branch]:
    """Return the cases in a post's hand with an expedite order that nobody has answered yet."""
    unanswered = has_any(ExpediteOrder.case_id == Case.id, ExpediteOrder.replied_at.is_(None))
    return [Branch(way.pins, (*way.where, unanswered)) for way in _in_hand(post)]


VIEWS: dict[str, Callable[[Post, Person, date], list[Branch]]] = {
    "mine": _mine,
    "overdue": _by_due_date,
    "due": _by_due_date,
    "approve": _approve,
    "verify": _verify,
    "help": _help,
    "assigned": _assigned,
    "held": _held,
    "orders": _orders,
    "answer": _answer,
    "all": _all,
}


def within(
    person: Person, view: str, today: date, in_reach: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return the condition that keeps a list in reach: also what a second unit is asked to do."""
    return in_reach if view != "help" else or_(in_reach, is_helped_by(posts_of(person, today)))
