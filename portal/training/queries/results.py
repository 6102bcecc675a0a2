"""Tries and passes: one's own, those behind a certificate, and those that earn something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotFound
from portal.training.models import Course, CourseResult, PassReminder
from portal.training.rules import Held, counts

PAGE = 20


@dataclass(frozen=True)
class Pass:
    """A course that somebody has passed, as whoever gives something for it needs to know."""

    id: int
    person_id: int
    line: str  # of the course: the same for all its editions
    title: str
    title_en: str
    day: date


def passes_after(last_id: int, *, most: int = 500) -> list[Pass]:
    """Return the passes after the one with this number, in their order; none of them changes."""
    each = (CourseResult.id, CourseResult.person_id)
    rows = (
        select(*each, Course.line, Course.title, Course.title_en, CourseResult.day)
        .join(Course, Course.id == CourseResult.course_id)
        .where(CourseResult.id > last_id, CourseResult.passed.is_(True))
        .order_by(CourseResult.id)
        .limit(most)
    )
    return [Pass(*found) for found in db.session.execute(rows)]


def passes_of(person: Person, courses: Sequence[Course], on: date) -> dict[int, CourseResult]:
    """Return by course the pass of somebody that counts on a day: the one that lasts longest."""
    by_line = {course.line: course for course in courses}
    rows = select(CourseResult).join(Course, Course.id == CourseResult.course_id)
    rows = rows.where(CourseResult.person_id == person.id, CourseResult.passed.is_(True))
    rows = rows.where(Course.line.in_(by_line)).options(joinedload(CourseResult.course))
    found: dict[int, CourseResult] = {}
    for each in db.session.scalars(rows.order_by(CourseResult.id)):
        course = by_line[each.course.line]
        held = Held(each.course.edition, each.day, each.valid_until)
        if counts(held, course.counts_from, on):
            found[course.id] = max(found.get(course.id, each), each, key=_lasts)
    return found


def results_of(person: Person, *, before: int | None = None) -> Sequence[CourseResult]:
    """Return a page of somebody's tries and the first of the next, the newest first."""
    rows = select(CourseResult).where(CourseResult.person_id == person.id)
    if before is not None:
        rows = rows.where(CourseResult.id < before)
    rows = rows.options(joinedload(CourseResult.course), joinedload(CourseResult.gathering))
    return db.session.scalars(rows.order_by(CourseResult.id.desc()).limit(PAGE + 1)).all()


def passes_ending(first: date, last: date, most: int) -> Sequence[CourseResult]:
    """Return passes that end within these days and whose holders were not reminded yet."""
    is_reminded = exists().where(PassReminder.result_id == CourseResult.id)
    rows = select(CourseResult).where(CourseResult.valid_until.between(first, last), ~is_reminded)
    rows = rows.options(joinedload(CourseResult.course), joinedload(CourseResult.person))
    order = (CourseResult.valid_until, CourseResult.id)
    return db.session.scalars(rows.order_by(*order).limit(most)).all()


def own_result(person: Person, n: int) -> CourseResult:
    """Return one of somebody's own tries, with its course."""
    course = joinedload(CourseResult.course)
    rows = select(CourseResult).where(CourseResult.id == n, CourseResult.person_id == person.id)
    rows = rows.options(course.selectinload(Course.questions), course.selectinload(Course.steps))
    found = db.session.scalar(rows.options(selectinload(CourseResult.gathering)))
    if found is None:
        raise NotFound(N_("There is no such result, or it is not yours."))
    return found


def result_by_code(code: str) -> CourseResult:
    """Return the pass behind the code of a certificate."""
    rows = select(CourseResult).where(CourseResult.code == code, CourseResult.passed.is_(True))
    rows = rows.options(joinedload(CourseResult.course), joinedload(CourseResult.person))
    found = db.session.scalar(rows)
    if found is None:
        raise NotFound(N_("No certificate has this code. Compare it with the paper once more."))
    return found


def result_by_request(person: Person, key: str) -> CourseResult | None:
    """Return the try that a form has already become."""
    rows = select(CourseResult).where(CourseResult.person_id == person.id)
    return db.session.scalar(rows.where(CourseResult.request_key == key))


def tries_on(person: Person, course: Course, on: date) -> int:
    """Return how often somebody has tried a course on a day."""
    rows = select(func.count(CourseResult.id)).where(CourseResult.person_id == person.id)
    rows = rows.where(CourseResult.course_id == course.id, CourseResult.day == on)
    return db.session.scalar(rows) or 0


def tally_of(course: Course) -> tuple[int, int]:
    """Return how many people have passed an edition, and how many tries there were."""
    people = func.count(func.distinct(CourseResult.person_id)).filter(CourseResult.passed.is_(True))
    rows = select(people, func.count(CourseResult.id)).where(CourseResult.course_id == course.id)
    passed, tries = db.session.execute(rows).one()
    return passed, tries


def tries_by_person(course: Course, on: date) -> dict[int, int]:
    """Return how often each has tried a course on a day."""
    rows = select(CourseResult.person_id, func.count(CourseResult.id))
    rows = rows.where(CourseResult.course_id == course.id, CourseResult.day == on)
    found = db.session.execute(rows.group_by(CourseResult.person_id))
    return {row.person_id: row[1] for row in found}


def held_until(course: Course, on: date) -> dict[int, date | None]:
    """Return until when a pass of a course counts, for each whose pass counts on a day."""
    rows = (
        select(CourseResult.person_id, CourseResult.valid_until)
        .join(Course, Course.id == CourseResult.course_id)
        .where(Course.line == course.line, Course.edition >= course.counts_from)
        .where(CourseResult.passed.is_(True), CourseResult.day <= on)
        .where(or_(CourseResult.valid_until.is_(None), CourseResult.valid_until >= on))
    )
    found: dict[int, date | None] = {}
    for number, until in db.session.execute(rows):
        known = found.get(number, date.min)
        found[number] = until and known and max(until, known)
    return found


def _lasts(result: CourseResult) -> tuple[date, int]:
    return (result.valid_until or date.max, result.id)
