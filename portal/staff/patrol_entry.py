"""A patrol is entered after it was walked, or corrected by a new log that names the old one."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.errors import N_, NotFound
from portal.grids import actions, queries
from portal.grids.models import PatrolLog
from portal.i18n import _
from portal.offline import Keep, kept_offline
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff import patrol_words
from portal.staff.patrol_forms import LogForm

LONGEST_NUMBER = 9  # digits


@staff.get("/patrols/new")
@allow(Permission.LOG_PATROL)
@kept_offline(Keep.STAFF)
def new_patrol() -> ResponseReturnValue:
    """Ask for a patrol that is over; a correction begins with what was written."""
    old = _replaced()
    return _page(_form(old), old)


@staff.post("/patrols/new")
@allow(Permission.LOG_PATROL)
def log_patrol() -> ResponseReturnValue:
    """Keep a patrol that is over."""
    old = _replaced()
    form = _form(old)
    kept: list[PatrolLog] = []
    if not form.validate() or not form.accepts(lambda: kept.append(_log(form, old))):
        return _page(form, old), 422
    flash(_("The patrol is kept. Thank you."), "ok")
    return web.updated(url_for(".show_patrol", n=kept[0].id))


def _log(form: LogForm, old: PatrolLog | None) -> PatrolLog:
    begun, ended = form.started_at.moment(), form.ended_at.moment()
    walked = actions.Walked(
        started_at=begun or clock.now(),
        ended_at=ended or clock.now(),
        places=form.passed(),
        note=form.note.data or "",
        photos=form.kept.data,
    )
    return actions.log_patrol(
        form.chosen_grid(),
        walked,
        request_key=form.key.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        replaces=old,
    )


def _replaced() -> PatrolLog | None:
    """Return the patrol that the address says is to be corrected: one's own, or none."""
    asked = request.args.get("instead-of", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal()) or len(asked) > LONGEST_NUMBER:
        raise NotFound(N_("No such patrol, or it is not yours to see."))
    return queries.own_patrol(current_user, int(asked))


def _form(old: PatrolLog | None) -> LogForm:
    today = clock.today()
    grids = queries.grids_worked(current_user, today)
    return LogForm(
        policy=policy_on(today),
        grids=grids,
        places=queries.places_to_visit(grids, today),
        data=LogForm.filled_from(old) if old else None,
    )


def _page(form: LogForm, old: PatrolLog | None) -> str:
    return render_template(
        "staff/patrols/new.html",
        form=form,
        old=old,
        words=patrol_words,
        latest=clock.now().astimezone(clock.LOCAL),
    )
