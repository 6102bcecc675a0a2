"""What of a case everybody may see: its photos, one by one, and the story that is told of it."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.models import Case
from portal.cases.queries import case_in_reach
from portal.i18n import _
from portal.publicity import actions, queries
from portal.staff import blueprint as staff
from portal.staff.story_forms import ReasonForm, ReleasePhotoForm


@staff.get("/cases/<string:number>/publicity")
@allow(Permission.EDIT_STORIES)
def case_publicity(number: str) -> ResponseReturnValue:
    """Show the photos of a case, each with whether everybody may see it."""
    return _page(_case(number))


@staff.post("/cases/<string:number>/publicity/<int:n>/release")
@allow(Permission.RELEASE_STORIES)
def release_photo(number: str, n: int) -> ResponseReturnValue:
    """Let everybody see one photo, on the word of whoever looked at it."""
    case, form = _case(number), ReleasePhotoForm()
    photo = queries.photo_of(case, n)
    if not form.validate():
        return _page(case, wrong=n, form=form), 422
    actions.release_photo(photo, nobody_is_seen=True, by=current_user, now=clock.now())
    flash(_("Released. Everybody may see this photo from now on."), "ok")
    return web.updated(url_for(".case_publicity", number=number))


@staff.post("/cases/<string:number>/publicity/<int:n>/withdraw")
@allow(Permission.RELEASE_STORIES)
def withdraw_photo(number: str, n: int) -> ResponseReturnValue:
    """Take a photo back."""
    case, form = _case(number), ReasonForm()
    photo = queries.photo_of(case, n)
    if not form.validate():
        return _page(case, wrong=n, form=form), 422
    reason, now = form.reason.data or "", clock.now()
    actions.withdraw_photo(photo, reason=reason, by=current_user, now=now)
    flash(_("Taken back. Nobody finds this photo any more, in stories neither."), "ok")
    return web.updated(url_for(".case_publicity", number=number))


def _case(number: str) -> Case:
    return case_in_reach(current_user, number, clock.today())


def _page(
    case: Case, wrong: int | None = None, form: ReasonForm | ReleasePhotoForm | None = None
) -> str:
    return render_template(
        "staff/stories/case.html",
        case=case,
        photos=queries.photos_of(case),
        story=queries.story_of_case(case),
        wrong=wrong,
        form=form,
    )
