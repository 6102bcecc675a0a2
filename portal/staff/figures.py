"""What the grids' cases and ratings add up to, within reach, month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.assessment.actions import ask_for_proof
from portal.assessment.queries import counts_by_grid, counts_by_month, last_proof
from portal.assessment.rules import Counts, mean_stars, percent, roll_up
from portal.clock import next_month
from portal.errors import N_, NotFound
from portal.grids.models import Area, Grid
from portal.grids.queries import areas_within
from portal.grids.rules import DISTRICT
from portal.i18n import _
from portal.own_copies import kept_for_a_minute
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.boards import area_asked_for

MONTHS_TO_CHOOSE = 24
MONTHS_DRAWN = 12
LEVELS_SHOWN = 2  # what lies in an area, and what lies in that


@dataclass(frozen=True)
class Line:
    """One row of the table: a place and its counts."""

    place: Area | Grid
    is_area: bool
    counts: Counts


@staff.get("/figures")
@allow(Permission.SEE_FIGURES)
@kept_for_a_minute
def show_figures() -> ResponseReturnValue:
    """Show an area's month: its sums, what lies in it, and the year up to then."""
    areas = areas_within(area_codes_of(current_user, clock.today()))
    area, month = area_asked_for(areas), month_asked_for()
    by_grid = counts_by_grid(area.code, month, month)
    sums = roll_up({grid.code: counts for grid, counts in by_grid.items()})
    policy = policy_on(min(clock.today(), next_month(month) - timedelta(days=1)))
    return render_template(
        "staff/figures.html",
        area=area,
        areas=areas,
        month=month,
        months=months_up_to(clock.today().replace(day=1), MONTHS_TO_CHOOSE),
        counts=sums.get(area.code, Counts()),
        lines=_lines(area, areas, by_grid, sums),
        year=_year(area, month),
        share=partial(percent, policy=policy),
        mean=partial(mean_stars, policy=policy),
        fewest=policy.fewest_to_rate,
        proof=last_proof(),
        may_prove=_sees_the_district(),
    )


@staff.post("/figures/prove")
@allow(Permission.SEE_FIGURES)
def prove_figures() -> ResponseReturnValue:
    """Have a month counted by hand in a moment, for whoever sees the figures of the district."""
    if not _sees_the_district():
        raise NotFound(N_("The figures are proved by those who see the whole district."))
    month = month_asked_for()
    ask_for_proof(month)
    flash(_("We count it by hand. How it went stands here in a minute."), "ok")
    return redirect(url_for("staff.show_figures", month=f"{month:%Y-%m}"), 303)


def _sees_the_district() -> bool:
    return DISTRICT in area_codes_of(current_user, clock.today())


def _lines(
    area: Area, areas: Sequence[Area], by_grid: Mapping[Grid, Counts], sums: Mapping[str, Counts]
) -> list[Line]:
    """Return what lies one and two levels below an area, each place before what lies in it."""
    inside = [
        Line(place, True, sums.get(place.code, Counts()))
        for place in areas
        if place.code.startswith(area.code) and place.code != area.code
    ]
    inside += [Line(grid, False, counts) for grid, counts in by_grid.items()]
    deepest = len(area.code) + 3 * LEVELS_SHOWN
    shown = (line for line in inside if len(line.place.code) <= deepest)
    return sorted(shown, key=lambda line: line.place.code)


def _year(area: Area, month: date) -> list[tuple[date, Counts]]:
    """Return the months up to this one with their counts; a quiet month counts zero."""
    months = months_up_to(month, MONTHS_DRAWN)
    kept = counts_by_month(area.code, months[-1], month)
    return [(each, kept.get(each, Counts())) for each in reversed(months)]


def months_up_to(month: date, count: int) -> list[date]:
    """Return so many months, this one first and then back in time."""
    months = [month]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def month_asked_for(name: str = "month") -> date:
    """Return the month of the address, such as 2026-09; this month unless one is asked for.

    Where another one is asked for by its name, it is the same month unless it is given.
    """
    this_month = clock.today().replace(day=1)
    asked = request.values.get(name) or request.values.get("month")
    if not asked:
        return this_month
    try:
        month = date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise NotFound(N_("There is no such month. Choose one from the list.")) from None
    if month > this_month:
        raise NotFound(N_("That month has not come yet. Choose one from the list."))
    return month
