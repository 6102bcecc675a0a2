"""Campaigns: which run on a day, which a case belongs to, and how far each one has come."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal import clock
from portal.cases.models import Campaign, Case, Matter
from portal.cases.queries.matters import ids_of_codes
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.queries import area_by_code
from portal.grids.rules import AreaKind

WEEK = timedelta(days=7)
NOT_FOUND = (CaseStatus.DECLINED, CaseStatus.MERGED)  # no case of its own


@dataclass(frozen=True)
class Week:
    """One week of a campaign: from when, and its cases by when they were reported and resolved."""

    starts_on: date
    found: int
    resolved: int


@dataclass(frozen=True)
class Progress:
    """How far a campaign has come: its weeks up to now, and their sums."""

    weeks: list[Week]

    @property
    def found(self) -> int:
        """Return how many cases were found."""
        return sum(week.found for week in self.weeks)

    @property
    def resolved(self) -> int:
        """Return how many of them are resolved."""
        return sum(week.resolved for week in self.weeks)


def all_campaigns() -> Sequence[Campaign]:
    """Return every campaign, the one that ends last first."""
    kept = select(Campaign).order_by(Campaign.ends_on.desc(), Campaign.id.desc())
    return db.session.scalars(kept).all()


def campaign(campaign_id: int) -> Campaign:
    """Return one campaign, or say that there is none."""
    if found := db.session.get(Campaign, campaign_id):
        return found
    raise NotFound(N_("There is no such campaign. Choose one from the list."))


def campaigns_on(day: date) -> Sequence[Campaign]:
    """Return the campaigns that run on a day, the one that ends first first."""
    running = select(Campaign).where(Campaign.starts_on <= day, Campaign.ends_on >= day)
    return db.session.scalars(running.order_by(Campaign.ends_on, Campaign.id)).all()


def campaigns_in(codes: Collection[str], day: date) -> list[Campaign]:
    """Return the campaigns of a day that concern any of these places, by code."""
    return [
        each for each in campaigns_on(day) if any(code.startswith(each.area_code) for code in codes)
    ]


def campaigns_of(case: Case) -> list[Campaign]:
    """Return the campaigns to which a case belongs: by matter, place and the day of its report."""
    running = campaigns_in([case.community.code], clock.day_of(case.reported_at))
    return [each for each in running if case.matter.code in each.matters]


def matters_of_campaigns() -> dict[str, Matter]:
    """Return the matters of any campaign by code, as each reads today or last read."""
    codes = {code for each in all_campaigns() for code in each.matters}
    rows = select(Matter).where(Matter.code.in_(codes)).order_by(Matter.started_on)
    today = clock.today()
    named: dict[str, Matter] = {}
    for matter in db.session.scalars(rows):
        if matter.started_on <= today or matter.code not in named:
            named[matter.code] = matter
    return named


def progress_of(campaign: Campaign, today: date) -> Progress:
    """Return a campaign's cases by week, quiet weeks too.

    One question over one range of an index for each matter of the campaign,
    never over all cases. A case is resolved when its unit says so and nobody
    has opened it again; after the campaign's end it counts in the last week.
    """
    last = min(campaign.ends_on, today)
    count = max(0, (last - campaign.starts_on).days // 7 + 1)
    found, resolved = [0] * count, [0] * count
    for week, week_resolved, cases in _by_weeks(campaign) if count else ():
        found[min(week, count - 1)] += cases
        if week_resolved is not None:
            resolved[min(week_resolved, count - 1)] += cases
    weeks = (campaign.starts_on + n * WEEK for n in range(count))
    return Progress([Week(*week) for week in zip(weeks, found, resolved, strict=True)])


def _by_weeks(campaign: Campaign) -> Iterator[tuple[int, int | None, int]]:
    """Yield in which week cases were found, in which they were resolved if they were, how many."""
    week, resolved = (
        _week_of(moment, campaign.starts_on) for moment in (Case.reported_at, Case.resolved_at)
    )
    counted = select(week, resolved, func.count()).where(*_belongs(campaign))
    for found_in, resolved_in, cases in db.session.execute(counted.group_by(week, resolved)):
        yield int(found_in), None if resolved_in is None else int(resolved_in), cases


def _belongs(campaign: Campaign) -> list[ColumnElement[bool]]:
    """Return the conditions under which a case belongs to a campaign."""
    start, end = clock.start_of(campaign.starts_on), clock.start_of(campaign.ends_on + WEEK / 7)
    conditions = [
        Case.matter_id.in_(ids_of_codes(campaign.matters)),
        Case.reported_at >= start,
        Case.reported_at < end,
        Case.status.not_in(NOT_FOUND),
        Case.part_of_id.is_(None),  # it was found once, however many units work on it
    ]
    area = area_by_code(campaign.area_code)
    if area is None or area.kind is AreaKind.DISTRICT:
        return conditions
    place = Case.street_id if area.kind is AreaKind.STREET else Case.community_id
    return [*conditions, place + 0 == area.id]  # not by the index of a place: it has more cases


def _week_of(moment: InstrumentedAttribute[Any], first: date) -> ColumnElement[int]:
    """Return in which week from a first day on an instant lies; no clock here is put back."""
    start, seconds = clock.start_of(first), int(WEEK.total_seconds())
    if db.engine.dialect.name == "postgresql":
        return cast(func.floor(func.extract("epoch", moment - start) / seconds), Integer)
    since = cast(moment, Integer) - int(start.timestamp()) * 1_000_000
    return since.self_group().op("/")(seconds * 1_000_000)
