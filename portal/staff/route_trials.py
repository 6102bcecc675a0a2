"""What the routing table would do: to a case that nobody stores, and where it says nothing."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.cases.models import Matter
from portal.cases.queries import people_at
from portal.cases.queries import route_table as table
from portal.cases.queries import route_trials as trials
from portal.cases.rules import due_on as due_of
from portal.grids.models import Grid
from portal.grids.queries import areas_within
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_words, route_words
from portal.staff.boards import area_asked_for
from portal.staff.route_forms import TrialForm


@staff.get("/routes/test")
@allow(Permission.EDIT_ROUTES)
def try_route() -> ResponseReturnValue:
    """Show what would happen to a case: who takes it by which row, and why not by those above."""
    form = TrialForm(reach=table.areas_edited(current_user, clock.today()))
    if not form.is_asked:
        return render_template("staff/routes/test.html", form=form)
    if not form.validate() or form.chosen is None:
        return render_template("staff/routes/test.html", form=form), 422
    level = form.chosen_level(form.chosen)
    facts = {"form": form, "matter": form.chosen, "level": level, "levels": case_words.LEVELS}
    facts["foreseen"] = case_words.foreseen
    if form.found_grid is None:
        shares = trials.try_everywhere(form.chosen, form.place_code(), level)
        return render_template("staff/routes/test.html", **facts, **_shared(shares, level))
    answer = _tried(form, form.chosen, form.found_grid, level)
    return render_template("staff/routes/test.html", **facts, **answer)


@staff.get("/routes/gaps")
@allow(Permission.EDIT_ROUTES)
def show_gaps() -> ResponseReturnValue:
    """Show which matters have no row of their own in an area, and which have none at all."""
    areas = areas_within(table.areas_edited(current_user, clock.today()))
    area = area_asked_for(areas)
    groups = trials.gaps_in(area.code)
    cells = [cell for lines in groups for line in lines for cell in line.cells]
    return render_template(
        "staff/routes/gaps.html",
        area=area,
        areas=areas,
        groups=groups,
        all_count=len(cells),
        without=sum(not cell.is_own for cell in cells),
        nowhere=sum(cell.row is None for cell in cells),
        show_all="all" in request.args,
    )


def _tried(form: TrialForm, matter: Matter, grid: Grid, level: int) -> dict[str, Any]:
    """Return what would happen to a case in one grid."""
    trial = trials.try_out(matter, grid, level, form.reach)
    passed = [row.number for row, _why in (*trial.skipped, *trial.others)]
    won = [trial.decision.row.number] if trial.decision.row else []
    routes = table.named_routes([*won, *passed])
    people = people_at(level, trial.unit, grid.code, clock.today())
    return {
        "grid": grid,
        "trial": trial,
        "routes": routes,
        "names": route_words.names_for(routes.values()),
        "why": route_words.WHY,
        "people": people,
    } | _due(level)


def _shared(shares: list[trials.Share], level: int) -> dict[str, Any]:
    """Return what would happen to cases all over an area."""
    routes = table.named_routes([share.row.number for share in shares if share.row])
    names = route_words.names_for(routes.values())
    return {"shares": shares, "routes": routes, "names": names} | _due(level)


def _due(level: int) -> dict[str, Any]:
    today = clock.today()
    return {"due_on": due_of(level, today, policy_on(today), work_calendar())}
