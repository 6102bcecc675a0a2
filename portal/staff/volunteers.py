"""The volunteers of an area: a list, and one's page with history, rest, move and leave."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.grids.models import Area
from portal.grids.queries import grids_in
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.volunteer_forms import KINDS, TASKS, LeaveForm, MoveForm, PauseForm
from portal.staff.volunteering import pause
from portal.volunteers import actions, queries
from portal.volunteers.models import Volunteer
from portal.volunteers.queries import PAGE, Wanted
from portal.volunteers.rules import VolunteerKind, VolunteerStatus

FILTERS = ("community", "q", "kind", "standing")
MOST_WORDS = 40  # of a name or number


@staff.get("/volunteers")
@allow(Permission.SEE_VOLUNTEERS)
def list_volunteers() -> ResponseReturnValue:
    """List the volunteers of one's area, or of one community in it."""
    communities = queries.communities_in(_reach())
    asked = {name: request.args.get(name, "").strip() for name in FILTERS}
    wanted = _wanted(communities, asked)
    rows = queries.volunteers_listed(wanted, request.args.get("after", 0, type=int))
    return render_template(
        "staff/volunteers/list.html",
        rows=rows[:PAGE],
        standings=queries.standings_on(rows, wanted.on),
        next_id=rows[PAGE - 1].person_id if len(rows) > PAGE else None,
        communities=communities,
        asked={name: said for name, said in asked.items() if said},
        kinds=KINDS,
    )


@staff.get("/volunteers/people/<string:number>")
@allow(Permission.SEE_VOLUNTEERS)
def show_volunteer(number: str) -> ResponseReturnValue:
    """Show one volunteer with all that happened to their standing."""
    return _page(queries.volunteer_in_reach(_reach(), number))


@staff.post("/volunteers/people/<string:number>/pause")
@allow(Permission.VET_VOLUNTEERS)
def pause_volunteer(number: str) -> ResponseReturnValue:
    """Let a volunteer rest."""
    one, form = queries.volunteer_in_reach(_reach(), number), PauseForm()
    if not form.validate() or not form.accepts(lambda: pause(one, form)):
        return _page(one, pausing=form), 422
    return _done(one)


@staff.post("/volunteers/people/<string:number>/resume")
@allow(Permission.VET_VOLUNTEERS)
def resume_volunteer(number: str) -> ResponseReturnValue:
    """End a volunteer's pause today."""
    one = queries.volunteer_in_reach(_reach(), number)
    actions.resume(one, by=current_user, now=clock.now())
    return _done(one)


@staff.post("/volunteers/people/<string:number>/move")
@allow(Permission.VET_VOLUNTEERS)
def move_volunteer(number: str) -> ResponseReturnValue:
    """Let a volunteer work in another grid of their community."""
    one = queries.volunteer_in_reach(_reach(), number)
    grids = {grid.code: grid for grid in grids_in(one.community.code)}
    form = MoveForm(grids=list(grids.values()))
    if not form.validate() or not form.accepts(
        lambda: actions.move(
            one,
            grids[form.grid.data or ""],
            why=form.why.data or "",
            by=current_user,
            now=clock.now(),
        )
    ):
        return _page(one, moving=form), 422
    return _done(one)


@staff.post("/volunteers/people/<string:number>/end")
@allow(Permission.VET_VOLUNTEERS)
def end_volunteer(number: str) -> ResponseReturnValue:
    """End a volunteer's post and duty today, with a reason."""
    one, form = queries.volunteer_in_reach(_reach(), number), LeaveForm()
    if not form.validate():
        return _page(one, leaving=form), 422
    actions.leave(one, why=form.why.data or "", by=current_user, now=clock.now())
    return _done(one)


def _wanted(communities: Sequence[Area], asked: Mapping[str, str]) -> Wanted:
    """Return what the filters say; one that says nothing known narrows nothing."""
    chosen = [area for area in communities if area.code == asked["community"]] or communities
    return Wanted(
        community_ids=[area.id for area in chosen],
        on=clock.today(),
        words=asked["q"][:MOST_WORDS],
        kind=next((one for one in VolunteerKind if one == asked["kind"]), None),
        standing=next((one for one in VolunteerStatus if one == asked["standing"]), None),
    )


def _reach() -> list[str]:
    return area_codes_of(current_user, clock.today())


def _done(one: Volunteer) -> ResponseReturnValue:
    flash(_("Done. It stands in the history."), "ok")
    return web.updated(url_for(".show_volunteer", number=one.person.number))


def _page(one: Volunteer, **forms: Any) -> str:
    today = clock.today()
    return render_template(
        "staff/volunteers/volunteer.html",
        one=one,
        is_active=queries.was_active_on(one.person_id, today),
        history=queries.history_of(one.person),
        relatives=queries.relatives_of(one.person),
        kinds=KINDS,
        tasks=TASKS,
        pausing=forms.get("pausing") or PauseForm(formdata=None, data={"from_on": today}),
        moving=forms.get("moving") or MoveForm(grids=grids_in(one.community.code), formdata=None),
        leaving=forms.get("leaving") or LeaveForm(formdata=None),
    )
