"""The views by which cases are joined, parted and split, and photos shown to residents."""

from functools import partial

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases import actions, queries
from portal.cases.models import Case
from portal.cases.rules import Step
from portal.i18n import _
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.cases import case_page
from portal.staff.forms import ShowPhotoForm
from portal.staff.merge_forms import MergeForm, SplitForm, UnmergeForm
from portal.staff.stepping import asked, said


@staff.post("/cases/<string:number>/merge")
@allow(Permission.DISPATCH_CASE)
def merge_case(number: str) -> ResponseReturnValue:
    """Join a case to another one of the same problem."""
    case, form = asked(number, MergeForm)
    if not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.merge,
        case,
        form.chosen_main(),
        note=form.note.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
    )
    return said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/unmerge")
@allow(Permission.DISPATCH_CASE)
def unmerge_case(number: str) -> ResponseReturnValue:
    """Part a case from the one that it was joined to."""
    case, form = asked(number, UnmergeForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.unmerge(
        case,
        note=form.note.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return said(case, form)


@staff.get("/cases/<string:number>/split")
@allow(Permission.HANDLE_CASE)
def show_split(number: str) -> ResponseReturnValue:
    """Ask into which parts a case is split; what that does stands before the button."""
    today = clock.today()
    case = queries.case_for_step(current_user, number, Step.SPLIT, seen=None, on=today)
    return _split_page(case, SplitForm(case, formdata=None))


@staff.post("/cases/<string:number>/split")
@allow(Permission.HANDLE_CASE)
def split_case(number: str) -> ResponseReturnValue:
    """Split a case into parts; or show the form again with a part more or less."""
    case, form = asked(number, SplitForm)
    if change := request.form.get("change"):
        form.add_part() if change == "more" else form.take_part()
        return _split_page(case, form)
    if not form.validate():
        return _split_page(case, form), 422
    act = partial(
        actions.split,
        case,
        form.asked(),
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return said(case, form) if form.accepts(act) else (_split_page(case, form), 422)


@staff.post("/cases/<string:number>/photos/<int:n>/show")
@allow(Permission.DISPATCH_CASE)
def show_photo(number: str, n: int) -> ResponseReturnValue:
    """Let residents see a photo that somebody has looked at, or take it from them again."""
    case = queries.case_in_reach(current_user, number, clock.today())
    photo, form = queries.photo_of(case, n), ShowPhotoForm.from_request()
    actions.show_photo(photo, is_shown=form.is_shown, by=current_user, now=clock.now())
    flash(_("Residents can see this photo.") if form.is_shown else _("Nobody outside sees it."))
    return web.updated(url_for(".show_case", number=number, _anchor="around"))


def _split_page(case: Case, form: SplitForm) -> str:
    policy = policy_on(clock.today())
    return render_template(
        "staff/cases/split.html", case=case, form=form, words=case_words, policy=policy
    )
