"""What is done with a course: published, followed by a new edition, given up."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.course_forms import PublishForm, ReasonForm
from portal.staff.courses import course_page, kept_course
from portal.training import actions


@staff.post("/courses/<string:course>/publish")
@allow(Permission.KEEP_COURSES)
def publish_course(course: str) -> ResponseReturnValue:
    """Let people take it."""
    found, form = kept_course(course), PublishForm()
    asks_again = form.validate() and form.asks_again.data
    actions.publish(found, asks_again=asks_again, by=current_user, now=clock.now())
    flash(_("Published. People find it under training from now on."), "ok")
    return web.updated(url_for(".show_kept_course", course=course))


@staff.post("/courses/<string:course>/retire")
@allow(Permission.KEEP_COURSES)
def retire_course(course: str) -> ResponseReturnValue:
    """Give it up, with a reason."""
    found, form = kept_course(course), ReasonForm()
    if not form.validate():
        return course_page(found, form), 422
    actions.retire(found, reason=form.reason.data or "", now=clock.now())
    flash(_("Given up. What was passed can still be read."), "ok")
    return web.updated(url_for(".show_kept_course", course=course))


@staff.post("/courses/<string:course>/new-edition")
@allow(Permission.KEEP_COURSES)
def new_course_edition(course: str) -> ResponseReturnValue:
    """Begin a new edition that says the same, to be changed."""
    draft = actions.new_edition(kept_course(course), by=current_user, now=clock.now())
    flash(_("This is the new edition, as a draft. The old one stays until you publish it."), "ok")
    return web.updated(url_for(".show_kept_course", course=draft.code))
