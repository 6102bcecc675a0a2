"""A grid worker reports what they find on their round, and may have solved it on the spot."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import posts_of
from portal.accounts.rules import WALKS
from portal.cases import actions
from portal.cases.queries import (
    alike,
    choice_of,
    matter_by_code,
    matters_for_staff,
    often_reported,
)
from portal.cases.queries.campaigns import campaigns_in
from portal.grids.models import Grid
from portal.grids.queries import grids_with_codes
from portal.offline import Keep, kept_offline, sent_as
from portal.policy.queries import policy_on, work_calendar
from portal.report_form import place_in
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.forms import WorkerReportForm


@staff.get("/cases/new")
@allow(Permission.REPORT_CASE)
@kept_offline(Keep.STAFF)
def new_case() -> ResponseReturnValue:
    """Ask a grid worker what they found."""
    return _page(_form())


@staff.post("/cases/new")
@allow(Permission.REPORT_CASE)
def report_case() -> ResponseReturnValue:
    """Make a case of what a grid worker found, resolved already if they say so."""
    form = _form()
    if not form.validate() or form.chosen is None:
        return _page(form), 422
    facts = {"by": current_user, "now": clock.now()} | _in_force()
    case = actions.report(
        form.chosen_grid(), form.chosen, request_key=form.key.data or "", **form.said(), **facts
    )
    if form.is_solved.data:
        resolve = partial(actions.resolve_on_the_spot, case, **form.said_of_solving(), **facts)
        if not form.accepts(resolve):
            return _page(form), 422
    sent_as(case.number)
    flash(form.thanks(), "ok")
    return web.updated(url_for(".show_case", number=case.number))


@staff.get("/cases/new/same")
@allow(Permission.REPORT_CASE)
def same_found() -> ResponseReturnValue:
    """Show what was reported lately of this matter near this place: a piece of the form's page."""
    grids = {grid.code: grid for grid in _own_grids()}
    grid = grids.get(request.args.get("grid", "")) or (
        next(iter(grids.values())) if len(grids) == 1 else None
    )
    matter = matter_by_code(request.args.get("matter", ""))
    place, today = place_in(request.args), clock.today()
    found = alike(grid, matter, place, today=today) if grid and matter else []
    return render_template("staff/cases/_same.html", found=found, words=case_words)


def _in_force() -> dict[str, Any]:
    return {"policy": policy_on(clock.today()), "calendar": work_calendar()}


def _form() -> WorkerReportForm:
    return WorkerReportForm(grids=_own_grids(), policy=policy_on(clock.today()))


def _own_grids() -> Sequence[Grid]:
    """Return the grids that whoever is signed in works in today."""
    posts = posts_of(current_user, clock.today())
    return grids_with_codes([p.area_code for p in posts if p.role in WALKS and p.area_code])


def _page(form: WorkerReportForm) -> str:
    asked = request.args.get("q", "").strip()
    campaigns = campaigns_in(list(form.grids), clock.today())
    return render_template(
        "staff/cases/new.html",
        form=form,
        asked=asked,
        campaigns=campaigns,
        choice=choice_of(
            matters_for_staff(),
            asked,
            pressed={code for each in campaigns for code in each.matters},
            often=often_reported(current_user),
        ),
    )
