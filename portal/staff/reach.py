"""How far the boards reach: scans per household, reports per scan, boards that nobody scans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.assessment.queries import counts_by_grid
from portal.boards.queries import (
    QUIET_AFTER,
    Scans,
    board_in_reach,
    newest_boards,
    quiet_boards,
    scans_by_day,
    scans_by_grid,
    scans_by_hour,
    scans_by_month,
)
from portal.clock import next_month
from portal.grids.models import Area, Grid
from portal.grids.queries import areas_within
from portal.staff import blueprint as staff
from portal.staff.boards import area_asked_for
from portal.staff.figures import (
    MONTHS_DRAWN,
    MONTHS_TO_CHOOSE,
    month_asked_for,
    months_up_to,
)

QUIET_SHOWN = 50
FEWEST_SCANS = 10  # below that "reports per 100 scans" says more about chance


@dataclass(frozen=True)
class Reach:
    """A place with its homes, its scans and its reports of a month."""

    place: Area | Grid
    homes: int
    scans: Scans
    reports: int

    @property
    def is_grid(self) -> bool:
        """Say whether it is a grid, with nothing below it."""
        return isinstance(self.place, Grid)

    @property
    def per_home(self) -> str | None:
        """Return scans per household, or None where nobody lives."""
        return f"{self.scans.all / self.homes:.2f}" if self.homes else None

    @property
    def per_scan(self) -> str | None:
        """Return reports per 100 scans, or None for too few scans."""
        enough = self.scans.all >= FEWEST_SCANS
        return f"{100 * self.reports / self.scans.all:.0f}" if enough else None


@staff.get("/boards/reach")
@allow(Permission.SEE_BOARDS)
def show_reach() -> ResponseReturnValue:
    """Show an area's month: its scans, what lies in it, the year up to then, and quiet boards."""
    areas = areas_within(area_codes_of(current_user, clock.today()))
    area, month = area_asked_for(areas), month_asked_for()
    grids, year = _grids(area, month), _year(area, month)
    lines = _lines(area, areas, grids)
    return render_template(
        "staff/boards/reach.html",
        area=area,
        areas=areas,
        month=month,
        months=_months(),
        whole=_sum(area, grids),
        lines=lines,
        board_codes=_codes(lines),
        year=year,
        year_bars=[(each.month, scans) for each, scans in year],
        **_quiet(area),
    )


@staff.get("/boards/reach/<string:code>")
@allow(Permission.SEE_BOARDS)
def show_board_reach(code: str) -> ResponseReturnValue:
    """Show one board's month day by day, and at which hours it is scanned."""
    board = board_in_reach(area_codes_of(current_user, clock.today()), code)
    month = month_asked_for()
    last = min(clock.today(), next_month(month) - timedelta(days=1))
    span = [month + timedelta(days=n) for n in range((last - month).days + 1)]
    days = _whole(span, scans_by_day(board, month, last))
    hours = _whole(range(24), scans_by_hour(board, month, last))
    return render_template(
        "staff/boards/board_reach.html",
        board=board,
        month=month,
        months=_months(),
        days=days,
        hours=hours,
        whole=sum((scans for _each, scans in days), Scans()),
    )


def _months() -> list[date]:
    return months_up_to(clock.today().replace(day=1), MONTHS_TO_CHOOSE)


def _quiet(area: Area) -> dict[str, Any]:
    boards, count = quiet_boards(area.code, clock.today(), QUIET_SHOWN)
    return {"quiet": boards, "quiet_count": count, "quiet_days": QUIET_AFTER.days}


def _whole(keys: Any, found: Mapping[Any, Scans]) -> list[tuple[Any, Scans]]:
    return [(key, found.get(key, Scans())) for key in keys]


def _grids(area: Area, month: date) -> list[Reach]:
    scans = scans_by_grid(area.code, month)
    counts = counts_by_grid(area.code, month, month)
    return [
        Reach(grid, grid.households, scans.get(grid.id, Scans()), counted.reported)
        for grid, counted in counts.items()
    ]


def _lines(area: Area, areas: Sequence[Area], grids: Sequence[Reach]) -> list[Reach]:
    """Return what lies one level below an area: the sums of areas, or single grids."""
    below = [each for each in areas if each.parent_id == area.id]
    return [_sum(each, grids) for each in below] or list(grids)


def _codes(lines: Sequence[Reach]) -> dict[int, str]:
    """Return the code of each grid's newest board, where the lines are grids."""
    grids = [line.place for line in lines if isinstance(line.place, Grid)]
    return {board.grid_id: board.code for board in newest_boards(grids)}


def _sum(area: Area, grids: Sequence[Reach]) -> Reach:
    inside = [each for each in grids if each.place.code.startswith(area.code)]
    scans = sum((each.scans for each in inside), Scans())
    return Reach(area, sum(each.homes for each in inside), scans, sum(e.reports for e in inside))


def _year(area: Area, month: date) -> list[tuple[date, Scans]]:
    months = months_up_to(month, MONTHS_DRAWN)
    return _whole(list(reversed(months)), scans_by_month(area.code, months[-1], month))
