"""Signals for staff: what looks odd, with its evidence; a look is noted, and no point moves."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.i18n import _
from portal.rewards import actions, queries
from portal.rewards.models import FairSignal
from portal.staff import blueprint as staff
from portal.staff import signal_words
from portal.staff.point_forms import LookForm


@staff.get("/points/signals")
@allow(Permission.SEE_POINTS)
def list_signals() -> ResponseReturnValue:
    """List the signals in reach that nobody has looked at yet, or those that somebody has."""
    seen = request.args.get("seen") == "yes"
    after = request.args.get("after", type=int)
    page = queries.signals_in(_reach(), seen=seen, after=after)
    return render_template(
        "staff/points/signals.html",
        page=page,
        seen=seen,
        is_first=after is None,
        words=signal_words,
    )


@staff.get("/points/signals/<int:n>")
@allow(Permission.SEE_POINTS)
def show_signal(n: int) -> ResponseReturnValue:
    """Show a signal in reach with its evidence."""
    return _page(queries.signal_in_reach(_reach(), n), LookForm(formdata=None))


@staff.post("/points/signals/<int:n>/look")
@allow(Permission.DECIDE_POINTS)
def look_at_signal(n: int) -> ResponseReturnValue:
    """Note in words what a look at a signal showed."""
    signal, form = queries.signal_in_reach(_reach(), n), LookForm.from_request()

    def act() -> None:
        actions.look_at(signal, words=form.words.data or "", by=current_user, now=clock.now())

    if not form.validate() or not form.accepts(act):
        return _page(signal, form), 422
    flash(_("Noted. No point was changed by it."), "ok")
    return web.updated(url_for(".show_signal", n=n))


def _page(signal: FairSignal, form: LookForm) -> str:
    return render_template(
        "staff/points/signal.html",
        signal=signal,
        evidence=queries.evidence_of(signal, current_user, clock.today()),
        form=form,
        words=signal_words,
    )


def _reach() -> list[str]:
    return area_codes_of(current_user, clock.today())
