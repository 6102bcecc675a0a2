"""Field maps: which of our fields go where, written by staff, tried, kept version by version."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.errors import N_, NotFound
from portal.exchange.actions import maps as actions
from portal.exchange.actions.uploads import first_rows, plan_of
from portal.exchange.models import StoredMap
from portal.exchange.queries import maps as queries
from portal.exchange.rules import FIELDS, Direction, FieldMap, Openness, read_map
from portal.i18n import _, language
from portal.staff import blueprint as staff
from portal.staff import exchange_words as words
from portal.staff.map_forms import MapForm, TimedForm


@staff.get("/field-maps")
@allow(Permission.SEE_EXCHANGE)
def list_field_maps() -> ResponseReturnValue:
    """List the field maps and the examples to begin with."""
    return render_template(
        "staff/exchange/maps.html",
        maps=queries.stored_maps(),
        examples={name: plan.title_in(language()) for name, plan in queries.example_maps().items()},
        words=words,
    )


@staff.get("/field-maps/new")
@allow(Permission.KEEP_EXCHANGE)
def new_field_map() -> ResponseReturnValue:
    """Ask for a new map; `?example=` begins with one that comes with the portal."""
    text = queries.example_texts().get(request.args.get("example", ""), "")
    return _page(MapForm(formdata=None, text=text))


@staff.post("/field-maps/new")
@allow(Permission.KEEP_EXCHANGE)
def make_field_map() -> ResponseReturnValue:
    """Try a new map, or keep it; with a single fault it is only shown again."""
    return _tried_or_kept(None)


@staff.get("/field-maps/<int:number>")
@allow(Permission.SEE_EXCHANGE)
def show_field_map(number: int) -> ResponseReturnValue:
    """Show what a map says, and every version before; `?version=` shows an older one."""
    stored = queries.stored_map(number)
    asked = request.args.get("version", stored.versions[0].version, type=int)
    version = next((each for each in stored.versions if each.version == asked), None)
    if version is None:
        raise NotFound(N_("This map has no such version."))
    form = MapForm(formdata=None, text=version.text)
    return _page(form, stored, version=version)


@staff.post("/field-maps/<int:number>")
@allow(Permission.KEEP_EXCHANGE)
def change_field_map(number: int) -> ResponseReturnValue:
    """Try a changed map, or keep it as the newest version."""
    return _tried_or_kept(queries.stored_map(number))


@staff.post("/field-maps/<int:number>/timed")
@allow(Permission.KEEP_EXCHANGE)
def time_field_map(number: int) -> ResponseReturnValue:
    """Put a map on the timetable or take it off."""
    stored, form = queries.stored_map(number), TimedForm()
    if not form.validate():
        return _page(MapForm(formdata=None, text=stored.versions[0].text), stored), 422
    actions.set_timed(stored, is_timed=form.is_timed.data)
    flash(_("Kept."), "ok")
    return web.updated(url_for(".show_field_map", number=number))


@staff.post("/field-maps/<int:number>/end")
@allow(Permission.KEEP_EXCHANGE)
def end_field_map(number: int) -> ResponseReturnValue:
    """End a map, or begin it again."""
    actions.end_map(queries.stored_map(number), now=clock.now())
    return web.updated(url_for(".show_field_map", number=number))


def _tried_or_kept(stored: StoredMap | None) -> ResponseReturnValue:
    form = MapForm()
    plan, faults = read_map(form.text.data or "") if form.validate() else (None, [])
    if plan is None:
        return _page(form, stored, faults=faults), 422
    if "try" in request.form:
        return _page(form, stored, plan=plan)
    kept: list[StoredMap] = []
    facts = {"by": current_user, "now": clock.now()}
    text = form.text.data or ""
    if not form.accepts(lambda: kept.append(actions.keep_map(plan, text, stored, **facts))):
        return _page(form, stored), 422
    flash(_("The map is kept as a new version."), "ok")
    return web.updated(url_for(".show_field_map", number=kept[0].id))


def _page(
    form: MapForm, stored: StoredMap | None = None, *, plan: FieldMap | None = None, **more: object
) -> str:
    is_sent = plan is not None and plan.direction is Direction.EXPORT
    rows, problems = first_rows(plan, clock.today()) if plan and is_sent else ([], [])
    given = {"faults": [], "version": stored.versions[0] if stored else None} | more
    return render_template(
        "staff/exchange/map.html",
        form=form,
        stored=stored,
        newest=plan_of(stored.versions[0]) if stored else None,
        language=language(),
        timed=TimedForm(formdata=None, obj=stored),
        plan=plan,
        rows=rows,
        problems=problems,
        fields=FIELDS,
        with_reason=Openness.WITH_REASON,
        words=words,
        **given,
    )
