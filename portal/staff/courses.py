"""Making courses: the list, one as people would read it, what it says of itself."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.grids.models import Area
from portal.grids.queries import area_by_code, areas_within
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import course_words
from portal.staff.course_forms import CourseForm, PublishForm, ReasonForm, filled
from portal.training import actions, queries
from portal.training.models import Course
from portal.training.rules import CourseState, why_not_published


@staff.get("/courses")
@allow(Permission.KEEP_COURSES)
def list_courses() -> ResponseReturnValue:
    """List the courses of my area: drafts, those in force, the old ones."""
    courses = queries.courses_in_reach(current_user, clock.today())
    areas = {area.code: area for area in _areas()}
    return render_template(
        "staff/courses/list.html", courses=courses, areas=areas, words=course_words
    )


@staff.get("/courses/new")
@allow(Permission.KEEP_COURSES)
def new_course() -> ResponseReturnValue:
    """Ask what a new course is about."""
    return render_template("staff/courses/edit.html", form=CourseForm(_areas(), formdata=None))


@staff.post("/courses")
@allow(Permission.KEEP_COURSES)
def write_course() -> ResponseReturnValue:
    """Begin a course as a draft."""
    form, made = CourseForm(_areas()), list[Course]()

    def write() -> None:
        area = form.area.data or ""
        written = form.written()
        made.append(actions.write_course(area, written, by=current_user, now=clock.now()))

    if not form.validate() or not form.accepts(write):
        return render_template("staff/courses/edit.html", form=form), 422
    flash(_("Begun as a draft. Add its steps and its questions."), "ok")
    return web.updated(url_for(".show_kept_course", course=made[0].code))


@staff.get("/courses/<string:course>")
@allow(Permission.KEEP_COURSES)
def show_kept_course(course: str) -> ResponseReturnValue:
    """Show a course as people read it, with its key, and what may be done with it."""
    return course_page(kept_course(course))


@staff.get("/courses/<string:course>/edit")
@allow(Permission.KEEP_COURSES)
def edit_course(course: str) -> ResponseReturnValue:
    """Show what a draft says of itself, to be changed."""
    found = kept_course(course)
    return render_template(
        "staff/courses/edit.html", course=found, form=filled(found, _areas_of(found))
    )


@staff.post("/courses/<string:course>/change")
@allow(Permission.KEEP_COURSES)
def change_course(course: str) -> ResponseReturnValue:
    """Keep what was changed."""
    found = kept_course(course)
    form = CourseForm(_areas_of(found))
    if form.validate() and form.accepts(lambda: actions.change_course(found, form.written())):
        flash(_("Kept."), "ok")
        return web.updated(url_for(".show_kept_course", course=course))
    return render_template("staff/courses/edit.html", course=found, form=form), 422


def course_page(course: Course, reason: ReasonForm | None = None) -> str:
    """Return the page of a course for those who keep it."""
    passed, tries = queries.tally_of(course)
    before = queries.published_of_line(course.line)
    return render_template(
        "staff/courses/course.html",
        course=course,
        area=area_by_code(course.area_code),
        why_not=why_not_published(len(course.steps), actions.keys_of(course)),
        before=before if course.state is CourseState.DRAFT else None,
        draft=queries.draft_of_line(course.line),
        passed=passed,
        tries=tries,
        publish=PublishForm(formdata=None),
        reason=reason or ReasonForm(formdata=None),
        words=course_words,
    )


def kept_course(code: str) -> Course:
    """Return a course in reach of whoever is signed in."""
    return queries.course_in_reach(current_user, code, clock.today())


def _areas() -> list[Area]:
    return list(areas_within(area_codes_of(current_user, clock.today())))


def _areas_of(course: Course) -> list[Area]:
    """A course stays where it was begun."""
    area = area_by_code(course.area_code)
    return [area] if area else []
