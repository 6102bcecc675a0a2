"""Cases left out of what was due: one person asks with a reason, another decides."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.assessment import actions, queries
from portal.assessment.models import Exclusion
from portal.cases.models import Case
from portal.cases.queries import case_in_reach
from portal.errors import N_, NotAcceptable, NotFound
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.period_forms import ExclusionForm, VerdictForm


@staff.get("/exclusions")
@allow(Permission.SEE_FIGURES)
def list_exclusions() -> ResponseReturnValue:
    """List what was asked to be left out, what waits first."""
    return _list(ExclusionForm(formdata=None))


@staff.post("/exclusions")
@allow(Permission.ASSESS)
def ask_exclusion() -> ResponseReturnValue:
    """Ask to leave a case out."""
    form = ExclusionForm.from_request()

    def act() -> None:
        actions.ask_exclusion(
            _case_of(form.number.data or ""),
            reason=form.words.data or "",
            by=current_user,
            now=clock.now(),
        )

    if not form.validate() or not form.accepts(act):
        return _list(form), 422
    flash(_("Asked. The case counts until somebody else has granted it."), "ok")
    return web.updated(url_for(".list_exclusions"))


@staff.get("/exclusions/<int:n>")
@allow(Permission.DECIDE_OBJECTIONS)
def show_exclusion(n: int) -> ResponseReturnValue:
    """Show what was asked, to decide on it."""
    return _one(queries.exclusion_numbered(n), _verdict_form(formdata=None))


@staff.post("/exclusions/<int:n>")
@allow(Permission.DECIDE_OBJECTIONS)
def decide_exclusion(n: int) -> ResponseReturnValue:
    """Grant or refuse it in words."""
    exclusion, form = queries.exclusion_numbered(n), _verdict_form()

    def act() -> None:
        actions.decide_exclusion(
            exclusion,
            is_granted=form.verdict.data == "yes",
            words=form.words.data or "",
            by=current_user,
            now=clock.now(),
        )

    if not form.validate() or not form.accepts(act):
        return _one(exclusion, form), 422
    flash(_("Decided. The figures of its month are counted anew."), "ok")
    return web.updated(url_for(".list_exclusions"))


def _list(form: ExclusionForm) -> str:
    return render_template(
        "staff/periods/exclusions.html", form=form, exclusions=queries.newest_exclusions()
    )


def _one(exclusion: Exclusion, form: VerdictForm) -> str:
    return render_template("staff/periods/exclusion.html", exclusion=exclusion, form=form)


def _case_of(number: str) -> Case:
    try:
        return case_in_reach(current_user, number.upper(), clock.today())
    except NotFound:
        raise NotAcceptable(
            N_("There is no case with this number. Compare it with the case's page.")
        ) from None


def _verdict_form(**given: None) -> VerdictForm:
    form = VerdictForm(**given)
    form.verdict.choices = [
        ("yes", _("Leave the case out, and say so")),
        ("no", _("The case counts like every other one")),
    ]
    return form
