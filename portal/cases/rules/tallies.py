"""What the live page counts: reports by hour, matter and grid, and steps from level to level."""

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.cases.rules.life import LEVELS, CaseStatus, Step

TRIAGE = 0  # where a case stands that no level has
STATIONS = (TRIAGE, *LEVELS)
# Steps that begin a case, or may take it to another level, to another unit or back to triage.
COUNTED = frozenset(
    {
        Step.REPORT,
        Step.DISPATCH,
        Step.TRANSFER,
        Step.RETURN,
        Step.RECALL,
        Step.RESOLVE,  # on the spot it goes from nowhere to level 1
        Step.ESCALATE,
        Step.HAND_UP,
        Step.SETTLE,
        Step.UNMERGE,
    }
)


class TallyKind(enum.StrEnum):
    """By what a day's reports or steps are counted."""

    HOUR = "hour"
    MATTER = "matter"
    GRID = "grid"
    MATTER_WEEK = (
        "matter_week"  # of a whole week, under its Monday: the usual is read from few rows
    )
    GRID_WEEK = "grid_week"
    FLOW = "flow"


@dataclass(frozen=True)
class Happened:
    """One row of a case's history, with where the case stood after the row before it."""

    step: Step
    at: datetime  # local
    street_id: int
    matter: str  # codes
    grid: str
    status: CaseStatus
    level: int | None
    status_before: CaseStatus | None = None
    level_before: int | None = None


Tally = tuple[TallyKind, date, int, str]


def station(status: CaseStatus | None, level: int | None) -> int:
    """Return where a case stands: in triage, or on a level."""
    is_in_triage = status in {None, CaseStatus.REPORTED, CaseStatus.DECLINED}
    return TRIAGE if is_in_triage or level is None else level


def monday_of(day: date) -> date:
    """Return the first day of a day's week.

    >>> monday_of(date(2026, 11, 22)), monday_of(date(2026, 11, 23))
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 23))
    """
    return day - timedelta(days=day.weekday())


def tallies_of(what: Happened) -> list[Tally]:
    """Return the counters to which one row of a history adds one.

    A report counts in its hour, for its matter and for its grid, by day and by
    week. Any other
    step counts where it moves the case to another level, back to triage, or
    on the same level to another unit.
    """
    if what.step not in COUNTED:
        return []
    day = what.at.date()
    if what.step is Step.REPORT:
        return [
            (TallyKind.HOUR, day, what.street_id, f"{what.at:%H}"),
            (TallyKind.MATTER, day, what.street_id, what.matter),
            (TallyKind.GRID, day, what.street_id, what.grid),
            (TallyKind.MATTER_WEEK, monday_of(day), what.street_id, what.matter),
            (TallyKind.GRID_WEEK, monday_of(day), what.street_id, what.grid),
        ]
    before = station(what.status_before, what.level_before)
    after = station(what.status, what.level)
    if before == after and what.step is not Step.TRANSFER:
        return []
    return [(TallyKind.FLOW, day, what.street_id, f"{before}-{after}")]
