"""Meetings with a list: calling one, its page, the list as a file, closing it."""

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.grids.queries import area_by_code, areas_within
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.sheets import Cell, csv_lines, workbook
from portal.staff import blueprint as staff
from portal.staff import course_words
from portal.staff.gathering_forms import EnterForm, GatheringForm
from portal.training import actions, queries
from portal.training.models import Attendance, Gathering
from portal.training.rules import is_open

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff.get("/gatherings")
@allow(Permission.KEEP_COURSES)
def list_gatherings() -> ResponseReturnValue:
    """List the meetings of my area, the latest called first."""
    page = queries.list_gatherings(
        current_user, before=request.args.get("before", type=int), on=clock.today()
    )
    return render_template(
        "staff/gatherings/list.html", page=page, now=clock.now(), words=course_words
    )


@staff.get("/gatherings/new")
@allow(Permission.KEEP_COURSES)
def new_gathering() -> ResponseReturnValue:
    """Ask what, where and when."""
    return render_template("staff/gatherings/new.html", form=_form(formdata=None))


@staff.post("/gatherings")
@allow(Permission.KEEP_COURSES)
def call_gathering() -> ResponseReturnValue:
    """Call a meeting."""
    form, made = _form(), list[Gathering]()
    if not form.validate() or not form.accepts(
        lambda: made.append(
            actions.call_gathering(form.planned(), by=current_user, now=clock.now())
        )
    ):
        return render_template("staff/gatherings/new.html", form=form), 422
    flash(_("Called. People of the area see it under training."), "ok")
    return web.updated(url_for(".show_gathering", gathering=made[0].code))


@staff.get("/gatherings/<string:gathering>")
@allow(Permission.KEEP_COURSES)
def show_gathering(gathering: str) -> ResponseReturnValue:
    """Show a meeting with the list of who came."""
    return gathering_page(kept_gathering(gathering), EnterForm(formdata=None))


@staff.post("/gatherings/<string:gathering>/enter")
@allow(Permission.KEEP_COURSES)
def enter_by_hand(gathering: str) -> ResponseReturnValue:
    """Put somebody on the list who came without a phone."""
    found, form = kept_gathering(gathering), EnterForm()
    if form.validate() and form.accepts(
        lambda: actions.enter_by_hand(found, form.person, by=current_user, now=clock.now())
    ):
        flash(_("%(name)s is on the list, marked as entered by hand.", name=form.person.name), "ok")
        return _back(gathering)
    return gathering_page(found, form), 422


@staff.post("/gatherings/<string:gathering>/strike/<int:n>")
@allow(Permission.KEEP_COURSES)
def strike_off(gathering: str, n: int) -> ResponseReturnValue:
    """Take somebody off the list who was not there."""
    actions.strike_off(kept_gathering(gathering), n, by=current_user, now=clock.now())
    flash(_("Taken off the list; the line stays, struck out."), "ok")
    return _back(gathering)


@staff.post("/gatherings/<string:gathering>/close")
@allow(Permission.KEEP_COURSES)
def close_gathering(gathering: str) -> ResponseReturnValue:
    """Close the list; whoever is on it has passed the course that the meeting counts as."""
    found = kept_gathering(gathering)
    policy = policy_on(clock.today())
    count = actions.close_list(found, by=current_user, now=clock.now(), policy=policy)
    passed = _("Closed. Passed by coming: %(count)s.", count=count)
    flash(passed if found.course else _("Closed. The list changes no more."), "ok")
    return _back(gathering)


@staff.get("/gatherings/<string:gathering>/list.csv")
@allow(Permission.KEEP_COURSES)
def gathering_csv(gathering: str) -> ResponseReturnValue:
    """Give the list as CSV."""
    found = kept_gathering(gathering)
    return _file(b"".join(csv_lines(_rows(found))), "text/csv; charset=utf-8", found, "csv")


@staff.get("/gatherings/<string:gathering>/list.xlsx")
@allow(Permission.KEEP_COURSES)
def gathering_xlsx(gathering: str) -> ResponseReturnValue:
    """Give the list as a workbook."""
    found = kept_gathering(gathering)
    return _file(workbook(_rows(found), name=_("List of those who came")), XLSX, found, "xlsx")


def kept_gathering(code: str) -> Gathering:
    """Return a meeting in reach of whoever is signed in."""
    return queries.gathering_in_reach(current_user, code, clock.today())


def gathering_page(gathering: Gathering, form: EnterForm) -> str:
    """Return the page of a meeting; a name that was not found stays as typed."""
    came = queries.attendances(gathering)
    return render_template(
        "staff/gatherings/gathering.html",
        gathering=gathering,
        area=area_by_code(gathering.area_code),
        came=came,
        count=sum(not each.struck_at for each in came),
        has_begun=clock.now() >= gathering.starts_at,
        is_open=is_open(gathering.starts_at, gathering.ends_at, clock.now()),
        form=form,
        words=course_words,
    )


def _form(**given: object) -> GatheringForm:
    today = clock.today()
    areas = areas_within(area_codes_of(current_user, today))
    return GatheringForm(areas, queries.courses_to_take(current_user, today), **given)


def _rows(gathering: Gathering) -> list[list[Cell]]:
    """Return the list as a table: who came, when, and how they came onto it."""
    heads = (_("Staff number"), _("Name of the person"), _("When"), _("How"))
    came = [each for each in queries.attendances(gathering) if not each.struck_at]
    return [list(map(str, heads)), *map(_row, came)]


def _row(line: Attendance) -> list[Cell]:
    how = _("by hand, %(name)s", name=line.entered_by.name) if line.entered_by else _("by scan")
    when = f"{line.at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"
    return [line.person.number, line.person.name, when, str(how)]


def _file(content: bytes, kind: str, gathering: Gathering, ending: str) -> Response:
    response = Response(content, content_type=kind)
    name = f"attendance-{clock.day_of(gathering.starts_at)}-{gathering.code}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _back(code: str) -> ResponseReturnValue:
    return web.updated(url_for(".show_gathering", gathering=code))
