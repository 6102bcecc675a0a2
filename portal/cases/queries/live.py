"""What the live page shows of an area: counted ahead, or read from the index of open cases."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from portal import clock
from portal.accounts.models import Unit
from portal.cases.models import Case, DayTally, Matter
from portal.cases.queries.matters import in_force
from portal.cases.rules import IN_WORK, CaseStatus
from portal.cases.rules.tallies import STATIONS, TallyKind, monday_of
from portal.cases.rules.warning import Judged, Watched, could_be_hot, judge_watched
from portal.db import db
from portal.grids.models import Area, Grid
from portal.grids.queries import lies_in
from portal.policy.rules import Policy

HOURS = 24
SAME_DAYS = 4  # weekdays like today, before
FLOW_DAYS = 7
UNITS_SHOWN = 10
HOT_SHOWN = 8
STREET_DIGITS = 9
LATELY = {TallyKind.MATTER: "matter", TallyKind.GRID: "grid"}
BEFORE = {TallyKind.MATTER_WEEK: "matter", TallyKind.GRID_WEEK: "grid"}


@dataclass(frozen=True)
class Intake:
    """Today's reports by hour, and what is usual on such a weekday; not yet known at first."""

    today: list[int]
    usual: list[float] | None
    days: int  # of the same weekday that the usual is the mean of


@dataclass(frozen=True)
class LateUnit:
    """A unit with cases past their dates: how many, and since when the oldest."""

    unit: Unit
    count: int
    oldest_due: date


@dataclass(frozen=True)
class Late:
    """What is past its date now, and the units that have most of it."""

    count: int
    units: list[LateUnit]


@dataclass(frozen=True)
class Hot:
    """A matter or a grid that sees more reports than its own usual."""

    thing: Matter | Grid
    watched: Watched
    judged: Judged


@dataclass(frozen=True)
class Warnings:
    """What is warned of, or on which day there are enough counts to begin."""

    matters: list[Hot]
    grids: list[Hot]
    begins_on: date | None


def streets_in(area_code: str) -> list[int]:
    """Return the ids of the streets that are an area or lie in it."""
    inside = lies_in(Area.code, area_code), func.length(Area.code) == STREET_DIGITS
    return list(db.session.scalars(select(Area.id).where(*inside).order_by(Area.id)))


def first_counted_day() -> date | None:
    """Return since when reports are counted by day."""
    return db.session.scalar(select(func.min(DayTally.day)).where(DayTally.kind == TallyKind.HOUR))


def intake_of(streets: Collection[int], today: date, first_day: date | None) -> Intake:
    """Return today's reports by hour, and the mean of the last same weekdays since counts began."""
    before = [today - timedelta(weeks=n) for n in range(1, SAME_DAYS + 1)]
    before = [day for day in before if first_day and day >= first_day]
    counts = _sums(TallyKind.HOUR, streets, DayTally.day.in_([today, *before]))
    hours = [f"{hour:02}" for hour in range(HOURS)]
    usual = [sum(counts[day, hour] for day in before) / (len(before) or 1) for hour in hours]
    return Intake([counts[today, hour] for hour in hours], usual if before else None, len(before))


def flow_of(streets: Collection[int], today: date) -> dict[tuple[int, int], int]:
    """Return how often cases went from each level to each other in the last days; 0 is triage."""
    since = DayTally.day.between(today - timedelta(days=FLOW_DAYS - 1), today)
    flow: Counter[str] = Counter()
    for (_day, key), count in _sums(TallyKind.FLOW, streets, since).items():
        flow[key] += count
    return {(a, b): flow[f"{a}-{b}"] for a in STATIONS for b in STATIONS}


def open_by_status(streets: Collection[int]) -> dict[CaseStatus, int]:
    """Return how many open cases there are of each status."""
    counted = (
        select(Case.status, func.count())
        .where(Case.closed_at.is_(None), Case.street_id.in_(streets))
        .group_by(Case.status)
    )
    found: dict[CaseStatus, int] = {s: int(n) for s, n in db.session.execute(counted)}
    return {status: found.get(status, 0) for status in CaseStatus if status.is_open}


def late_of(streets: Collection[int], today: date) -> Late:
    """Return what is past its date, unit by unit: most cases first, then the longest late.

    Adding zero keeps the index of units out of it: that of streets holds all that is asked.
    """
    unit_id = Case.unit_id + 0
    counted = (
        select(unit_id, func.count(), func.min(Case.due_on))
        .where(Case.closed_at.is_(None), Case.street_id.in_(streets))
        .where(Case.status.in_(IN_WORK), Case.due_on < today)
        .group_by(unit_id)
    )
    rows = db.session.execute(counted).all()
    worst = sorted(rows, key=lambda row: (-row[1], str(row[2]), row[0] or 0))[:UNITS_SHOWN]
    named = select(Unit).where(Unit.id.in_([unit for unit, _count, _due in worst]))
    units = {unit.id: unit for unit in db.session.scalars(named)}
    late = [
        LateUnit(units[unit], n, due) for unit, n, due in worst if unit and due and unit in units
    ]
    return Late(sum(count for _unit, count, _due in rows), late)


def warnings_of(
    streets: Collection[int], today: date, first_day: date | None, policy: Policy
) -> Warnings:
    """Return the matters and grids that see more than their own usual, the clearest first.

    Nothing is warned of before the portal has counted for as long as the rule
    looks back: everything would look new.
    """
    since = today - timedelta(days=policy.warning_days - 1)
    end = monday_of(since)  # the usual is that of whole weeks
    start = end - timedelta(weeks=policy.warning_weeks)
    if first_day is None or first_day > start:
        return Warnings([], [], _begins_on(first_day or today, policy))
    lately = _by_key(streets, LATELY, DayTally.day.between(since, today))
    before = _by_key(streets, BEFORE, DayTally.day.between(start, end - timedelta(days=1)))
    days = (end - start).days
    hot = {
        kind: _hot({k: Watched(n, before[kind][k], days) for k, n in of_kind.items()}, policy)
        for kind, of_kind in lately.items()
    }
    matters = select(Matter).where(Matter.code.in_(hot["matter"]), in_force(today))
    grids = select(Grid).where(Grid.code.in_(hot["grid"]))
    return Warnings(
        _in_order(hot["matter"], db.session.scalars(matters).all()),
        _in_order(hot["grid"], db.session.scalars(grids).all()),
        None,
    )


def intake_until(intake: Intake, now: datetime) -> tuple[int, float | None]:
    """Return how many reports came today, and how many are usual by this hour and minute."""
    local = now.astimezone(clock.LOCAL)
    if intake.usual is None:
        return sum(intake.today), None
    part = intake.usual[local.hour] * local.minute / 60
    return sum(intake.today), sum(intake.usual[: local.hour]) + part


def _sums(
    kind: TallyKind, streets: Collection[int], days: ColumnElement[bool]
) -> Counter[tuple[date, str]]:
    summed = (
        select(DayTally.day, DayTally.key, func.sum(DayTally.count))
        .where(DayTally.kind == kind, days, DayTally.street_id.in_(streets))
        .group_by(DayTally.day, DayTally.key)
    )
    return Counter({(day, key): int(n) for day, key, n in db.session.execute(summed)})


def _begins_on(first_day: date, policy: Policy) -> date:
    """Return the first day on which there are as many whole weeks to compare with as asked for."""
    first_monday = monday_of(first_day + timedelta(days=6))
    return first_monday + timedelta(weeks=policy.warning_weeks, days=policy.warning_days - 1)


def _by_key(
    streets: Collection[int], kinds: Mapping[TallyKind, str], days: ColumnElement[bool]
) -> dict[str, Counter[str]]:
    """Return the sums of matters and of grids, by code."""
    summed = (
        select(DayTally.kind, DayTally.key, func.sum(DayTally.count))
        .where(DayTally.kind.in_(kinds), days, DayTally.street_id.in_(streets))
        .group_by(DayTally.kind, DayTally.key)
    )
    found: dict[str, Counter[str]] = {name: Counter() for name in kinds.values()}
    for kind, key, count in db.session.execute(summed):
        found[kinds[kind]][key] = int(count)
    return found


def _hot(watched: Mapping[str, Watched], policy: Policy) -> dict[str, tuple[Watched, Judged]]:
    judged = {
        key: (each, judge_watched(each, policy))
        for key, each in watched.items()
        if could_be_hot(each, policy)
    }
    hot = {key: pair for key, pair in judged.items() if pair[1].is_hot}
    clearest = sorted(hot, key=lambda key: (hot[key][1].most - hot[key][0].lately, key))
    return {key: hot[key] for key in clearest[:HOT_SHOWN]}


def _in_order(
    hot: Mapping[str, tuple[Watched, Judged]], things: Sequence[Matter] | Sequence[Grid]
) -> list[Hot]:
    named = {thing.code: thing for thing in things}
    return [Hot(named[key], *pair) for key, pair in hot.items() if key in named]
