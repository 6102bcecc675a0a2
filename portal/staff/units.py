"""The units that handle cases: found, added, renamed, ended and taken up again; names are data."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts import actions, queries
from portal.accounts.models import Unit
from portal.accounts.rules import UnitKind, has_left, why_not_end
from portal.cases.queries.editions import platforms
from portal.cases.queries.holdings import Holding, holding_of, open_cases_by_unit
from portal.cases.queries.route_table import areas_edited, colleagues_in
from portal.grids.models import Area
from portal.grids.queries import all_areas
from portal.i18n import _, named
from portal.staff import blueprint as staff
from portal.staff import route_words
from portal.staff.unit_forms import KINDS, EndForm, NewUnitForm, UnitForm

LONGEST = 60  # characters of a search
STREET_DIGITS = 9
ORDER = list(UnitKind)


@dataclass(frozen=True)
class Line:
    """A unit in the list, with how many people and open cases it has; none where it is not ours."""

    unit: Unit
    area: str
    people: int
    cases: int | None


@dataclass(frozen=True)
class Group:
    """The units of the district, or those of a street and its communities."""

    area: Area
    lines: Sequence[Line]


@staff.get("/units")
@allow(Permission.EDIT_ROUTES)
def list_units() -> ResponseReturnValue:
    """List the units that serve the areas in reach, by street, those that have ended last."""
    asked = request.args.get("q", "").strip()[:LONGEST]
    found = queries.units_called(queries.units_around(_reach()), asked)
    today = clock.today()
    working = [unit for unit in found if not has_left(unit.ended_on, today)]
    return render_template(
        "staff/units/list.html",
        groups=_groups(working),
        ended=_lines([unit for unit in found if unit not in working]),
        asked=asked,
        count=len(found),
        kinds=KINDS,
        platforms=_platforms(),
    )


@staff.get("/units/new")
@allow(Permission.EDIT_ROUTES)
def new_unit() -> ResponseReturnValue:
    """Ask what a new unit is."""
    return _new_page(NewUnitForm(reach=_reach(), formdata=None))


@staff.post("/units/new")
@allow(Permission.EDIT_ROUTES)
def add_unit() -> ResponseReturnValue:
    """Add a unit."""
    form = NewUnitForm(reach=_reach())
    if not form.validate() or not form.accepts(lambda: _added(form)):
        return _new_page(form), 422
    flash(_("Added. Routing rows and transfers can name it from now on."), "ok")
    return web.updated(url_for(".show_unit", unit=form.code.data))


@staff.get("/units/<string:unit>")
@allow(Permission.EDIT_ROUTES)
def show_unit(unit: str) -> ResponseReturnValue:
    """Show a unit with all that hangs on it, and how it may be changed and ended."""
    shown = queries.unit_in_reach(unit, _reach())
    return _page(shown, UnitForm.of(shown))


@staff.post("/units/<string:unit>/change")
@allow(Permission.EDIT_ROUTES)
def change_unit(unit: str) -> ResponseReturnValue:
    """Change what a unit is called and does."""
    changed = queries.unit_in_reach(unit, _reach(), to_edit=True)
    form = UnitForm(obj=changed)
    if form.is_outdated(changed):
        return _page(changed, form), 409
    if not form.validate() or not form.accepts(
        lambda: actions.change_unit(changed, form.facts(), seen=form.seen.data or "")
    ):
        return _page(changed, form), 422
    flash(_("Changed. It reads like this everywhere now."), "ok")
    return web.updated(url_for(".show_unit", unit=changed.code))


@staff.post("/units/<string:unit>/end")
@allow(Permission.EDIT_ROUTES)
def end_unit(unit: str) -> ResponseReturnValue:
    """End a unit today, unless that would leave cases with nobody."""
    ended, today = queries.unit_in_reach(unit, _reach(), to_edit=True), clock.today()
    held = holding_of(ended, today)
    actions.end_unit(
        ended,
        open_cases=held.open_cases,
        colleagues=len(held.people),
        seen=EndForm().seen.data or "",
        on=today,
    )
    flash(_("%(name)s has ended. It gets no more cases.", name=named(ended)), "ok")
    return web.updated(url_for(".show_unit", unit=ended.code))


@staff.post("/units/<string:unit>/take-up")
@allow(Permission.EDIT_ROUTES)
def take_up_unit(unit: str) -> ResponseReturnValue:
    """Take a unit that has ended up again."""
    taken = queries.unit_in_reach(unit, _reach(), to_edit=True)
    form = EndForm()
    if not form.accepts(lambda: actions.take_up_unit(taken, seen=form.seen.data or "")):
        return _page(taken, UnitForm.of(taken), form), 422
    flash(_("%(name)s works again and gets cases.", name=named(taken)), "ok")
    return web.updated(url_for(".show_unit", unit=taken.code))


def _reach() -> list[str]:
    """Return the areas whose units whoever is signed in may edit: those whose routes they may."""
    return areas_edited(current_user, clock.today())


def _platforms() -> dict[str, str]:
    return {each.name: named(each) for each in platforms()}


def _groups(units: Sequence[Unit]) -> list[Group]:
    """Return the units of the district first, then street by street."""
    by_code: dict[str, list[Line]] = {}
    for line in _lines(units):
        by_code.setdefault(line.unit.area_code[:STREET_DIGITS], []).append(line)
    areas = {area.code: area for area in all_areas()}
    return [Group(areas[code], by_code[code]) for code in sorted(by_code) if code in areas]


def _lines(units: Sequence[Unit]) -> list[Line]:
    """Return the lines of a list: kind by kind, each with its people and its open cases."""
    reach, cases = _reach(), open_cases_by_unit()
    people = Counter(unit.id for unit, _one in colleagues_in(units, clock.today()))
    names = {area.code: named(area) for area in all_areas()}
    ordered = sorted(units, key=lambda unit: (ORDER.index(unit.kind), unit.area_code, unit.code))
    return [
        Line(
            unit,
            names.get(unit.area_code, unit.area_code),
            people[unit.id],
            cases.get(unit.id, 0) if queries.is_unit_editable(unit, reach) else None,
        )
        for unit in ordered
    ]


def _new_page(form: NewUnitForm) -> str:
    return render_template("staff/units/new.html", form=form)


def _added(form: NewUnitForm) -> Unit:
    return actions.add_unit(
        form.code.data or "",
        form.facts(),
        kind=UnitKind(form.kind.data),
        area_code=form.area.data or "",
    )


def _page(unit: Unit, form: UnitForm, refused: EndForm | None = None) -> str:
    today = clock.today()
    held = holding_of(unit, today)
    return render_template(
        "staff/units/unit.html",
        unit=unit,
        form=form,
        refused=refused,
        held=held,
        names=route_words.names_for(held.routes),
        area=next((area for area in all_areas() if area.code == unit.area_code), None),
        kinds=KINDS,
        platforms=_platforms(),
        mark=queries.mark_of(unit),
        has_ended=has_left(unit.ended_on, today),
        why_not=_why_not(unit, held),
        is_editable=queries.is_unit_editable(unit, _reach()),
    )


def _why_not(unit: Unit, held: Holding) -> str | None:
    """Return why a unit cannot be ended today."""
    return why_not_end(
        unit.kind,
        is_only_one=queries.is_only_one(unit, clock.today()),
        open_cases=held.open_cases,
        colleagues=len(held.people),
    )
