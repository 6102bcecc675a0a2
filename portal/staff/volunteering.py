"""A volunteer's own standing: the rules and one's agreement, rest and leave, what others see."""

from collections.abc import Sequence
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from portal import clock, web
from portal.access import Permission, allow, roles
from portal.accounts.queries import people_by_number
from portal.accounts.rules import Role
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.course_words import said
from portal.staff.volunteer_forms import LeaveForm, PauseForm, RelativeForm, ShownForm
from portal.training.models import Course
from portal.training.queries import may_do
from portal.training.rules import Task
from portal.volunteers import actions, queries
from portal.volunteers.models import Volunteer

TASKS = {
    Permission.REPORT_CASE: "report",
    Permission.LOG_PATROL: "patrol",
    Permission.VERIFY_CASE: "verify",
    Permission.LOG_HELP: None,
}


@staff.before_request
def only_when_open() -> BaseResponse | None:
    """Lead a volunteer who has not agreed, rests or has no such task to the page that says so."""
    view = current_app.view_functions.get(request.endpoint or "")
    wanted = getattr(view, "access", None)
    if wanted not in TASKS or roles() != {Role.VOLUNTEER}:
        return None
    one = queries.volunteer_of(current_user)
    is_active = queries.was_active_on(one.person_id, clock.today())
    is_given = TASKS[wanted] is None or TASKS[wanted] in one.tasks
    if not (one.agreed_at and is_active and is_given):
        return redirect(url_for("staff.show_volunteering"), 303)
    if lacking := _courses_before(TASKS[wanted]):
        names = "、".join(said(course.title, course.title_en) for course in lacking)
        flash(_("Before this task comes a course: %(courses)s.", courses=names), "warn")
        return redirect(url_for("staff.list_training"), 303)
    return None


def _courses_before(task: str | None) -> Sequence[Course]:
    """Return the courses that whoever is signed in must pass before a task."""
    if task is None:
        return ()
    return may_do(current_user, Task(task), clock.today()).lacking


@staff.get("/volunteering")
@allow(Permission.SEE_OWN_POINTS)
def show_volunteering() -> ResponseReturnValue:
    """Show the rules in words, whether one has agreed, and how one stands."""
    return _page()


@staff.post("/volunteering/agree")
@allow(Permission.SEE_OWN_POINTS)
def agree_to_rules() -> ResponseReturnValue:
    """Agree to the rules of today."""
    version = policy_on(clock.today()).version
    actions.agree(_mine(), version=version, now=clock.now())
    return _done(_("Thank you. Your tasks are open now."))


@staff.post("/volunteering/shown")
@allow(Permission.SEE_OWN_POINTS)
def choose_what_is_shown() -> ResponseReturnValue:
    """Give or take back the consent to be shown."""
    form = ShownForm()
    if not form.validate():
        return _page(shown=form), 422
    actions.choose_shown(_mine(), name=form.shows_name.data, stars=form.shows_stars.data)
    return _done(_("Kept. You can change it at any time."))


@staff.post("/volunteering/pause")
@allow(Permission.SEE_OWN_POINTS)
def pause_volunteering() -> ResponseReturnValue:
    """Rest for a while."""
    form = PauseForm()
    if not form.validate() or not form.accepts(lambda: pause(_mine(), form)):
        return _page(pausing=form), 422
    return _done(_("Noted. Rest well."))


@staff.post("/volunteering/resume")
@allow(Permission.SEE_OWN_POINTS)
def resume_volunteering() -> ResponseReturnValue:
    """Take it up again today."""
    actions.resume(_mine(), by=current_user, now=clock.now())
    return _done(_("Welcome back. From today on it counts again."))


@staff.post("/volunteering/leave")
@allow(Permission.SEE_OWN_POINTS)
def leave_volunteering() -> ResponseReturnValue:
    """Leave for good; what was done and earned stays."""
    form = LeaveForm()
    if not form.validate():
        return _page(leaving=form), 422
    actions.leave(_mine(), why=form.why.data or "", by=current_user, now=clock.now())
    flash(_("You have left. Thank you for all that you did."), "ok")
    return web.updated(url_for("staff.sign_in"))


@staff.get("/relatives")
@allow(Permission.SEE_OWN_PAGE)
def list_relatives() -> ResponseReturnValue:
    """Show whom one has declared to be a relative, and ask for more."""
    return _relatives(RelativeForm(formdata=None))


@staff.post("/relatives")
@allow(Permission.SEE_OWN_PAGE)
def declare_relative() -> ResponseReturnValue:
    """Declare a relative by their number."""
    form = RelativeForm()
    number = form.number.data or ""
    other = people_by_number([number]).get(number)
    if not form.validate() or not form.accepts(
        lambda: actions.declare_relative(current_user, other, now=clock.now())
    ):
        return _relatives(form), 422
    flash(_("Noted. Neither of you decides about the other."), "ok")
    return web.updated(url_for(".list_relatives"))


@staff.post("/relatives/<string:number>/take-back")
@allow(Permission.SEE_OWN_PAGE)
def take_back_relative(number: str) -> ResponseReturnValue:
    """Take back a relative whom one has declared by mistake."""
    other = people_by_number([number]).get(number)
    actions.take_back_relative(current_user, other, now=clock.now())
    flash(_("Taken back."), "ok")
    return web.updated(url_for(".list_relatives"))


def pause(one: Volunteer, form: PauseForm) -> None:
    """Let a volunteer rest as a form says."""
    actions.pause(
        one,
        from_on=form.from_on.data or clock.today(),
        until_on=form.until_on.data,
        why=form.why.data or "",
        by=current_user,
        now=clock.now(),
    )


def _mine() -> Volunteer:
    return queries.volunteer_of(current_user)


def _done(words: str) -> Response:
    flash(words, "ok")
    return web.updated(url_for("staff.show_volunteering"))


def _relatives(form: RelativeForm) -> str:
    return render_template(
        "staff/volunteers/relatives.html",
        form=form,
        said=queries.relatives_said_by(current_user),
        heard=queries.relatives_who_said(current_user),
    )


def _page(**forms: Any) -> str:
    one, today = _mine(), clock.today()
    return render_template(
        "staff/volunteers/mine.html",
        one=one,
        is_active=queries.was_active_on(one.person_id, today),
        policy=policy_on(today),
        history=queries.history_of(current_user),
        shown=forms.get("shown") or ShownForm(formdata=None, obj=one),
        pausing=forms.get("pausing") or PauseForm(formdata=None, data={"from_on": today}),
        leaving=forms.get("leaving") or LeaveForm(formdata=None),
    )
