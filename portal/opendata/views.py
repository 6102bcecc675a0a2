"""The open data: a page that says what there is, and the files."""

import re
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import open_to_all
from portal.assessment.queries import counts_by_grid
from portal.cases.queries import all_matters
from portal.errors import N_, NotAcceptable, NotFound
from portal.exchange.queries import latest_snapshots
from portal.grids.rules import DISTRICT
from portal.opendata import blueprint as opendata
from portal.opendata import dictionary, exports
from portal.opendata.editions import editions_of
from portal.opendata.files import sent
from portal.opendata.media import CSV, GEOJSON
from portal.opendata.register_dictionary import BOARDS, CHECKS
from portal.opendata.rows import (
    all_values,
    figures_told,
    placed_boards,
    placed_grids,
    published_draws,
)
from portal.policy.queries import policy_on, values_on


@opendata.get("/")
@open_to_all
def overview() -> ResponseReturnValue:
    """List the files, what is in them, and for what they may be used."""
    today = clock.today()
    return render_template(
        "public/open_data.html",
        files=dictionary.FILES,
        editions={file.slug: editions_of(file, today) for file in dictionary.FILES},
        snapshots=latest_snapshots(),
        fewest=policy_on(today).fewest_to_publish,
    )


@opendata.get("/grids.geojson")
@open_to_all
def grids() -> ResponseReturnValue:
    """Give the grids with their outlines and the addresses of their boards."""
    return sent("grids.geojson", GEOJSON, exports.geojson_pieces(placed_grids()))


@opendata.get("/grids.csv")
@open_to_all
def grids_csv() -> ResponseReturnValue:
    """Give the grids without their outlines, for spreadsheets."""
    return sent("grids.csv", CSV, exports.csv_pieces(dictionary.GRIDS, placed_grids()))


@opendata.get("/boards.csv")
@open_to_all
def boards_csv() -> ResponseReturnValue:
    """Give the boards that hang, or are to hang, with the addresses of their pages."""
    return sent("boards.csv", CSV, exports.csv_pieces(BOARDS, placed_boards()))


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
    rows = figures_told(month, counts_by_grid(DISTRICT, month, month).items(), policy)
    pieces = exports.csv_pieces(dictionary.FIGURES, rows)
    return sent(f"figures-{month:%Y-%m}.csv", CSV, pieces)


@opendata.get("/policy.csv")
@open_to_all
def policy() -> ResponseReturnValue:
    """Give the policy values in force today; who set them is not the public's business."""
    pieces = exports.csv_pieces(dictionary.POLICY, values_on(clock.today()))
    return sent("policy.csv", CSV, pieces)


@opendata.get("/policy-versions.csv")
@open_to_all
def policy_versions() -> ResponseReturnValue:
    """Give every value that ever was or will be in force, each with its day."""
    return sent(
        "policy-versions.csv", CSV, exports.csv_pieces(dictionary.POLICY_VERSIONS, all_values())
    )


@opendata.get("/checks.csv")
@open_to_all
def checks_csv() -> ResponseReturnValue:
    """Give every published spot check: its frame's hash, its seeds, and where its files are."""
    return sent("checks.csv", CSV, exports.csv_pieces(CHECKS, published_draws()))


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
