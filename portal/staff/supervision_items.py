"""An inspector's worksheets: what is to be looked at, one after the other, also without a line."""

from base64 import b64encode
from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, files, web
from portal.access import Permission, allow
from portal.cases.queries import matters_for_staff
from portal.i18n import _
from portal.offline import Keep, kept_offline, may_keep
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff import patrol_words, supervision_field_words
from portal.staff.supervision_field_forms import (
    CouldNotForm,
    LookForm,
    ProblemForm,
    SheetForm,
    sheet_form,
)
from portal.supervision import actions, queries
from portal.supervision.queries import FirstPhoto, Subject
from portal.supervision.rules import FrameKind, VisitState

MOST_KEPT = 20  # worksheets that a phone fetches beforehand: more than a day's work


@staff.get("/supervision/items")
@allow(Permission.INSPECT)
@kept_offline(Keep.DAY)
def list_items() -> ResponseReturnValue:
    """Show what is mine to look at, each time the nearest next."""
    way = queries.way_through(queries.subjects_of(queries.items_to_visit(current_user)))
    return render_template(
        "staff/supervision/items.html",
        way=way,
        kept_too=[subject for subject, _leg in way if not subject.is_private][:MOST_KEPT],
        words=supervision_field_words,
    )


@staff.get("/supervision/items/<int:n>")
@allow(Permission.INSPECT)
def show_item(n: int) -> ResponseReturnValue:
    """Show one worksheet: nothing that was claimed, decided or done after the report."""
    subject = own_subject(n)
    if not subject.is_private:
        may_keep(Keep.DAY)
    return sheet_page(subject)


@staff.post("/supervision/items/<int:n>/look")
@allow(Permission.INSPECT)
def keep_look(n: int) -> ResponseReturnValue:
    """Keep what a look has shown."""
    subject = own_subject(n)
    form = _sheet(subject)

    def keep() -> None:
        actions.keep_visit(subject, form.looked(), form.answers(), **_sent(form))

    if not form.validate() or not form.accepts(keep):
        return sheet_page(subject, sheet=form), 422
    flash(_("Kept. Thank you."), "ok")
    return web.updated(url_for(".list_items"))


@staff.post("/supervision/items/<int:n>/could-not")
@allow(Permission.INSPECT)
def could_not_look(n: int) -> ResponseReturnValue:
    """Keep that it could not be looked at, and why."""
    subject = own_subject(n)
    policy = policy_on(clock.today())
    form = CouldNotForm(policy=policy)

    def keep() -> None:
        reason = form.why()
        actions.could_not_check(subject, form.looked(), reason, policy=policy, **_sent(form))

    if not form.validate() or not form.accepts(keep):
        return sheet_page(subject, could_not=form), 422
    flash(_what_follows(subject), "ok")
    return web.updated(url_for(".list_items"))


@staff.get("/supervision/items/<int:n>/photos/<int:photo>")
@allow(Permission.INSPECT)
def show_first_photo(n: int, photo: int) -> ResponseReturnValue:
    """Return a photo that came with the report; of later ones there is none here."""
    response = web.photo(queries.first_photo(own_subject(n), photo).key)
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def sheet_page(
    subject: Subject,
    *,
    sheet: SheetForm | None = None,
    could_not: CouldNotForm | None = None,
    problem: ProblemForm | None = None,
) -> str:
    """Return the page of a worksheet; forms that were not sent begin empty."""
    policy = policy_on(clock.today())
    going_on = queries.open_visit(subject.sampled)
    is_blind = subject.frame is FrameKind.PLACES
    if is_blind and problem is None:
        problem = ProblemForm(matters=matters_for_staff(), policy=policy, formdata=None)
    return render_template(
        "staff/supervision/item.html",
        subject=subject,
        photos=[(photo, _within(photo)) for photo in queries.first_photos(subject)],
        sheet=sheet or _sheet(subject, formdata=None),
        could_not=could_not or CouldNotForm(policy=policy, formdata=None),
        problem_form=problem,
        problems=going_on.problems if going_on else [],
        is_to_visit=subject.sampled.state is VisitState.TO_VISIT,
        policy=policy,
        words=supervision_field_words,
        place_words=patrol_words,
    )


def own_subject(n: int) -> Subject:
    """Return something that is mine to look at."""
    return queries.subjects_of([queries.own_item(current_user, n)])[0]


def _within(photo: FirstPhoto) -> str:
    """Return a small photo as an address that holds it: it is there also without a line."""
    return f"data:image/jpeg;base64,{b64encode(files.read_small(photo.key)).decode()}"


def _sheet(subject: Subject, **given: Any) -> SheetForm:
    asked = queries.questions_for(subject)
    needs_photo = subject.frame is FrameKind.CLOSED_CASES and not subject.is_private
    return sheet_form(asked, needs_photo=needs_photo, policy=policy_on(clock.today()), **given)


def _sent(form: LookForm) -> dict[str, Any]:
    return {"request_key": form.key.data or "", "by": current_user, "now": clock.now()}


def _what_follows(subject: Subject) -> str:
    """Say what becomes of something that could not be looked at."""
    if subject.sampled.state is VisitState.TO_VISIT:
        return str(_("Kept. Try it again on another day: it stays on your list."))
    if subject.sampled.is_priority:
        return str(_("Kept with its reason. It was not drawn, so nothing stands in for it."))
    if queries.replacement_of(subject.sampled):
        return str(_("Kept with its reason. The next ticket of the draw stands in its place."))
    return str(_("Kept with its reason. The draw has no further ticket here, which is shown."))
