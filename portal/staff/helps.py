"""Help in households: written down by volunteers, confirmed or refused by somebody else."""

from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.i18n import _
from portal.offline import Keep, kept_offline
from portal.staff import blueprint as staff
from portal.staff.volunteer_forms import HELPS, HelpForm, ReasonForm, help_form
from portal.volunteers import actions, queries
from portal.volunteers.rules import HelpKind


@staff.get("/helps")
@allow(Permission.LOG_HELP)
@kept_offline(Keep.STAFF)
def list_my_helps() -> ResponseReturnValue:
    """Show what help one wrote down, and ask for more."""
    return _mine(help_form(clock.today()))


@staff.post("/helps")
@allow(Permission.LOG_HELP)
def write_help() -> ResponseReturnValue:
    """Write down help in a household."""
    form = HelpForm()
    if not form.validate() or not form.accepts(lambda: _write(form)):
        return _mine(form), 422
    flash(_("Written down. It counts once somebody else has confirmed it."), "ok")
    return web.updated(url_for(".list_my_helps"))


@staff.get("/helps/waiting")
@allow(Permission.CONFIRM_HELP)
def list_helps() -> ResponseReturnValue:
    """Show the help in one's area that waits for a word."""
    return _waiting()


@staff.post("/helps/<int:n>/confirm")
@allow(Permission.CONFIRM_HELP)
def confirm_help(n: int) -> ResponseReturnValue:
    """Confirm it."""
    one = queries.help_in_reach(current_user, n, clock.today())
    actions.confirm_help(one, by=current_user, now=clock.now())
    flash(_("Confirmed."), "ok")
    return web.updated(url_for(".list_helps"))


@staff.post("/helps/<int:n>/refuse")
@allow(Permission.CONFIRM_HELP)
def refuse_help(n: int) -> ResponseReturnValue:
    """Refuse it with a reason."""
    one, form = queries.help_in_reach(current_user, n, clock.today()), ReasonForm()
    if not form.validate():
        return _waiting({n: form}), 422
    actions.refuse_help(one, form.reason.data or "", by=current_user, now=clock.now())
    flash(_("Refused. The volunteer reads your reason."), "ok")
    return web.updated(url_for(".list_helps"))


def _write(form: HelpForm) -> None:
    actions.write_help(
        queries.volunteer_of(current_user),
        day=form.day.data or clock.today(),
        kind=HelpKind(form.kind.data),
        words=form.words.data or "",
        request_key=form.key.data or "",
        now=clock.now(),
    )


def _mine(form: HelpForm) -> str:
    rows = queries.helps_of(current_user)
    return render_template("staff/volunteers/helps.html", form=form, rows=rows, kinds=HELPS)


def _waiting(refused: dict[int, Any] | None = None) -> str:
    found, in_all = queries.helps_waiting(current_user, clock.today())
    rows = [
        (one, (refused or {}).get(one.id) or ReasonForm(formdata=None, prefix="")) for one in found
    ]
    more = in_all - len(found)
    return render_template("staff/volunteers/helps_waiting.html", rows=rows, more=more, kinds=HELPS)
