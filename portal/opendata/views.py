"""The open data: a page that says what there is, and the files."""

import re
from datetime import date, timedelta

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import open_to_all
from portal.assessment.queries import counts_by_grid, shown_periods
from portal.assessment.rules import PeriodKind, published
from portal.boards.queries import boards_in
from portal.cases.queries import all_matters
from portal.errors import N_, NotAcceptable, NotFound
from portal.grids.queries import grids_in
from portal.grids.rules import DISTRICT
from portal.opendata import blueprint as opendata
from portal.opendata import dictionary, exports
from portal.opendata.dictionary import GridFigures, PlacedGrid
from portal.opendata.files import CSV, GEOJSON, sent
from portal.policy.queries import policy_on, values_on

MONTHS_LISTED = 6
PERIODS_LISTED = 12  # of each kind


@opendata.get("/")
@open_to_all
def overview() -> ResponseReturnValue:
    """List the files, what is in them, and for what they may be used."""
    today = clock.today()
    return render_template(
        "public/open_data.html",
        files=dictionary.FILES,
        months=_latest_months(today),
        periods=_shown_periods(),
        fewest=policy_on(today).fewest_to_publish,
    )


@opendata.get("/grids.geojson")
@open_to_all
def grids() -> ResponseReturnValue:
    """Give the grids with their outlines and the addresses of their boards."""
    site = current_app.config["SETTINGS"].base_url
    boards = {board.grid_id: board.code for board in boards_in(DISTRICT)}  # the newest of each
    addresses = {
        grid_id: site + url_for("public.show_board", code=code) for grid_id, code in boards.items()
    }
    placed = (PlacedGrid(grid, addresses.get(grid.id)) for grid in grids_in(DISTRICT))
    return sent("grids.geojson", GEOJSON, exports.geojson_pieces(placed))


@opendata.get("/matters.csv")
@open_to_all
def matters() -> ResponseReturnValue:
    """Give the list of admitted matters, today's unless that of another day is asked for."""
    rows = all_matters(_day())
    return sent("matters.csv", CSV, exports.csv_pieces(dictionary.MATTERS, rows))


@opendata.get("/figures.csv")
@open_to_all
def figures() -> ResponseReturnValue:
    """Give every grid's counts of one month, this month's unless another is asked for."""
    today = clock.today()
    month, policy = _month(today), policy_on(today)
    rows = (
        GridFigures(month, grid, published(counts, policy))
        for grid, counts in counts_by_grid(DISTRICT, month, month).items()
    )
    pieces = exports.csv_pieces(dictionary.FIGURES, rows)
    return sent(f"figures-{month:%Y-%m}.csv", CSV, pieces)


@opendata.get("/policy.csv")
@open_to_all
def policy() -> ResponseReturnValue:
    """Give the policy values in force today; who set them is not the public's business."""
    pieces = exports.csv_pieces(dictionary.POLICY, values_on(clock.today()))
    return sent("policy.csv", CSV, pieces)


def _day() -> date:
    """Return the day asked for: a case of that day was reported under the list of that day."""
    asked = request.args.get("on") or clock.today().isoformat()
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise NotAcceptable(
            N_("Write the day as a year, a month and a day, such as 2026-09-21.")
        ) from None


def _month(today: date) -> date:
    """Return the first day of the month asked for; one still to come has no figures."""
    asked = request.args.get("month") or f"{today:%Y-%m}"
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", asked):
        raise NotAcceptable(N_("Write the month as a year and two digits, such as 2026-09."))
    month = date.fromisoformat(f"{asked}-01")
    if month > today:
        raise NotFound(N_("That month has not begun, so it has no figures."))
    return month


def _shown_periods() -> list[str]:
    return [period.name for kind in PeriodKind for period in shown_periods(kind)[:PERIODS_LISTED]]


def _latest_months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < MONTHS_LISTED:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months
