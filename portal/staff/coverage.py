"""What the rounds have covered, by grid and month; and the places that they are to pass."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import posts_of
from portal.errors import N_, NotFound
from portal.grids import actions, queries
from portal.grids.models import Area, Grid
from portal.grids.queries import GridCovered, areas_within
from portal.grids.rules import MOST_PLACES, SEES_PATROLS
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import patrol_words
from portal.staff.figures import MONTHS_TO_CHOOSE, month_asked_for, months_up_to
from portal.staff.place_forms import PlaceForm

LINES = 50  # grids on one page
AREA_DIGITS = 12  # of a community's code, the longest of an area


@staff.get("/coverage")
@allow(Permission.SEE_PATROLS)
def show_coverage() -> ResponseReturnValue:
    """Show the grids in reach in a month, those with the most unvisited places first."""
    today, month, areas = clock.today(), month_asked_for(), _areas()
    area = _area_asked_for(areas)
    code = area.code if area else None
    lines = queries.coverage_by_grid(current_user, month, today, area_code=code)
    shown, next_key = _part_of(lines, request.args.get("after"))
    return render_template(
        "staff/patrols/coverage.html",
        area=area,
        areas=areas,
        month=month,
        months=months_up_to(today.replace(day=1), MONTHS_TO_CHOOSE),
        lines=shown,
        sums=_sums(lines),
        grids=len(lines),
        next_key=next_key,
    )


@staff.get("/coverage/<string:code>")
@allow(Permission.SEE_PATROLS)
def show_grid_coverage(code: str) -> ResponseReturnValue:
    """Show a grid's places in a month, the unvisited first, and its patrols."""
    grid = queries.grid_in_reach(current_user, code, clock.today())
    return _grid_page(grid, PlaceForm(formdata=None))


@staff.post("/coverage/<string:code>/places")
@allow(Permission.KEEP_PLACES)
def add_place(code: str) -> ResponseReturnValue:
    """Put a place on a grid's round."""
    grid = queries.grid_in_reach(current_user, code, clock.today())
    form = PlaceForm.from_request()
    if not form.validate() or not form.accepts(lambda: _add(grid, form)):
        return _grid_page(grid, form), 422
    flash(_("%(place)s is on the round from today on.", place=form.name.data), "ok")
    return web.updated(f"{url_for('.show_grid_coverage', code=code)}#places")


@staff.post("/places/<int:n>/end")
@allow(Permission.KEEP_PLACES)
def end_place(n: int) -> ResponseReturnValue:
    """Take a place off the round."""
    place = queries.place_to_end(current_user, n, clock.today())
    actions.end_place(place, today=clock.today())
    flash(_("%(place)s is off the round. What was visited stays.", place=place.name), "ok")
    return web.updated(f"{url_for('.show_grid_coverage', code=place.grid.code)}#places")


def _add(grid: Grid, form: PlaceForm) -> None:
    actions.add_place(
        grid,
        kind=form.chosen_kind(),
        name=form.name.data or "",
        name_en=form.name_en.data or "",
        position=form.where(),
        by=current_user,
        today=clock.today(),
    )


def _grid_page(grid: Grid, form: PlaceForm) -> str:
    today, month = clock.today(), month_asked_for()
    lines = queries.coverage_of(grid, month, today)
    return render_template(
        "staff/patrols/grid.html",
        grid=grid,
        month=month,
        months=months_up_to(today.replace(day=1), MONTHS_TO_CHOOSE),
        lines=lines,
        visited=sum(line.visits > 0 for line in lines),
        page=queries.patrols_in(grid, month, after_key=request.args.get("after")),
        may_end=queries.may_end_places(current_user, grid, today),
        is_full=len(lines) >= MOST_PLACES,
        form=form,
        words=patrol_words,
    )


def _areas() -> list[Area]:
    """Return the areas to choose among; who works in a grid alone has none."""
    posts = posts_of(current_user, clock.today())
    codes = {post.area_code for post in posts if post.area_code and post.role in SEES_PATROLS}
    return list(areas_within(sorted(code for code in codes if len(code) <= AREA_DIGITS)))


def _area_asked_for(areas: list[Area]) -> Area | None:
    """Return the area of the address if it is in reach; the widest one unless one is asked for."""
    asked = request.args.get("area")
    found = [area for area in areas if not asked or area.code == asked]
    if asked and not found:
        raise NotFound(N_("No such area, or it is not yours to see. Choose one from the list."))
    return found[0] if found else None


def _sums(lines: list[GridCovered]) -> tuple[int, int]:
    """Return how many places were visited, of how many."""
    return sum(line.visited for line in lines), sum(line.places for line in lines)


def _part_of(lines: list[GridCovered], after: str | None) -> tuple[list[GridCovered], str | None]:
    """Return the lines after a grid's code, as many as fit on a page, and where the next begins."""
    codes = [line.grid.code for line in lines]
    if after and after not in codes:
        raise NotFound(N_("That page of the list does not exist."))
    start = codes.index(after) + 1 if after else 0
    shown = lines[start : start + LINES]
    return shown, codes[start + LINES - 1] if len(lines) > start + LINES else None
