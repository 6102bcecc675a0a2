"""A worker's round on the phone: begun with one tap, places ticked as they are passed, ended."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.grids import actions, queries
from portal.grids.models import PatrolLog, Place
from portal.grids.rules import drawn, moment_said
from portal.i18n import _
from portal.offline import Keep, kept_offline, may_keep
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff import patrol_words
from portal.staff.patrol_forms import EndForm, StartForm, VisitForm

KEPT_SECONDS = 600  # a photo is the same for as long as somebody looks at its patrol


@staff.get("/patrols")
@allow(Permission.LOG_PATROL)
@kept_offline(Keep.STAFF)
def list_patrols() -> ResponseReturnValue:
    """Show the patrol that runs, or how to begin one; and one's own patrols, the latest first."""
    return _start_page(_start_form())


@staff.post("/patrols/start")
@allow(Permission.LOG_PATROL)
def start_patrol() -> ResponseReturnValue:
    """Begin a patrol now."""
    form = _start_form()
    if not form.validate():
        return _start_page(form), 422
    now = clock.now()
    at = moment_said(
        form.at.moment(), since=now - actions.longest(policy_on(clock.today())), now=now
    )
    begun = []

    def start() -> None:
        key, grid = form.key.data or "", form.chosen_grid()
        begun.append(actions.start_patrol(grid, request_key=key, by=current_user, now=now, at=at))

    if not form.accepts(start):
        return _start_page(form), 422
    return web.updated(url_for(".show_patrol", n=begun[0].id))


@staff.get("/patrols/<int:n>")
@allow(Permission.SEE_PATROL)
def show_patrol(n: int) -> ResponseReturnValue:
    """Show a patrol; while one's own runs, the places to tick and the way to end it."""
    patrol = queries.patrol_in_reach(current_user, n, clock.today())
    if patrol.ended_at is None and patrol.person_id == current_user.id:
        may_keep(Keep.STAFF)
        return _running_page(patrol, _end_form())
    return render_template(
        "staff/patrols/patrol.html",
        patrol=patrol,
        words=patrol_words,
        drawing=drawn(patrol.route, patrol.grid.outline) if patrol.route else None,
        is_own=patrol.person_id == current_user.id,
        month=f"{clock.month_of(patrol.started_at):%Y-%m}",
    )


@staff.post("/patrols/<int:n>/visit")
@allow(Permission.LOG_PATROL)
def visit_place(n: int) -> ResponseReturnValue:
    """Tick a place that was just passed, or take a tick back."""
    patrol = queries.own_patrol(current_user, n, to_change=True)
    form = VisitForm.from_request()
    place = _place(patrol, form) if form.validate() else None
    if place is None:
        form.form_errors.append(_("One of these places has left the round. Tick them again."))
        return _running_page(patrol, _end_form(empty=True), wrong=form), 422
    if form.is_back.data:
        actions.untick(patrol, place)
    else:
        now = clock.now()
        at = moment_said(form.at.moment(), since=patrol.started_at, now=now)
        actions.tick(patrol, place, at=at, now=now, policy=policy_on(clock.today()))
    return web.updated(_where_ticked(patrol, place))


@staff.post("/patrols/<int:n>/end")
@allow(Permission.LOG_PATROL)
def end_patrol(n: int) -> ResponseReturnValue:
    """End a patrol, now or when it is said to have ended."""
    patrol = queries.own_patrol(current_user, n, to_change=True)
    form = _end_form()
    if not form.validate() or not form.accepts(lambda: _end(patrol, form)):
        return _running_page(patrol, form), 422
    flash(_("The patrol is kept. Thank you."), "ok")
    return web.updated(url_for(".show_patrol", n=n))


@staff.get("/patrols/<int:n>/photos/<int:photo>")
@allow(Permission.SEE_PATROL)
def patrol_photo(n: int, photo: int) -> ResponseReturnValue:
    """Return one photo of a patrol in reach."""
    patrol = queries.patrol_in_reach(current_user, n, clock.today())
    response = web.photo(queries.photo_of(patrol, photo).key)
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def _where_ticked(patrol: PatrolLog, place: Place) -> str:
    """Return the patrol's page at a place; each tick makes it another address, to be loaded anew.

    A browser that is sent from a page to a part of the same page only scrolls.
    """
    count = queries.how_many_ticked(patrol)
    return url_for(".show_patrol", n=patrol.id, ticked=count, _anchor=f"place-{place.id}")


def _place(patrol: PatrolLog, form: VisitForm) -> Place | None:
    places = queries.places_to_visit([patrol.grid], clock.today())
    return next((place for place in places if place.id == form.place.data), None)


def _end(patrol: PatrolLog, form: EndForm) -> None:
    now = clock.now()
    actions.end_patrol(
        patrol,
        request_key=form.key.data or "",
        ended_at=form.ended_at.moment()
        or moment_said(form.at.moment(), since=patrol.started_at, now=now),
        note=form.note.data or "",
        route=form.points,
        photos=form.kept.data,
        now=now,
        policy=policy_on(clock.today()),
    )


def _start_form() -> StartForm:
    return StartForm(grids=queries.grids_worked(current_user, clock.today()))


def _end_form(*, empty: bool = False) -> EndForm:
    return EndForm(policy=policy_on(clock.today()), **({"formdata": None} if empty else {}))


def _start_page(form: StartForm) -> str:
    page = queries.patrols_of(current_user, after_key=request.args.get("after"))
    return render_template(
        "staff/patrols/list.html",
        form=form,
        running=queries.running_patrol(current_user),
        page=page,
        policy=policy_on(clock.today()),
    )


def _running_page(patrol: PatrolLog, form: EndForm, wrong: VisitForm | None = None) -> str:
    policy, now = policy_on(clock.today()), clock.now()
    return render_template(
        "staff/patrols/running.html",
        patrol=patrol,
        to_visit=queries.places_to_visit([patrol.grid], clock.today()),
        ticked={visit.place_id: visit.visited_at for visit in patrol.visits},
        is_forgotten=now - patrol.started_at > actions.longest(policy),
        words=patrol_words,
        form=form,
        wrong=wrong,
        policy=policy,
    )
