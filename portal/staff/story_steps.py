"""What is done with a story: handed in, sent back, released by somebody else, taken back."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.i18n import _
from portal.publicity import actions, queries
from portal.publicity.models import Story
from portal.staff import blueprint as staff
from portal.staff.stories import story_page
from portal.staff.story_forms import ReasonForm, ReleaseForm


@staff.post("/stories/<string:story>/hand-in")
@allow(Permission.EDIT_STORIES)
def hand_in_story(story: str) -> ResponseReturnValue:
    """Ask for a second person."""
    actions.hand_in(_story(story), by=current_user, now=clock.now())
    flash(_("Handed in. Somebody who has not written it looks at it now."), "ok")
    return _back(story)


@staff.post("/stories/<string:story>/send-back")
@allow(Permission.RELEASE_STORIES)
def send_back_story(story: str) -> ResponseReturnValue:
    """Do not release it as it is."""
    found, form = _story(story), ReasonForm()
    if not form.validate():
        return story_page(found, form, "send_back"), 422
    reason = form.reason.data or ""
    actions.send_back(found, reason=reason, by=current_user, now=clock.now())
    flash(_("Sent back. Your reason stands in its history."), "ok")
    return _back(story)


@staff.post("/stories/<string:story>/release")
@allow(Permission.RELEASE_STORIES)
def release_story(story: str) -> ResponseReturnValue:
    """Show it to everybody."""
    found, form = _story(story), ReleaseForm()
    seen = (form.seen.data if form.validate() else None) or 0
    actions.release_story(found, seen=seen, by=current_user, now=clock.now())
    flash(_("Released. Everybody reads it from now on."), "ok")
    return _back(story)


@staff.post("/stories/<string:story>/withdraw")
@allow(Permission.RELEASE_STORIES)
def withdraw_story(story: str) -> ResponseReturnValue:
    """Take it back."""
    found, form = _story(story), ReasonForm()
    if not form.validate():
        return story_page(found, form, "withdraw"), 422
    reason = form.reason.data or ""
    actions.withdraw_story(found, reason=reason, by=current_user, now=clock.now())
    flash(_("Withdrawn. Nobody finds it any more."), "ok")
    return _back(story)


def _story(code: str) -> Story:
    return queries.story_in_reach(current_user, code, clock.today())


def _back(code: str) -> ResponseReturnValue:
    return web.updated(url_for(".show_story", story=code))
