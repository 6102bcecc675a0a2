"""What leaders look at: who is active, whose star moves, and where volunteers lack."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.rewards.rules.points import FactKind
from portal.rewards.rules.stars import NextStar

WEEKS = 13  # of a quarter
WEEKS_OF_A_MONTH = 4
QUIET_DAYS = (30, 60)
BLOCK_HOURS = 4
BLOCKS = 24 // BLOCK_HOURS
FIRST_WEEKDAY = 3  # the first day of the epoch was a Thursday
# What somebody did; what costs points is nothing done.
DONE = frozenset(FactKind) - {FactKind.FAULT, FactKind.FAKE}


class ThanksTo(enum.StrEnum):
    """Whom a leader's thanks go to."""

    ONE = "one"
    ACTIVE = "active"  # in the last four weeks
    RISEN = "risen"  # whose star would rise
    ALL = "all"


@dataclass(frozen=True)
class Member:
    """A volunteer as a leader sees them."""

    person_id: int
    number: str
    name: str
    grid_id: int
    is_active: bool  # has not paused
    last_day: date | None  # on which something counted, within the weeks looked at
    weeks: tuple[bool, ...]  # whether anything counted in each, the oldest first
    quarters: tuple[int, ...]  # points of four quarters, the oldest first
    stars_now: int  # if the quarter ended today
    stars_frozen: int | None
    needs: NextStar | None  # said only of those whose star moves

    @property
    def falls(self) -> bool:
        """Say whether their star would fall."""
        return self.stars_frozen is not None and self.stars_now < self.stars_frozen

    @property
    def rises(self) -> bool:
        """Say whether their star would rise."""
        return self.stars_now > (self.stars_frozen or 0)

    def is_quiet(self, days: int, today: date) -> bool:
        """Say whether nothing has counted for so many days, though they have not paused."""
        since = today - timedelta(days=days)
        return self.is_active and (self.last_day is None or self.last_day < since)

    @property
    def was_active(self) -> bool:
        """Say whether something counted in the last four weeks."""
        return any(self.weeks[-WEEKS_OF_A_MONTH:])


@dataclass(frozen=True)
class GridStaffed:
    """A grid with its homes and its active volunteers."""

    grid_id: int
    households: int
    volunteers: int
    wanted: int

    @property
    def lacks(self) -> int:
        """How many are to be found."""
        return max(0, self.wanted - self.volunteers)

    @property
    def homes_each(self) -> int | None:
        """Homes for each volunteer; None where there is nobody."""
        return round(self.households / self.volunteers) if self.volunteers else None


def week_starts(today: date) -> list[date]:
    """Return the Mondays of the weeks looked at, the oldest first and this week last.

    >>> [day.isoformat() for day in week_starts(date(2026, 9, 21))][-2:]
    ['2026-09-14', '2026-09-21']
    """
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def active_by_week(members: Sequence[Member]) -> list[int]:
    """Return how many were active in each week, the oldest first."""
    return [sum(each.weeks[n] for each in members) for n in range(WEEKS)]


def place_in_week(block: int) -> tuple[int, int]:
    """Return the weekday (Monday is 0) and the part of the day of a block since the epoch.

    >>> place_in_week(0), place_in_week(6 * 4 + 2)
    ((3, 0), (0, 2))
    """
    return (block // BLOCKS + FIRST_WEEKDAY) % 7, block % BLOCKS


def neediest(grids: Sequence[GridStaffed]) -> list[GridStaffed]:
    """Return the grids that lack volunteers, those with most homes for each first."""

    def need(grid: GridStaffed) -> tuple[bool, int, int]:
        each = grid.households if grid.homes_each is None else grid.homes_each
        return grid.volunteers > 0, -each, grid.grid_id

    return sorted((grid for grid in grids if grid.lacks), key=need)
