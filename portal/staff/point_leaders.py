"""The leaders' page: who is active, whose star moves, where volunteers lack; and exports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allow
from portal.grids.models import Area, Grid
from portal.grids.queries import areas_within
from portal.i18n import _, named
from portal.policy.queries import policy_on
from portal.rewards import queries
from portal.rewards.rules import (
    BLOCK_HOURS,
    BLOCKS,
    QUIET_DAYS,
    GridStaffed,
    Member,
    active_by_week,
    neediest,
    quarter_before,
    quarter_of,
    week_starts,
)
from portal.sheets import Cell, csv_lines, workbook
from portal.staff import blueprint as staff
from portal.staff.boards import area_asked_for, areas_in_reach
from portal.staff.matters import CSV, XLSX, attached

SHOWN = 12  # of a list of names; the export has them all
QUARTERS = 4


@dataclass(frozen=True)
class Led:
    """An area as its leader looks at it today."""

    area: Area
    areas: Sequence[Area]
    today: date

    @cached_property
    def community_ids(self) -> list[int]:
        """The communities in it."""
        return [area.id for area in areas_within([self.area.code])]

    @cached_property
    def members(self) -> list[Member]:
        """Its volunteers, also those who have paused."""
        return queries.members_of(self.community_ids, self.today, policy_on(self.today))

    @cached_property
    def staffed(self) -> tuple[list[GridStaffed], dict[int, Grid]]:
        """Its grids with their volunteers."""
        return queries.grids_staffed(self.area.code, self.members, policy_on(self.today))


@staff.get("/points/leaders")
@allow(Permission.SEE_POINTS)
def show_leaders() -> ResponseReturnValue:
    """Show who is active and quiet, whose star moves, and where and when nobody is there."""
    led = led_area()
    return render_template(
        "staff/points/leaders.html",
        area=led.area,
        areas=led.areas,
        members=led.members,
        shown=SHOWN,
        **_activity(led),
        **_coverage(led),
    )


@staff.get("/points/leaders/wanted")
@allow(Permission.SEE_POINTS)
def list_wanted() -> ResponseReturnValue:
    """List the grids that lack volunteers, to print and to take along."""
    led = led_area()
    grids, by_id = led.staffed
    return render_template(
        "staff/points/wanted.html",
        area=led.area,
        areas=led.areas,
        lacking=neediest(grids),
        by_id=by_id,
        wanted=policy_on(led.today).volunteers_wanted,
        today=led.today,
    )


@staff.get("/points/leaders/volunteers.csv")
@allow(Permission.SEE_POINTS)
def leaders_as_csv() -> ResponseReturnValue:
    """Give the volunteers of an area line by line, as a spreadsheet reads it."""
    led = led_area()
    lines = list(csv_lines(_rows(led)))  # said in the reader's language, which a stream forgets
    response = Response((line for line in lines), content_type=CSV)
    name = f"volunteers-{led.area.code}-{led.today}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff.get("/points/leaders/volunteers.xlsx")
@allow(Permission.SEE_POINTS)
def leaders_as_xlsx() -> ResponseReturnValue:
    """Give the volunteers of an area as a workbook."""
    led = led_area()
    content = workbook([list(row) for row in _rows(led)], name="volunteers")
    return attached(content, f"volunteers-{led.area.code}-{led.today}.xlsx", XLSX)


def led_area() -> Led:
    """Return the area asked for, if it is in reach."""
    areas = areas_in_reach()
    return Led(area_asked_for(areas), areas, clock.today())


def _activity(led: Led) -> dict[str, Any]:
    members = led.members
    weeks = list(zip(week_starts(led.today), active_by_week(members), strict=True))
    return {
        "active_now": sum(each.was_active for each in members),
        "active_quarter": sum(any(each.weeks) for each in members),
        "weeks": weeks,
        "week_bars": [(f"{day.month}-{day.day}", count) for day, count in weeks],
        "quiet": [(n, [m for m in members if m.is_quiet(n, led.today)]) for n in QUIET_DAYS],
        "falling": [each for each in members if each.falls],
        "rising": [each for each in members if each.rises],
    }


def _coverage(led: Led) -> dict[str, Any]:
    grids, by_id = led.staffed
    return {
        "hours": queries.hours_of(led.community_ids, led.today),
        "blocks": [(n * BLOCK_HOURS, (n + 1) * BLOCK_HOURS) for n in range(BLOCKS)],
        "heat_days": queries.HEAT_DAYS,
        "grids": grids,
        "empty_grids": [by_id[each.grid_id] for each in grids if not each.volunteers],
        "by_id": by_id,
        "lacking": neediest(grids),
        "wanted": policy_on(led.today).volunteers_wanted,
    }


def _rows(led: Led) -> Iterator[Sequence[Cell]]:
    begins = [quarter_before(quarter_of(led.today), back) for back in range(QUARTERS - 1, -1, -1)]
    yield [
        *(_("Number"), _("Name"), _("Community"), _("Grid"), _("State")),
        *(_("Points, quarter from %(day)s", day=begin.isoformat()) for begin in begins),
        *(_("Stars as frozen"), _("Stars if the quarter ended today"), _("Last counted on")),
    ]
    _grids, by_id = led.staffed
    for each in led.members:
        yield [each.number, each.name, *_place(by_id.get(each.grid_id)), _state(each), *_sums(each)]


def _place(grid: Grid | None) -> tuple[str, str]:
    return (named(grid.community), named(grid)) if grid else ("", "")


def _state(member: Member) -> str:
    return str(_("active") if member.is_active else _("paused"))


def _sums(member: Member) -> tuple[Any, ...]:
    return *member.quarters, member.stars_frozen, member.stars_now, member.last_day
