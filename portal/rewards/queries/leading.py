"""What leaders ask about the volunteers of an area: read from rollups and indexes only."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, extract, func, select, type_coerce
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.db import db
from portal.grids.models import Grid
from portal.grids.queries import lies_in
from portal.policy.rules import Policy
from portal.rewards.models import LeaderThanks, PointFact, PointMonth
from portal.rewards.queries.standing import Year, newest_quarter, ratings_in, years_to
from portal.rewards.rules import (
    BLOCK_HOURS,
    DONE,
    WEEKS,
    FactKind,
    GridStaffed,
    Member,
    place_in_week,
    quarter_after,
    quarter_before,
    quarter_of,
    week_starts,
)
from portal.training.queries import trained_on
from portal.volunteers.models import Volunteer
from portal.volunteers.rules import VolunteerStatus

HEAT_DAYS = 28
QUARTERS = 4
THANKS_SHOWN = 10
SECONDS_EAST = 8 * 3600  # Asia/Shanghai, all year round


@dataclass(frozen=True)
class Activity:
    """When somebody was last active, and in which weeks."""

    last_day: date | None = None
    weeks: tuple[bool, ...] = (False,) * WEEKS


def members_of(community_ids: Collection[int], today: date, policy: Policy) -> list[Member]:
    """Return the volunteers of some communities with all that a leader looks at, by number."""
    rows = _volunteers(community_ids)
    ids = [row.person_id for row in rows]
    quarter, frozen = quarter_of(today), _frozen(community_ids)
    years, quarters = years_to(quarter, ids), _quarters(ids, quarter)
    active, trained = _activity(community_ids, today), trained_on(ids, today)
    found = []
    for row in rows:
        year, is_trained = years.get(row.person_id, Year()), row.person_id in trained
        stands, was = year.stars(policy, is_trained=is_trained), frozen.get(row.person_id)
        moves = stands != (was or 0)
        seen = active.get(row.person_id, Activity())
        found.append(
            Member(
                person_id=row.person_id,
                number=row.number,
                name=row.name,
                grid_id=row.grid_id,
                is_active=row.status is VolunteerStatus.ACTIVE,
                last_day=seen.last_day,
                weeks=seen.weeks,
                quarters=quarters.get(row.person_id, (0,) * QUARTERS),
                stars_now=stands,
                stars_frozen=was,
                needs=year.needs(policy, is_trained=is_trained) if moves else None,
            )
        )
    return found


def hours_of(community_ids: Collection[int], today: date) -> Mapping[tuple[int, int], int]:
    """Return how many patrols and reports fell into each part of each weekday, in four weeks."""
    block = _block().label("block")
    since = today - timedelta(days=HEAT_DAYS)
    rows = (
        _facts_in(community_ids, block, func.count().label("facts"))
        .where(PointFact.day > since, PointFact.day <= today)
        .where(PointFact.kind.in_([FactKind.PATROL, FactKind.REPORT]))
        .group_by(block)
    )
    found: dict[tuple[int, int], int] = {}
    for row in db.session.execute(rows):
        place = place_in_week(int(row.block))
        found[place] = found.get(place, 0) + row.facts
    return found


def grids_staffed(
    area_code: str, members: Sequence[Member], policy: Policy
) -> tuple[list[GridStaffed], dict[int, Grid]]:
    """Return the grids of an area with their active volunteers, and the grids by their key."""
    rows = select(Grid).where(lies_in(Grid.code, area_code), Grid.ended_on.is_(None))
    grids = db.session.scalars(rows.options(joinedload(Grid.community)).order_by(Grid.code)).all()
    counts: dict[int, int] = {}
    for each in members:
        counts[each.grid_id] = counts.get(each.grid_id, 0) + each.is_active
    wanted = policy.volunteers_wanted
    staffed = [GridStaffed(g.id, g.households, counts.get(g.id, 0), wanted) for g in grids]
    return staffed, {grid.id: grid for grid in grids}


def newest_thanks(area_ids: Collection[int]) -> Sequence[LeaderThanks]:
    """Return the thanks of late to the volunteers of some areas, the newest first."""
    rows = select(LeaderThanks).where(LeaderThanks.area_id.in_(sorted(area_ids)))
    rows = rows.options(joinedload(LeaderThanks.by), joinedload(LeaderThanks.area))
    return db.session.scalars(rows.order_by(LeaderThanks.id.desc()).limit(THANKS_SHOWN)).all()


def thanks_sent(request_key: str) -> LeaderThanks | None:
    """Return the thanks that a form has sent already."""
    row = select(LeaderThanks).where(LeaderThanks.request_key == request_key)
    return db.session.scalar(row)


def _volunteers(community_ids: Collection[int]) -> Sequence[Any]:
    rows = (
        select(Volunteer.person_id, Volunteer.grid_id, Volunteer.status, Person.number, Person.name)
        .join(Person, Person.id == Volunteer.person_id)
        .where(Volunteer.community_id.in_(sorted(community_ids)))
        .where(Volunteer.status != VolunteerStatus.LEFT)
        .order_by(Person.number)
    )
    return db.session.execute(rows).all()


def _facts_in(community_ids: Collection[int], *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Volunteer)
        .join(PointFact, PointFact.person_id == Volunteer.person_id)
        .where(Volunteer.community_id.in_(sorted(community_ids)))
    )


def _activity(community_ids: Collection[int], today: date) -> dict[int, Activity]:
    starts = week_starts(today)
    weeks = [
        func.max(case((PointFact.day.between(day, day + timedelta(days=6)), 1), else_=0))
        for day in starts
    ]
    rows = (
        _facts_in(community_ids, PointFact.person_id, func.max(PointFact.day), *weeks)
        .where(PointFact.day >= starts[0], PointFact.day <= today)
        .where(PointFact.why_not.is_(None), PointFact.kind.in_(sorted(DONE)))
        .group_by(PointFact.person_id)
    )
    return {
        who: Activity(last, tuple(map(bool, were))) for who, last, *were in db.session.execute(rows)
    }


def _quarters(ids: Collection[int], quarter: date) -> dict[int, tuple[int, ...]]:
    """Return the points of four quarters, the oldest first, by person."""
    begins = [quarter_before(quarter, back) for back in range(QUARTERS - 1, -1, -1)]
    sums = [
        func.sum(case((_lies_in_quarter(begin), PointMonth.points), else_=0)) for begin in begins
    ]
    rows = select(PointMonth.person_id, *sums).where(
        PointMonth.person_id.in_(sorted(ids)), PointMonth.month >= begins[0]
    )
    found = db.session.execute(rows.group_by(PointMonth.person_id))
    return {who: tuple(int(each) for each in points) for who, *points in found}


def _lies_in_quarter(begin: date) -> Any:
    last = quarter_after(begin) - timedelta(days=1)
    return PointMonth.month.between(begin, last)


def _frozen(community_ids: Collection[int]) -> dict[int, int]:
    quarter = newest_quarter()
    if quarter is None:
        return {}
    return {one.person_id: one.stars for one in ratings_in(quarter, community_ids)}


def _block() -> Any:
    """Return in which block of hours of local time a fact lies, counted from the epoch."""
    span = BLOCK_HOURS * 3600
    if db.engine.dialect.name == "sqlite":
        micro = 1_000_000
        return (type_coerce(PointFact.at, BigInteger) + SECONDS_EAST * micro) // (span * micro)
    seconds = extract("epoch", PointFact.at) + SECONDS_EAST
    return cast(func.floor(seconds / span), BigInteger)
