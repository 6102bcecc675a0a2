"""A blind visit to a place: what is there is noted, one thing after the other, and handed in."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.queries import matters_for_staff
from portal.errors import N_, NotFound
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.supervision_field_forms import ProblemForm
from portal.staff.supervision_items import own_subject, sheet_page
from portal.supervision import actions, queries
from portal.supervision.queries import Subject
from portal.supervision.rules import FrameKind


@staff.post("/supervision/items/<int:n>/problems")
@allow(Permission.INSPECT)
def note_problem(n: int) -> ResponseReturnValue:
    """Note one problem that is there."""
    subject = _place(n)
    form = ProblemForm(matters=matters_for_staff(), policy=policy_on(clock.today()))

    def note() -> None:
        key, now = form.key.data or "", clock.now()
        given = {"request_key": key, "by": current_user, "now": now}
        actions.note_problem(subject, form.chosen, form.looked(), **given)

    if not form.validate() or not form.accepts(note):
        return sheet_page(subject, problem=form), 422
    flash(_("Noted. Go on, or hand in your list at the end."), "ok")
    return web.updated(url_for(".show_item", n=n, noted=_how_many(subject), _anchor="problems"))


@staff.post("/supervision/items/<int:n>/problems/<int:problem>/take-back")
@allow(Permission.INSPECT)
def take_problem_back(n: int, problem: int) -> ResponseReturnValue:
    """Take back what was noted by mistake."""
    going_on = queries.open_visit(_place(n).sampled)
    noted = [each for each in going_on.problems if each.id == problem] if going_on else []
    if not noted:
        raise NotFound(N_("No such problem, or the list of this place is handed in."))
    actions.take_back(noted[0], now=clock.now())
    flash(_("Taken back."), "ok")
    return web.updated(url_for(".show_item", n=n, taken=problem, _anchor="problems"))


def _place(n: int) -> Subject:
    subject = own_subject(n)
    if subject.frame is not FrameKind.PLACES:
        raise NotFound(N_("Problems are noted at places that are visited blind."))
    return subject


def _how_many(subject: Subject) -> int:
    """Count what is noted: each makes another address, so that a browser loads the page anew."""
    going_on = queries.open_visit(subject.sampled)
    return len(going_on.problems) if going_on else 0
