"""Stories: the list by state, one as everybody would read it, writing and changing."""

from datetime import timedelta

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.queries import case_in_reach
from portal.i18n import _, _l
from portal.publicity import actions, queries
from portal.publicity.models import Story
from portal.publicity.rules import MOVES, StoryState, StoryStep, may_release
from portal.staff import blueprint as staff
from portal.staff.story_forms import ReasonForm, ReleaseForm, StoryForm, filled

STATES = {
    StoryState.WAITING: _l("Waiting for a second person"),
    StoryState.DRAFT: _l("Drafts"),
    StoryState.RELEASED: _l("Released"),
    StoryState.WITHDRAWN: _l("Withdrawn"),
}
STEPS = {
    StoryStep.WRITE: _l("Written"),
    StoryStep.HAND_IN: _l("Handed in"),
    StoryStep.SEND_BACK: _l("Sent back"),
    StoryStep.RELEASE: _l("Released"),
    StoryStep.WITHDRAW: _l("Withdrawn"),
}
DAYS_SHOWN = timedelta(days=13)


@staff.get("/stories")
@allow(Permission.EDIT_STORIES)
def list_stories() -> ResponseReturnValue:
    """List the stories of a state, those that wait for somebody first."""
    asked = request.args.get("state", "")
    state = StoryState(asked) if asked in set(StoryState) else StoryState.WAITING
    page = queries.list_stories(
        current_user, state, after_key=request.args.get("after"), on=clock.today()
    )
    views = queries.views_by_story(page.stories)
    return render_template(
        "staff/stories/list.html", page=page, states=STATES, state=state, views=views
    )


@staff.get("/cases/<string:number>/story")
@allow(Permission.EDIT_STORIES)
def new_story(number: str) -> ResponseReturnValue:
    """Ask for the words of a story, or say why this case is not told."""
    case = case_in_reach(current_user, number, clock.today())
    why_not, form = actions.why_not_told(case), StoryForm(case, formdata=None)
    return render_template("staff/stories/edit.html", case=case, form=form, why_not=why_not)


@staff.post("/cases/<string:number>/story")
@allow(Permission.EDIT_STORIES)
def write_story(number: str) -> ResponseReturnValue:
    """Keep a new story as a draft."""
    case = case_in_reach(current_user, number, clock.today())
    form, written = StoryForm(case), list[Story]()
    if form.validate() and form.accepts(
        lambda: written.append(
            actions.write_story(case, form.written(), by=current_user, now=clock.now())
        )
    ):
        flash(_("Kept as a draft. Look at it, then hand it in."), "ok")
        return web.updated(url_for(".show_story", story=written[0].code))
    return render_template("staff/stories/edit.html", case=case, form=form), 422


@staff.get("/stories/<string:story>")
@allow(Permission.EDIT_STORIES)
def show_story(story: str) -> ResponseReturnValue:
    """Show a story as everybody would read it, with what may be done with it."""
    return story_page(_story(story))


@staff.get("/stories/<string:story>/edit")
@allow(Permission.EDIT_STORIES)
def edit_story(story: str) -> ResponseReturnValue:
    """Show the words of a story in the form by which they are changed."""
    found = _story(story)
    form = filled(found)
    return render_template("staff/stories/edit.html", case=found.case, story=found, form=form)


@staff.post("/stories/<string:story>/change")
@allow(Permission.EDIT_STORIES)
def change_story(story: str) -> ResponseReturnValue:
    """Keep other words; whatever waited for a second person has to be handed in again."""
    found = _story(story)
    form, now = StoryForm(found.case), clock.now()
    if form.validate() and form.accepts(
        lambda: actions.change_story(
            found, form.written(), seen=form.seen.data or 0, by=current_user, now=now
        )
    ):
        flash(_("Kept as a draft. Look at it, then hand it in."), "ok")
        return web.updated(url_for(".show_story", story=story))
    return render_template("staff/stories/edit.html", case=found.case, story=found, form=form), 422


def story_page(story: Story, form: ReasonForm | None = None, step: str = "") -> str:
    """Return the page of a story; a form that was sent and cannot be kept stays as typed."""
    total, days = queries.views_of(story, clock.today() - DAYS_SHOWN)
    return render_template(
        "staff/stories/story.html",
        story=story,
        told=queries.as_told(story),
        states=STATES,
        steps=STEPS,
        possible={step for state, step in MOVES if state is story.state},
        is_own=not may_release(queries.writers_of(story), current_user.id),
        why_not=actions.why_not_told(story.case),
        release=ReleaseForm(formdata=None, data={"seen": story.version}),
        form=form or ReasonForm(formdata=None),
        wrong=step,
        total=total,
        days=days,
        most=max([day.views for day in days], default=0),
    )


def _story(code: str) -> Story:
    return queries.story_in_reach(current_user, code, clock.today())
