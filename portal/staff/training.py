"""Taking courses: what there is for me, reading one, its quiz, my results and certificates."""

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.errors import N_, NotFound
from portal.forms import PortalForm
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff import course_words
from portal.staff.quiz_forms import answers_in, quiz_form
from portal.training import actions, queries
from portal.training.models import Course, CourseResult, Lesson
from portal.training.queries.results import PAGE
from portal.training.rules import may_renew, number_of

KEPT_SECONDS = 600


@staff.get("/training")
@allow(Permission.TAKE_COURSES)
def list_training() -> ResponseReturnValue:
    """Show the courses that are for me, the next meetings, and what I have passed."""
    today, policy = clock.today(), policy_on(clock.today())
    courses = queries.courses_to_take(current_user, today)
    passes = queries.passes_of(current_user, courses, today)
    ending = {n for n, each in passes.items() if _ends_soon(each, policy.renewal_days)}
    before = request.args.get("before", type=int)
    results = queries.results_of(current_user, before=before)
    return render_template(
        "staff/training/list.html",
        courses=courses,
        passes=passes,
        ending=ending,
        today=today,
        meetings=queries.coming_gatherings(current_user, clock.now(), today),
        results=results[:PAGE],
        is_first=before is None,
        next_key=results[PAGE - 1].id if len(results) > PAGE else None,
        words=course_words,
    )


@staff.get("/training/<string:course>")
@allow(Permission.TAKE_COURSES)
def show_course(course: str) -> ResponseReturnValue:
    """Show the steps of a course, one below the other, and the way to its quiz."""
    found, now = _course(course), clock.now()
    today = clock.day_of(now)
    policy = policy_on(today)
    return render_template(
        "staff/training/course.html",
        course=found,
        held=queries.passes_of(current_user, [found], today).get(found.id),
        why_not=actions.why_not_take(found, current_user, now=now, policy=policy),
        words=course_words,
    )


@staff.get("/training/<string:course>/steps/<int:n>/photo")
@allow(Permission.TAKE_COURSES)
def lesson_photo(course: str, n: int) -> Response:
    """Return the picture of a step."""
    return picture_of(queries.lesson_of(_course(course), n))


@staff.get("/training/<string:course>/quiz")
@allow(Permission.TAKE_COURSES)
def show_quiz(course: str) -> ResponseReturnValue:
    """Ask the questions of a course, or say why not now."""
    found = _course(course)
    return _quiz_page(found, quiz_form(found, formdata=None))


@staff.post("/training/<string:course>/quiz")
@allow(Permission.TAKE_COURSES)
def take_quiz(course: str) -> ResponseReturnValue:
    """Keep a try, and lead to what came of it."""
    found, now = _course(course), clock.now()
    form = quiz_form(found)
    if not form.validate():
        return _quiz_page(found, form), 422
    result = actions.take(
        found,
        answers_in(form, found),
        request_key=form["key"].data,
        by=current_user,
        now=now,
        policy=policy_on(clock.day_of(now)),
    )
    return web.updated(url_for(".show_result", n=result.id))


@staff.get("/training/results/<int:n>")
@allow(Permission.TAKE_COURSES)
def show_result(n: int) -> ResponseReturnValue:
    """Show one of my tries: passed, or which questions to look at again."""
    result, now = queries.own_result(current_user, n), clock.now()
    course, policy = result.course, policy_on(clock.day_of(now))
    wrong = [queries.question_of(course, int(each)) for each in result.wrong.split(",") if each]
    tries = queries.tries_on(current_user, course, clock.day_of(now))
    return render_template(
        "staff/training/result.html",
        result=result,
        course=course,
        number=number_of(result.day, result.id),
        wrong=wrong,
        steps={step.position: step for step in course.steps},
        left=max(0, policy.quiz_tries - tries),
        is_current=course.state == "published",
        words=course_words,
    )


@staff.get("/training/results/<int:n>/certificate.pdf")
@allow(Permission.TAKE_COURSES)
def result_certificate(n: int) -> ResponseReturnValue:
    """Give the certificate of one of my passes."""
    result = queries.own_result(current_user, n)
    base: str = current_app.config["SETTINGS"].base_url
    response = Response(actions.certificate_of(result, base_url=base), mimetype="application/pdf")
    name = f"{number_of(result.day, result.id)}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def picture_of(lesson: Lesson) -> Response:
    """Return the picture of a step, if it has one."""
    if not lesson.picture_key:
        raise NotFound(N_("There is no such photo."))
    response = web.photo(lesson.picture_key)
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def _course(code: str) -> Course:
    return queries.course_to_take(current_user, code, clock.today())


def _quiz_page(course: Course, form: PortalForm) -> str:
    now = clock.now()
    policy = policy_on(clock.day_of(now))
    return render_template(
        "staff/training/quiz.html",
        course=course,
        form=form,
        why_not=actions.why_not_take(course, current_user, now=now, policy=policy),
        left=policy.quiz_tries - queries.tries_on(current_user, course, clock.day_of(now)),
        words=course_words,
    )


def _ends_soon(held: CourseResult, renewal_days: int) -> bool:
    return may_renew(held.valid_until, clock.today(), renewal_days)
