"""What is asked of cases: within whose reach, in which list, by which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, text, true
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person, Post, Unit
from portal.accounts.queries import posts_of, unit_by_code, units_for
from portal.accounts.rules import Role, UnitKind
from portal.cases.models import Case, CaseEvent, Matter, Photo, Rating
from portal.cases.rules import CaseStatus, bigrams
from portal.db import db
from portal.errors import N_, NoLonger, NotFound
from portal.grids.models import Area, Grid
from portal.grids.rules import DISTRICT

PAGE = 30


@dataclass(frozen=True)
class Wanted:
    """What a staff list is filtered by; empty means all."""

    view: str = "mine"  # mine, overdue or all
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


def matters_for_residents() -> list[Matter]:
    """Return the matters a resident may report, the common ones first."""
    open_ones = (
        select(Matter)
        .where(Matter.residents_may_report.is_(True), Matter.is_info.is_(False))
        .order_by(Matter.rank.nulls_last(), Matter.code)
    )
    return list(db.session.scalars(open_ones))


def matter_by_code(code: str) -> Matter | None:
    """Return the matter with this code."""
    return db.session.scalar(select(Matter).where(Matter.code == code))


def case_by_follow_token(token: str) -> Case:
    """Return the case of a secret follow link."""
    case = db.session.scalar(_whole().where(Case.follow_token == token))
    return _found(case)


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
    if rating.expires_at <= now or rating.round != rating.case.round:
        raise NoLonger(N_("This rating link is over. A newer one came with the newest answer."))
    return rating


def photo_of(case: Case, photo_id: int) -> Photo:
    """Return a photo of this case and of no other."""
    photo = next((photo for photo in case.photos if photo.id == photo_id), None)
    if photo is None:
        raise NotFound(N_("That photo is not part of this report."))
    return photo


def cases_in_reach(person: Person, on: date) -> ColumnElement[bool]:
    """Return the condition that a case lies in an area or with a unit of this person's posts."""
    return or_(false(), *(_reach_of(post) for post in posts_of(person, on)))


def case_in_reach(person: Person, number: str, on: date) -> Case:
    """Return a case that this person may see; to everyone else it does not exist."""
    case = db.session.scalar(_whole().where(Case.number == number, cases_in_reach(person, on)))
    return _found(case)


def is_in_hand_of(person: Person, case: Case, on: date) -> bool:
    """Say whether this person works for whoever has the case now."""
    return any(_has_in_hand(post, case) for post in posts_of(person, on))


def list_cases(person: Person, wanted: Wanted, *, after_key: str | None, today: date) -> Page:
    """Return one page of the cases in reach: the latest first, or the longest overdue first."""
    rows = (
        select(Case)
        .where(cases_in_reach(person, today), *_filters(person, wanted, today))
        .options(joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit))
        .limit(PAGE + 1)
    )
    is_by_date = wanted.view == "overdue"
    rows = _by_due_date(rows, after_key) if is_by_date else _by_latest(rows, after_key)
    found = db.session.scalars(rows).all()
    page = found[:PAGE]
    return Page(page, _key_of(page[-1], is_by_date) if len(found) > PAGE else None)


def events_of(case: Case) -> Sequence[CaseEvent]:
    """Return a case's history with the units and people it names."""
    rows = (
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id)
        .options(joinedload(CaseEvent.unit), selectinload(CaseEvent.photos))
        .order_by(CaseEvent.id)
    )
    return db.session.scalars(rows).all()


def suggested_unit(matter: Matter, level: int, grid: Grid) -> Unit | None:
    """Return the unit that usually handles a matter at a level, in this grid's place."""
    community, street = grid.community.code, grid.community.code[:9]
    if level == 4:
        return unit_by_code(matter.department) or _first_unit(DISTRICT, UnitKind.COMMAND_CENTRE)
    if level == 3:
        teams = units_for([street], UnitKind.STREET_TEAM)
        ours = [team for team in teams if team.platform == matter.platform]
        return ours[0] if ours else _first_unit(street, UnitKind.COMMAND_ROOM)
    return _first_unit(community, UnitKind.COMMUNITY)


def units_to_choose(case: Case) -> list[Unit]:
    """Return every unit that could take a case of this place."""
    community = case.community.code
    return units_for([DISTRICT, community[:9], community])


def open_past_due(today: date) -> Sequence[Case]:
    """Return the open cases that passed their date and are not yet marked so."""
    late = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.due_on < today, Case.is_overdue.is_(False))
        .where(Case.status.in_([CaseStatus.DISPATCHED, CaseStatus.IN_HAND]))
        .order_by(Case.due_on, Case.id)
        .limit(200)
    )
    return db.session.scalars(late).all()


def resolved_before(moment: datetime) -> Sequence[Case]:
    """Return cases resolved before `moment` that nobody has confirmed or disputed."""
    silent = (
        select(Case)
        .where(Case.closed_at.is_(None), Case.status == CaseStatus.RESOLVED)
        .where(Case.resolved_at < moment)
        .order_by(Case.id)
        .limit(200)
    )
    return db.session.scalars(silent).all()


def _whole() -> Select[Case]:
    return select(Case).options(
        joinedload(Case.matter),
        joinedload(Case.grid).joinedload(Grid.community),
        joinedload(Case.unit),
        selectinload(Case.ratings),
    )


def _found(case: Case | None) -> Case:
    if case is None:
        raise NotFound(N_("No such case, or it is not yours to see. Check the number."))
    return case


def _first_unit(area_code: str, kind: UnitKind) -> Unit | None:
    return next(iter(units_for([area_code], kind)), None)


def _reach_of(post: Post) -> ColumnElement[bool]:
    if post.unit_id:
        return Case.unit_id == post.unit_id
    code = post.area_code or ""
    if code == DISTRICT:
        return true()
    if len(code) == 15:
        return Case.grid_id == select(Grid.id).where(Grid.code == code).scalar_subquery()
    area_id = select(Area.id).where(Area.code == code).scalar_subquery()
    return (Case.street_id if len(code) == 9 else Case.community_id) == area_id


def _has_in_hand(post: Post, case: Case) -> bool:
    if case.unit is None:
        return False
    if post.role is Role.GRID_WORKER:
        return case.level == 1 and post.area_code == case.grid.code
    serves_same_area = post.area_code is not None and post.area_code == case.unit.area_code
    is_their_office = {
        Role.COMMUNITY_CLERK: case.unit.kind is UnitKind.COMMUNITY,
        Role.STREET_CLERK: case.unit.kind is UnitKind.COMMAND_ROOM,
        Role.DISPATCHER: case.unit.kind is UnitKind.COMMAND_CENTRE,
    }.get(post.role, False)
    return post.unit_id == case.unit_id or (serves_same_area and is_their_office)


def _filters(person: Person, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.view == "mine":
        chosen += [Case.closed_at.is_(None), or_(false(), *_waiting_for(person, today))]
    if wanted.view == "overdue":
        chosen += [Case.closed_at.is_(None), Case.due_on < today]
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
    """Return what waits for each post: triage for dispatchers, work for units, a look for workers."""
    waiting: list[ColumnElement[bool]] = []
    in_work = Case.status.in_([CaseStatus.DISPATCHED, CaseStatus.IN_HAND])
    for post in posts_of(person, today):
        if post.role in {Role.DISPATCHER, Role.STREET_CLERK}:
            waiting.append(Case.status == CaseStatus.REPORTED)
        elif post.role is Role.GRID_WORKER:
            to_verify = and_(Case.status == CaseStatus.RESOLVED, Case.resolved_by_id != person.id)
            waiting.append(or_(to_verify, and_(in_work, Case.level == 1)))
        elif post.role is Role.COMMUNITY_CLERK:
            ours = select(Unit.id).where(Unit.area_code == post.area_code).scalar_subquery()
            waiting.append(and_(in_work, Case.unit_id.in_(ours)))
        elif post.unit_id:
            waiting.append(in_work)
    return waiting


def _speaks_of(words: str) -> ColumnElement[bool]:
    """Return the condition that a case's number or words hold what was typed."""
    if words.upper().startswith("BJ") and words[2:].isdigit():
        return and_(Case.number >= words.upper(), Case.number < words.upper() + ":")
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
