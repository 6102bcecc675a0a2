"""The steps and the questions of a draft: added, changed, moved, taken out."""

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import Permission, allow
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.course_forms import LessonForm, lesson_form, question_form, question_in
from portal.staff.courses import kept_course
from portal.staff.training import picture_of
from portal.training import actions
from portal.training.models import Course, Lesson, QuizQuestion
from portal.training.queries import lesson_of, question_of


@staff.get("/courses/<string:course>/steps/new")
@allow(Permission.KEEP_COURSES)
def new_lesson(course: str) -> ResponseReturnValue:
    """Ask for one more step."""
    return _lesson_page(kept_course(course), lesson_form(policy_on(clock.today()), None))


@staff.post("/courses/<string:course>/steps")
@allow(Permission.KEEP_COURSES)
def add_lesson(course: str) -> ResponseReturnValue:
    """Add a step at the end."""
    found, form = kept_course(course), LessonForm(policy=policy_on(clock.today()))
    if form.validate() and form.accepts(lambda: actions.keep_lesson(found, form.written())):
        flash(_("Step kept."), "ok")
        return _back(course)
    return _lesson_page(found, form), 422


@staff.get("/courses/<string:course>/steps/<int:n>")
@allow(Permission.KEEP_COURSES)
def edit_lesson(course: str, n: int) -> ResponseReturnValue:
    """Show a step, to be changed."""
    found = kept_course(course)
    return _lesson_page(found, lesson_form(policy_on(clock.today()), lesson_of(found, n)))


@staff.post("/courses/<string:course>/steps/<int:n>")
@allow(Permission.KEEP_COURSES)
def change_lesson(course: str, n: int) -> ResponseReturnValue:
    """Keep what was changed in a step."""
    found = kept_course(course)
    lesson = lesson_of(found, n)
    form = LessonForm(policy=policy_on(clock.today()), lesson=lesson)
    if form.validate() and form.accepts(
        lambda: actions.keep_lesson(found, form.written(), lesson=lesson)
    ):
        flash(_("Step kept."), "ok")
        return _back(course)
    return _lesson_page(found, form), 422


@staff.get("/courses/<string:course>/steps/<int:n>/photo")
@allow(Permission.KEEP_COURSES)
def kept_lesson_photo(course: str, n: int) -> Response:
    """Return the picture of a step of a course in reach."""
    return picture_of(lesson_of(kept_course(course), n))


@staff.post("/courses/<string:course>/steps/<int:n>/up")
@allow(Permission.KEEP_COURSES)
def move_lesson_up(course: str, n: int) -> ResponseReturnValue:
    """Put a step before the one before it."""
    found = kept_course(course)
    actions.move_up(found, lesson_of(found, n))
    return _back(course)


@staff.post("/courses/<string:course>/steps/<int:n>/remove")
@allow(Permission.KEEP_COURSES)
def remove_lesson(course: str, n: int) -> ResponseReturnValue:
    """Take a step out."""
    found = kept_course(course)
    actions.remove_part(found, lesson_of(found, n))
    flash(_("Taken out."), "ok")
    return _back(course)


@staff.get("/courses/<string:course>/questions/new")
@allow(Permission.KEEP_COURSES)
def new_question(course: str) -> ResponseReturnValue:
    """Ask for one more question."""
    found = kept_course(course)
    return _question_page(found, question_form(found, formdata=None))


@staff.post("/courses/<string:course>/questions")
@allow(Permission.KEEP_COURSES)
def add_question(course: str) -> ResponseReturnValue:
    """Add a question at the end."""
    found = kept_course(course)
    form = question_form(found)
    if form.validate() and form.accepts(lambda: actions.keep_question(found, question_in(form))):
        flash(_("Question kept."), "ok")
        return _back(course)
    return _question_page(found, form), 422


@staff.get("/courses/<string:course>/questions/<int:n>")
@allow(Permission.KEEP_COURSES)
def edit_question(course: str, n: int) -> ResponseReturnValue:
    """Show a question, to be changed."""
    found = kept_course(course)
    question = question_of(found, n)
    return _question_page(found, question_form(found, question, formdata=None), question)


@staff.post("/courses/<string:course>/questions/<int:n>")
@allow(Permission.KEEP_COURSES)
def change_question(course: str, n: int) -> ResponseReturnValue:
    """Keep what was changed in a question."""
    found = kept_course(course)
    question = question_of(found, n)
    form = question_form(found)
    if form.validate() and form.accepts(
        lambda: actions.keep_question(found, question_in(form), question=question)
    ):
        flash(_("Question kept."), "ok")
        return _back(course)
    return _question_page(found, form, question), 422


@staff.post("/courses/<string:course>/questions/<int:n>/up")
@allow(Permission.KEEP_COURSES)
def move_question_up(course: str, n: int) -> ResponseReturnValue:
    """Put a question before the one before it."""
    found = kept_course(course)
    actions.move_up(found, question_of(found, n))
    return _back(course)


@staff.post("/courses/<string:course>/questions/<int:n>/remove")
@allow(Permission.KEEP_COURSES)
def remove_question(course: str, n: int) -> ResponseReturnValue:
    """Take a question out."""
    found = kept_course(course)
    actions.remove_part(found, question_of(found, n))
    flash(_("Taken out."), "ok")
    return _back(course)


def _lesson_page(course: Course, form: LessonForm) -> str:
    lesson: Lesson | None = form.lesson
    return render_template("staff/courses/step.html", course=course, lesson=lesson, form=form)


def _question_page(course: Course, form: object, question: QuizQuestion | None = None) -> str:
    return render_template(
        "staff/courses/question.html", course=course, question=question, form=form
    )


def _back(code: str) -> ResponseReturnValue:
    return web.updated(url_for(".show_kept_course", course=code))
