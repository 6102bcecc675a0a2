"""Findings for the units: what is held against them, to rebut, to accept, to put right."""

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.errors import N_, NotFound
from portal.forms import PortalForm
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import supervision_finding_words
from portal.staff.supervision_finding_forms import FindingWordsForm
from portal.supervision import actions, queries
from portal.supervision.models import Finding


@staff.get("/supervision/held")
@allow(Permission.ANSWER_FINDINGS)
def list_held() -> ResponseReturnValue:
    """List what a supervision team holds against my unit, the newest first."""
    before = request.args.get("before", type=int)
    return render_template(
        "staff/supervision/held.html",
        page=queries.held_against(current_user, clock.today(), before=before),
        is_first=before is None,
        words=supervision_finding_words,
        today=clock.today(),
    )


@staff.get("/supervision/held/<int:n>")
@allow(Permission.ANSWER_FINDINGS)
def show_held(n: int) -> ResponseReturnValue:
    """Show a finding against my unit: what was seen, what was said, what is to be done."""
    return _page(_finding(n))


@staff.get("/supervision/held/<int:n>/photos/<int:photo>")
@allow(Permission.ANSWER_FINDINGS)
def held_photo(n: int, photo: int) -> ResponseReturnValue:
    """Return a photo that the team took of what is held against my unit."""
    visit = queries.visit_of(_finding(n).sampled)
    if visit is None:
        raise NotFound(N_("That photo is not part of this visit."))
    response = web.photo(queries.photo_of_visit(visit, photo).key)
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@staff.post("/supervision/held/<int:n>/rebut")
@allow(Permission.ANSWER_FINDINGS)
def rebut_finding(n: int) -> ResponseReturnValue:
    """Rebut a finding in words."""
    finding, form = _finding(n), FindingWordsForm.from_request(prefix="rebut")

    def act() -> None:
        actions.rebut(finding, words=form.words.data or "", by=current_user, now=clock.now())

    return _done(finding, "rebut", form, act, _("Sent. The lead of the team decides."))


@staff.post("/supervision/held/<int:n>/accept")
@allow(Permission.ANSWER_FINDINGS)
def accept_finding(n: int) -> ResponseReturnValue:
    """Say that a finding is right: the order comes at once."""
    finding, form = _finding(n), PortalForm.from_request()

    def act() -> None:
        actions.accept(finding, by=current_user, now=clock.now())

    return _done(finding, "accept", form, act, _("Accepted. The order stands below."))


@staff.post("/supervision/held/<int:n>/mend")
@allow(Permission.ANSWER_FINDINGS)
def mend_found(n: int) -> ResponseReturnValue:
    """Say that it is put right."""
    finding, form = _finding(n), FindingWordsForm.from_request(prefix="mend")
    order = queries.order_of(finding.sampled)

    def act() -> None:
        actions.mend(order, words=form.words.data or "", by=current_user, now=clock.now())

    return _done(finding, "mend", form, act, _("Said. Somebody else of the team looks again."))


@staff.post("/supervision/held/<int:n>/write")
@allow(Permission.ANSWER_FINDINGS)
def write_to_team(n: int) -> ResponseReturnValue:
    """Write to the team below an order."""
    finding, form = _finding(n), FindingWordsForm.from_request(prefix="write")
    order = queries.order_of(finding.sampled)

    def act() -> None:
        words, now = form.words.data or "", clock.now()
        actions.write(order, words=words, is_from_unit=True, by=current_user, now=now)

    return _done(finding, "write", form, act, _("Sent. The team is told."))


def _finding(n: int) -> Finding:
    return queries.finding_in_reach(current_user, n, clock.today())


def _page(finding: Finding, **sent: Any) -> str:
    forms: dict[str, Any] = {
        name: FindingWordsForm(formdata=None, prefix=name) for name in ("rebut", "mend", "write")
    }
    return render_template(
        "staff/supervision/held_one.html",
        finding=finding,
        sampled=finding.sampled,
        case=queries.case_of(finding.sampled),
        visit=queries.visit_of(finding.sampled),
        forms=forms | {"accept": PortalForm(formdata=None)} | sent,
        today=clock.today(),
        words=supervision_finding_words,
    )


def _done(
    finding: Finding, name: str, form: PortalForm, act: Callable[[], None], said: str
) -> ResponseReturnValue:
    """Do it and look at the finding; or show the form as it was sent, with what to mend."""
    if not form.validate() or not form.accepts(act):
        return _page(finding, **{name: form}), 422
    flash(said, "ok")
    return web.updated(url_for(".show_held", n=finding.id))
