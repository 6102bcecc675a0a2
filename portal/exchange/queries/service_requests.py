"""Cases as GeoReport v2 lists them: a few columns each, never whole cases.

A page may hold a thousand. Their numbers begin with their days, so a page is a
walk along the numbers of its window, whatever else it is filtered by.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    Text,
    cast,
    func,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from portal import clock
from portal.accounts.models import Unit
from portal.cases.models import Case, CaseEvent, Matter, Rating
from portal.cases.queries.filters import without_index
from portal.cases.queries.matters import ids_of_codes
from portal.cases.rules import CaseStatus, Step
from portal.db import db
from portal.exchange.queries.w3c import w3c
from portal.exchange.rules.georeport import MOST, Span
from portal.grids.models import Area, Grid

# A report that was joined to another stands where that one does.
Main = aliased(Case, name="main")
IS_MAIN = Main.id == func.coalesce(Case.merged_into_id, Case.id)
OPEN = [status for status in CaseStatus if status.is_open]
OVER = [status for status in CaseStatus if not status.is_open]
SATISFIED = 4  # stars
FEW = 20  # of a table with hundreds of rows; whoever needs more of them reads them all
_last_step = select(func.max(CaseEvent.at)).where(CaseEvent.case_id == Main.id).scalar_subquery()
UPDATED = func.coalesce(Main.closed_at, _last_step)  # its report is its first step
_of_main = select(Main.status).where(Main.id == Case.merged_into_id).scalar_subquery()
STATUS = func.coalesce(type_coerce(_of_main, String), type_coerce(Case.status, String))
COLUMNS: tuple[Any, ...] = (
    Case.number,
    # As the words that they are kept as: a thousand members of each would take a while to make.
    *(
        type_coerce(column, String).label(column.key)
        for column in (Main.status, Main.outcome, Main.decline_reason)
    ),
    Case.matter_id,
    Main.unit_id,
    Case.grid_id,
    Case.community_id,
    w3c(Case.reported_at).label("reported_at"),
    w3c(UPDATED).label("updated_at"),
    cast(func.coalesce(Main.due_on, Main.promised_on), String).label("expected_on"),
    Main.id.label("main_id"),
)
# What everybody may read of a case's history; notes, names and words are nobody's but staff's.
TOLD_STEPS = (
    *(Step.REPORT, Step.DISPATCH, Step.DECLINE, Step.TAKE, Step.TRANSFER, Step.RETURN),
    *(Step.RESOLVE, Step.CONFIRM, Step.VERIFY, Step.DISPUTE, Step.LAPSE, Step.REOPEN),
    *(Step.ESCALATE, Step.INSPECT, Step.EXPEDITE, Step.PAUSE, Step.RESUME, Step.EXTEND),
    *(Step.HAND_UP, Step.MERGE, Step.UNMERGE, Step.SPLIT, Step.RECALL),
)


@dataclass(frozen=True)
class WantedRequests:
    """Which requests are asked for; numbers override all but the street."""

    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()  # of services
    is_open: bool | None = None
    reported: Span | None = None
    updated: Span | None = None
    street_id: int | None = None
    page: int = 1
    size: int = MOST


@dataclass(frozen=True)
class Named:
    """What the ids of some requests stand for: rows by id, with names in both languages."""

    matters: dict[int, Any]
    units: dict[int, Any]
    grids: dict[int, Any]
    communities: dict[int, Any]
    notes: dict[int, list[Any]] = field(default_factory=dict)  # by the main case's id


def service_requests(wanted: WantedRequests) -> Sequence[Any]:
    """Return one page of requests, the latest first; past the last page, none.

    Where they are asked for by their updates those updated last come first.
    """
    page = _page(wanted).subquery()  # of what lies before it only the ids are looked up
    rows = select(*COLUMNS).join(page, page.c.id == Case.id).join(Main, IS_MAIN)
    return _told(rows.order_by(page.c.at.desc(), Case.id.desc()))


def named_in(rows: Sequence[Any], *, with_notes: bool = False) -> Named:
    """Return what the ids in rows of requests stand for, and their history if it is wanted."""
    outline = cast(Grid.outline, Text).label("outline")
    names = (Matter.id, Matter.code, Matter.name, Matter.name_en, Matter.is_private)
    return Named(
        matters=_by_id(select(*names), Matter.id, {row.matter_id for row in rows}),
        units=_by_id(
            select(Unit.id, Unit.name, Unit.name_en), Unit.id, {row.unit_id for row in rows}
        ),
        grids=_by_id(
            select(Grid.id, Grid.code, Grid.name, Grid.name_en, outline),
            Grid.id,
            {row.grid_id for row in rows},
        ),
        communities=_by_id(
            select(Area.id, Area.name, Area.name_en), Area.id, {row.community_id for row in rows}
        ),
        notes=_notes({row.main_id for row in rows}) if with_notes else {},
    )


def satisfaction_by_code(span: Span, fewest: int) -> dict[str, Any]:
    """Return, by service, how many reporters were asked, answered and gave four or five stars.

    Of reports in that time; services with fewer answers than may be published are left out.
    """
    answered = func.count(Rating.stars)
    counted = (
        select(
            Matter.code,
            func.count(Rating.id).label("asked"),
            answered.label("answered"),
            func.count().filter(Rating.stars >= SATISFIED).label("satisfied"),
        )
        .select_from(Case)
        .join(Rating, Rating.case_id == Case.id)
        .join(Matter, Matter.id == Case.matter_id)
        .where(*_reported(span))
        .group_by(Matter.code)
        .having(answered >= fewest)
    )
    return {row.code: row for row in db.session.execute(counted)}


def _told(rows: Any) -> Sequence[Any]:
    """Return bare rows: a session would look through a thousand of them for things to keep."""
    return db.session.connection().execute(rows).all()


def _page(wanted: WantedRequests) -> Any:
    ids: Any = select(Case.id, Case.number.label("at")).where(*_conditions(wanted))
    if wanted.numbers:
        return ids
    by: Any = Case.number
    if wanted.updated:
        found = _updated(wanted.updated).subquery()
        by = found.c.at
        ids = select(Case.id, by).join(found, found.c.id == Case.id).where(*_conditions(wanted))
    start = (wanted.page - 1) * wanted.size
    return ids.order_by(by.desc(), Case.id.desc()).limit(wanted.size).offset(start)


def _conditions(wanted: WantedRequests) -> list[ColumnElement[bool]]:
    """Return the filters, but for those of the window in a form that no index is chosen for."""
    asked = [without_index(Case.street_id) == wanted.street_id] if wanted.street_id else []
    if wanted.numbers:
        return [*asked, Case.number.in_(sorted(set(wanted.numbers)))]
    if wanted.codes:
        asked.append(without_index(Case.matter_id).in_(ids_of_codes(wanted.codes)))
    if wanted.is_open is not None:
        asked.append(STATUS.in_(OPEN if wanted.is_open else OVER))
    return asked + (_reported(wanted.reported) if wanted.reported else [])


def _reported(span: Span) -> list[ColumnElement[bool]]:
    """Return the condition of a time: by the days in the numbers, and to the second."""
    after = clock.day_of(span.last) + timedelta(days=1)
    return [
        Case.number >= f"BJ{clock.day_of(span.first):%Y%m%d}",
        Case.number < f"BJ{after:%Y%m%d}",
        Case.reported_at >= span.first,
        Case.reported_at <= span.last,
    ]


def _updated(span: Span) -> CompoundSelect[Any]:
    """Return the ids of what was updated in a time, found by the steps taken in it, and when."""
    touched = select(CaseEvent.case_id).where(CaseEvent.at >= span.first, CaseEvent.at <= span.last)
    mains = (
        select(Main.id, UPDATED.label("at"))
        .where(Main.id.in_(touched), Main.merged_into_id.is_(None))
        .where(span.first <= UPDATED, span.last >= UPDATED)
        .cte("mains")
    )
    joined = aliased(Case)
    others = select(joined.id, mains.c.at).join(mains, joined.merged_into_id == mains.c.id)
    return union_all(select(mains.c.id, mains.c.at), others)


def _by_id(rows: Any, column: Any, ids: Collection[int | None]) -> dict[int, Any]:
    few = sorted(one for one in ids if one is not None)
    return {row[0]: row for row in _told(rows if len(few) > FEW else rows.where(column.in_(few)))}


def _notes(ids: Collection[int]) -> dict[int, list[Any]]:
    columns = (CaseEvent.case_id, w3c(CaseEvent.at).label("at"), CaseEvent.step, CaseEvent.status)
    rows = (
        select(*columns)
        .where(CaseEvent.case_id.in_(sorted(ids)), without_index(CaseEvent.step).in_(TOLD_STEPS))
        .order_by(CaseEvent.case_id, CaseEvent.id)
    )
    notes: dict[int, list[Any]] = {}
    for row in _told(rows):
        notes.setdefault(row.case_id, []).append(row)
    return notes
