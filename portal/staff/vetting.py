"""Vetting (严把入选关): the community looks at who applied, and accepts or refuses in words."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.actions import invite
from portal.accounts.queries import area_codes_of
from portal.grids.queries import grids_in
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.volunteer_forms import KINDS, AcceptForm, RefuseForm
from portal.volunteers import actions, queries
from portal.volunteers.models import Application, Volunteer
from portal.volunteers.queries import PAGE
from portal.volunteers.rules import ApplicationStatus, VolunteerTask


@staff.get("/volunteers/applications")
@allow(Permission.VET_VOLUNTEERS)
def list_applications() -> ResponseReturnValue:
    """List who applied in one's area, those that wait first."""
    asked = request.args.get("status", "")
    status = ApplicationStatus(asked) if asked in set(ApplicationStatus) else None
    shown, before = status or ApplicationStatus.WAITING, request.args.get("before", type=int)
    ids = [area.id for area in queries.communities_in(_reach())]
    rows = queries.applications_of(ids, shown, before)
    return render_template(
        "staff/volunteers/applications.html",
        rows=rows[:PAGE],
        next_id=rows[PAGE - 1].id if len(rows) > PAGE else None,
        shown=shown,
        statuses=ApplicationStatus,
        kinds=KINDS,
    )


@staff.get("/volunteers/applications/<string:number>")
@allow(Permission.VET_VOLUNTEERS)
def vet_application(number: str) -> ResponseReturnValue:
    """Show one application with everybody who may be the same person."""
    return _page(queries.application_in_reach(_reach(), number))


@staff.post("/volunteers/applications/<string:number>/accept")
@allow(Permission.VET_VOLUNTEERS)
def accept_application(number: str) -> ResponseReturnValue:
    """Make a volunteer of an applicant."""
    application = queries.application_in_reach(_reach(), number, to_decide=True)
    grids = {grid.code: grid for grid in grids_in(application.community.code)}
    form = AcceptForm(grids=list(grids.values()))
    if not form.validate():
        return _page(application, accepting=form), 422
    tasks = [VolunteerTask(task) for task in form.tasks.data or []]
    one = actions.accept(
        application, grids[form.grid.data or ""], tasks, by=current_user, now=clock.now()
    )
    _invite(one)
    flash(_("Accepted. Number %(number)s is a volunteer from today.", number=one.person.number))
    return web.updated(url_for(".list_applications"))


@staff.post("/volunteers/applications/<string:number>/refuse")
@allow(Permission.VET_VOLUNTEERS)
def refuse_application(number: str) -> ResponseReturnValue:
    """Refuse an applicant with a reason that they read."""
    application = queries.application_in_reach(_reach(), number, to_decide=True)
    form = RefuseForm()
    if not form.validate():
        return _page(application, refusing=form), 422
    actions.refuse(application, form.reason.data or "", by=current_user, now=clock.now())
    flash(_("Refused. The applicant reads your reason."), "ok")
    return web.updated(url_for(".list_applications"))


def _invite(one: Volunteer) -> None:
    """Send a new volunteer the way to their first sign-in."""
    invite(one.person, by=current_user, now=clock.now())


def _reach() -> list[str]:
    return area_codes_of(current_user, clock.today())


def _page(
    one: Application, *, accepting: AcceptForm | None = None, refusing: RefuseForm | None = None
) -> str:
    people, others = queries.maybe_the_same(one) if one.name else ([], [])
    return render_template(
        "staff/volunteers/application.html",
        one=one,
        people=people,
        others=others,
        kinds=KINDS,
        accepting=accepting or _accepting(one),
        refusing=refusing or RefuseForm(formdata=None),
    )


def _accepting(one: Application) -> AcceptForm:
    given = {"grid": one.grid.code, "tasks": [task.value for task in VolunteerTask]}
    return AcceptForm(grids=grids_in(one.community.code), formdata=None, data=given)
