"""Courses: those that somebody may take, and those in reach of whoever makes them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, case, false, or_, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Person
from portal.accounts.queries import area_codes_of
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.queries import lies_in
from portal.training.models import Course, Lesson, QuizQuestion
from portal.training.rules import CourseState

DIGITS = (6, 9, 12)  # the lengths of an area's code
FIRST = (CourseState.DRAFT, CourseState.PUBLISHED, CourseState.RETIRED)


def courses_to_take(person: Person, on: date) -> Sequence[Course]:
    """Return the published courses of the areas in which somebody works, needed ones first."""
    rows = select(Course).where(Course.state == CourseState.PUBLISHED, _for_people_of(person, on))
    rows = rows.options(selectinload(Course.tasks))
    return db.session.scalars(rows.order_by(Course.required_from.is_(None), Course.id)).all()


def course_to_take(person: Person, code: str, on: date) -> Course:
    """Return a published course that is for somebody, whole."""
    rows = _whole().where(Course.code == code, Course.state == CourseState.PUBLISHED)
    return _found(rows.where(_for_people_of(person, on)))


def courses_in_reach(person: Person, on: date) -> Sequence[Course]:
    """Return the courses that somebody keeps: drafts first, then those in force, then the old."""
    order = case({state.value: n for n, state in enumerate(FIRST)}, value=Course.state)
    rows = select(Course).where(_in_reach(person, on)).options(selectinload(Course.tasks))
    return db.session.scalars(rows.order_by(order, Course.id.desc())).all()


def course_in_reach(person: Person, code: str, on: date) -> Course:
    """Return a course that somebody keeps, whole, whatever its state."""
    return _found(_whole().where(Course.code == code, _in_reach(person, on)))


def courses_in_force(on: date) -> Sequence[Course]:
    """Return each course that is in force on a day, once: its edition of that day."""
    rows = select(Course).where(is_in_force(on)).options(selectinload(Course.tasks))
    return db.session.scalars(rows.order_by(Course.id)).all()


def is_in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that an edition is the one in force on a day."""
    is_over = Course.ended_on.is_(None) | (Course.ended_on > on)
    return (Course.published_on <= on) & is_over


def published_of_line(line: str) -> Course | None:
    """Return the edition of a line that is published now."""
    rows = select(Course).where(Course.line == line, Course.state == CourseState.PUBLISHED)
    return db.session.scalar(rows)


def draft_of_line(line: str) -> Course | None:
    """Return the edition of a line that is being written."""
    rows = select(Course).where(Course.line == line, Course.state == CourseState.DRAFT)
    return db.session.scalar(rows)


def lesson_of(course: Course, n: int) -> Lesson:
    """Return a step of a course by its place."""
    found = next((step for step in course.steps if step.position == n), None)
    if found is None:
        raise NotFound(N_("There is no such step."))
    return found


def question_of(course: Course, n: int) -> QuizQuestion:
    """Return a question of a course by its place."""
    found = next((each for each in course.questions if each.position == n), None)
    if found is None:
        raise NotFound(N_("There is no such question."))
    return found


def area_of(person: Person, on: date) -> str:
    """Return the widest area for which somebody keeps courses."""
    return min(area_codes_of(person, on), key=len)


def _for_people_of(person: Person, on: date) -> ColumnElement[bool]:
    """Courses of the areas around somebody's, and of those inside."""
    codes = area_codes_of(person, on)
    around = {code[:digits] for code in codes for digits in DIGITS if len(code) >= digits}
    return or_(Course.area_code.in_(sorted(around)), _inside(codes))


def _in_reach(person: Person, on: date) -> ColumnElement[bool]:
    return _inside(area_codes_of(person, on))


def _inside(codes: Collection[str]) -> ColumnElement[bool]:
    return or_(false(), *(lies_in(Course.area_code, code) for code in codes))


def _whole() -> Select[Course]:
    parts = (Course.tasks, Course.steps, Course.questions)
    return select(Course).options(*(selectinload(part) for part in parts))


def _found(rows: Select[Course]) -> Course:
    course = db.session.scalar(rows)
    if course is None:
        raise NotFound(N_("No such course, or it is not for you. Choose one from the list."))
    return course
