"""The staff list of cases: within reach, filtered, by the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, text
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import Person, Post, Unit
from portal.accounts.queries import posts_of
from portal.accounts.rules import OFFICES, TRIAGES, Role
from portal.cases.models import Case, Matter
from portal.cases.queries.reach import cases_in_reach, reach_of
from portal.cases.rules import CaseStatus, Light, amber_until, bigrams, light
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid
from portal.policy.rules import Policy, WorkCalendar

PAGE = 30
SHOWN = (joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit))


@dataclass(frozen=True)
class Wanted:
    """What a staff list is filtered by; empty means all."""

    view: str = "mine"  # mine, overdue, due (in time, the next date first) or all
    status: CaseStatus | None = None
    level: int | None = None
    matter: str = ""
    grid: str = ""
    words: str = ""


@dataclass(frozen=True)
class Page:
    """One page of a list and the key of the page after it, if there is one."""

    cases: Sequence[Case]
    next_key: str | None


def list_cases(person: Person, wanted: Wanted, *, after_key: str | None, today: date) -> Page:
    """Return one page of the cases in reach: the latest first, or by their due dates."""
    rows = select(Case).where(*_in(wanted, person, today)).options(*SHOWN).limit(PAGE + 1)
    is_by_date = wanted.view in {"overdue", "due"}
    rows = _by_due_date(rows, after_key) if is_by_date else _by_latest(rows, after_key)
    found = db.session.scalars(rows).all()
    page = found[:PAGE]
    return Page(page, _key_of(page[-1], is_by_date) if len(found) > PAGE else None)


def how_many(person: Person, wanted: Wanted, *, today: date) -> int:
    """Return how many cases in reach a list holds: for lists of open cases, which stay few."""
    counted = select(func.count(Case.id)).where(*_in(wanted, person, today))
    return db.session.scalar(counted) or 0


def amber_cases(
    person: Person, *, today: date, policy: Policy, calendar: WorkCalendar, most: int
) -> tuple[int, Sequence[Case]]:
    """Return how many cases in reach are amber, and the first few of them by their dates."""
    soon = (
        select(Case.id, Case.dispatched_at, Case.due_on)
        .where(cases_in_reach(person, today, among_open=True), Case.closed_at.is_(None))
        .where(Case.status.in_([CaseStatus.DISPATCHED, CaseStatus.IN_HAND]))
        .where(Case.due_on.between(today, amber_until(today, policy, calendar)))
        .order_by(Case.due_on, Case.id)
    )
    amber = [
        case_id
        for case_id, since, due in db.session.execute(soon)
        if since and due and light(clock.day_of(since), due, today, policy, calendar) is Light.AMBER
    ]
    first = select(Case).where(Case.id.in_(amber[:most])).options(*SHOWN)
    return len(amber), db.session.scalars(first.order_by(Case.due_on, Case.id)).all()


def _in(wanted: Wanted, person: Person, today: date) -> list[ColumnElement[bool]]:
    """Return the conditions of a list; all but one hold only open cases."""
    in_reach = cases_in_reach(person, today, among_open=wanted.view != "all")
    return [in_reach, *_filters(person, wanted, today)]


def _filters(person: Person, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.view == "mine":
        chosen += [Case.closed_at.is_(None), or_(false(), *_waiting_for(person, today))]
    if wanted.view in {"overdue", "due"}:
        is_late = Case.due_on < today
        chosen += [Case.closed_at.is_(None), is_late if wanted.view == "overdue" else ~is_late]
        chosen += [Case.status.in_([CaseStatus.DISPATCHED, CaseStatus.IN_HAND])]
    if wanted.status:
        chosen.append(Case.status == wanted.status)
    if wanted.level:
        chosen.append(Case.level == wanted.level)
    if wanted.matter:
        chosen.append(Case.matter_id == _id_of(Matter, wanted.matter))
    if wanted.grid:
        chosen.append(Case.grid_id == _id_of(Grid, wanted.grid))
    if wanted.words:
        chosen.append(_speaks_of(wanted.words))
    return chosen


def _id_of(model: type[Matter] | type[Grid], code: str) -> int | None:
    """Look an id up first: the plan for a known id is the same at any size of the table."""
    return db.session.scalar(select(model.id).where(model.code == code)) or -1


def _waiting_for(person: Person, today: date) -> list[ColumnElement[bool]]:
    """Return what waits for each post: triage, work, or for grid workers a look."""
    return [
        and_(reach_of(post, among_open=True), _waits_for(post, person))
        for post in posts_of(person, today)
    ]


def _waits_for(post: Post, person: Person) -> ColumnElement[bool]:
    in_work = Case.status.in_([CaseStatus.DISPATCHED, CaseStatus.IN_HAND])
    if post.role is Role.GRID_WORKER:
        to_verify = and_(Case.status == CaseStatus.RESOLVED, Case.resolved_by_id != person.id)
        return or_(to_verify, and_(in_work, Case.level == 1))
    if post.unit_id:
        return in_work
    office = next((kind for kind, role in OFFICES.items() if role is post.role), None)
    if office is None:
        return false()
    ours = select(Unit.id).where(Unit.area_code == post.area_code, Unit.kind == office)
    at_work = and_(in_work, Case.unit_id.in_(ours))
    return or_(at_work, Case.status == CaseStatus.REPORTED) if post.role in TRIAGES else at_work


def _speaks_of(words: str) -> ColumnElement[bool]:
    """Return the condition that a case's number or words hold what was typed."""
    if re.fullmatch(r"[Bb][Jj][0-9]{1,14}", words):
        start = words.upper()  # padded with digits: they sort alike in every collation
        return Case.number.between(start.ljust(16, "0"), start.ljust(16, "9"))
    pairs = bigrams(words)
    if not pairs:
        return false()
    if db.engine.dialect.name == "postgresql":
        found = text("SELECT case_id FROM case_search WHERE words @@ CAST(:pairs AS tsquery)")
        return Case.id.in_(found.bindparams(pairs=" & ".join(f"'{pair}'" for pair in pairs)))
    found = text("SELECT rowid FROM case_search WHERE case_search MATCH :pairs")
    return Case.id.in_(found.bindparams(pairs=" ".join(f'"{pair}"' for pair in pairs)))


def _by_latest(rows: Select[Case], after_key: str | None) -> Select[Case]:
    if after_key:
        rows = rows.where(Case.id < _number(after_key))
    return rows.order_by(Case.id.desc())


def _by_due_date(rows: Select[Case], after_key: str | None) -> Select[Case]:
    if after_key:
        day_text, _, case_id = after_key.partition(".")
        try:
            day = date.fromisoformat(day_text)
        except ValueError:
            raise NotFound(N_("That page of the list does not exist.")) from None
        rows = rows.where(
            or_(Case.due_on > day, and_(Case.due_on == day, Case.id > _number(case_id)))
        )
    return rows.order_by(Case.due_on, Case.id)


def _key_of(case: Case, is_by_date: bool) -> str:
    return f"{case.due_on}.{case.id}" if is_by_date else str(case.id)


def _number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > 18:
        raise NotFound(N_("That page of the list does not exist."))
    return int(typed)


def matters_to_filter() -> Sequence[Row[str, str, str, str, str]]:
    """Return code, names and group names of the matters that can be cases, in order."""
    columns = (Matter.code, Matter.name, Matter.name_en, Matter.group_name, Matter.group_name_en)
    listed = select(*columns).where(Matter.is_info.is_(False)).order_by(Matter.code)
    return db.session.execute(listed).all()
