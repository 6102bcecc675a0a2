"""The routing table: read from the top, edited row by row, never changed behind anybody's back."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.actions import routing as actions
from portal.cases.models import Route
from portal.cases.queries import route_table as table
from portal.cases.rules import Why
from portal.errors import N_, NotFound
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import route_words
from portal.staff.route_forms import MoveForm, RouteForm

LONGEST = 60  # characters of a search
LONGEST_KEY = 18  # digits of the largest number that both databases hold


@staff.get("/routes")
@allow(Permission.EDIT_ROUTES)
def list_routes() -> ResponseReturnValue:
    """Show the rows that concern the areas in reach, from the top, each with what is wrong."""
    return _table_page()


@staff.get("/routes/new")
@allow(Permission.EDIT_ROUTES)
def new_route() -> ResponseReturnValue:
    """Ask what a new row is to say."""
    return _form_page(RouteForm(reach=_reach(), formdata=None))


@staff.post("/routes/new")
@allow(Permission.EDIT_ROUTES)
def add_route() -> ResponseReturnValue:
    """Add a row."""
    form = RouteForm(reach=_reach())
    if not form.validate() or not form.accepts(lambda: _added(form)):
        return _form_page(form), 422
    return web.updated(url_for(".list_routes"))


@staff.get("/routes/<int:number>")
@allow(Permission.EDIT_ROUTES)
def show_route(number: int) -> ResponseReturnValue:
    """Show a row, and how it may be changed, moved and ended."""
    route = table.route_in_reach(number, _reach())
    return _form_page(RouteForm.of(route, _reach()), route)


@staff.post("/routes/<int:number>/change")
@allow(Permission.EDIT_ROUTES)
def change_route(number: int) -> ResponseReturnValue:
    """Put a new row in the place of an old one, which is ended."""
    route = table.route_in_reach(number, _reach(), to_edit=True)
    form = RouteForm(reach=_reach())
    if not form.validate() or not form.accepts(lambda: _replaced(route, form)):
        return _form_page(form, route), 422
    return web.updated(url_for(".list_routes"))


@staff.post("/routes/<int:number>/move")
@allow(Permission.EDIT_ROUTES)
def move_route(number: int) -> ResponseReturnValue:
    """Move a row up, down, or to a position."""
    route = table.route_in_reach(number, _reach(), to_edit=True)
    form = MoveForm.from_request()
    if not form.validate():
        return _table_page(form), 422
    actions.move_route(route, _position(route, form), seen=form.seen.data or 0)
    flash(_("Moved to position %(position)d.", position=route.position), "ok")
    return web.updated(url_for(".list_routes", _anchor=f"row-{number}"))


@staff.post("/routes/<int:number>/end")
@allow(Permission.EDIT_ROUTES)
def end_route(number: int) -> ResponseReturnValue:
    """End a row; it stays in the history."""
    route = table.route_in_reach(number, _reach(), to_edit=True)
    actions.end_route(route, by=current_user, now=clock.now())
    flash(_("The row has ended. It stays in the history of the table."), "ok")
    return web.updated(url_for(".list_routes"))


@staff.get("/routes/history")
@allow(Permission.EDIT_ROUTES)
def list_ended_routes() -> ResponseReturnValue:
    """Show the rows that were ended or replaced: by whom and when."""
    found = table.routes_ended(_reach(), _moment_and_number())
    page = found[: table.PAGE]
    return render_template(
        "staff/routes/history.html",
        routes=page,
        names=route_words.names_for(page),
        next_key=_ended_key(page[-1]) if len(found) > table.PAGE else None,
    )


def _table_page(sent: MoveForm | None = None) -> str:
    reach = _reach()
    sought = _sought(reach)
    found = table.routes_in_force(reach, sought, after=_two_numbers("after"))
    page = found[: table.PAGE]
    flags = _flags(reach)
    return render_template(
        "staff/routes/list.html",
        routes=page,
        names=route_words.names_for(page),
        flags=flags,
        sought=sought,
        sent=sent,
        reach=reach,
        is_editable=lambda route: table.is_editable(route.area_code, reach),
        count=table.how_many_in_force(reach),
        next_key=_key(page[-1]) if len(found) > table.PAGE else None,
    )


def _form_page(form: RouteForm, route: Route | None = None) -> str:
    routes = [route] if route else []
    return render_template(
        "staff/routes/row.html",
        form=form,
        route=route,
        names=route_words.names_for(routes),
        flag=_flags(_reach()).get(route.id) if route else None,
        is_editable=route is None or table.is_editable(route.area_code, _reach()),
    )


def _reach() -> list[str]:
    """Return the areas whose rows whoever is signed in may edit."""
    return table.areas_edited(current_user, clock.today())


def _added(form: RouteForm) -> None:
    route = actions.add_route(form.wish(), by=current_user, now=clock.now())
    flash(_("Added at position %(position)d.", position=route.position), "ok")


def _replaced(route: Route, form: RouteForm) -> None:
    new = actions.replace_route(route, form.wish(), by=current_user, now=clock.now())
    flash(_("Changed. The row stands at position %(position)d.", position=new.position), "ok")


def _position(route: Route, form: MoveForm) -> int:
    """Return where a row is to go: past the one that its editor sees beside it, or as typed."""
    if form.way.data not in {"up", "down"}:
        return form.position.data or route.position
    beside = table.neighbour(route, _reach(), above=form.way.data == "up")
    return beside.position if beside else route.position


def _flags(reach: Sequence[str]) -> dict[int, str]:
    """Return in words what is wrong with rows, by number."""
    flags = {number: str(_flag(why)) for number, why in table.faults(reach).items()}
    for lack in table.lacks(reach):
        words = _("No such unit for: %(names)s", names=route_words.missing_names(lack.missing))
        flags[lack.row.number] = str(words)
    return flags


def _flag(why: Why) -> str:
    return str(_("Skipped: %(why)s", why=route_words.WHY[why]))


def _sought(reach: Sequence[str]) -> table.Sought:
    area = request.args.get("area", "").strip()
    known = area.isdecimal() and any(area.startswith(code) for code in reach)
    if area and not known:
        raise NotFound(N_("No such area, or it is not yours to see. Choose one from the list."))
    return table.Sought(
        words=request.args.get("q", "").strip()[:LONGEST],
        area=area,
        only_flagged="flagged" in request.args,
    )


def _key(route: Route) -> str:
    return f"{route.position}.{route.id}"


def _ended_key(route: Route) -> str:
    ended = route.ended_at or datetime.min.replace(tzinfo=UTC)
    return f"{int(ended.timestamp() * 1_000_000)}.{route.id}"


def _two_numbers(name: str) -> tuple[int, int] | None:
    """Return the key of a page as the address holds it, such as 51.312."""
    asked = request.args.get(name, "")
    if not asked:
        return None
    first, _dot, second = asked.partition(".")
    if not all(part.isdecimal() and len(part) <= LONGEST_KEY for part in (first, second)):
        raise NotFound(N_("That page of the list does not exist."))
    return int(first), int(second)


def _moment_and_number() -> tuple[datetime, int] | None:
    key = _two_numbers("before")
    if key is None:
        return None
    try:
        return clock.from_timestamp(key[0] / 1_000_000), key[1]
    except (ValueError, OverflowError, OSError):  # a year that nobody has ended anything in
        raise NotFound(N_("That page of the list does not exist.")) from None
