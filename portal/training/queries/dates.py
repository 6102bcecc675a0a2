"""Who is in date: every required course of a day passed; and what somebody may do without."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.db import db
from portal.training.models import Course, CourseResult
from portal.training.queries.courses import courses_in_force, is_in_force
from portal.training.rules import Task

FEW = 1000  # ids that one question may name; of more all are read, and picked out afterwards


@dataclass(frozen=True)
class MayDo:
    """Whether somebody may do a task, and if not, which courses they lack."""

    task: Task
    lacking: tuple[Course, ...]

    @property
    def is_open(self) -> bool:
        """Say whether they may."""
        return not self.lacking


def trained_on(person_ids: Collection[int], on: date) -> set[int]:
    """Return who of these has passed every course that is required on a day, in date.

    Where none is required everybody is trained.
    """
    needed = {course.line for course in required_on(on)}
    if not needed:
        return set(person_ids)
    held = _lines_held(person_ids, on)
    return {number for number in person_ids if needed <= held[number]}


def is_in_date(person: Person, on: date) -> bool:
    """Say whether somebody has passed every course that is required on a day, in date."""
    return person.id in trained_on([person.id], on)


def lacks(person: Person, on: date) -> list[Course]:
    """Return the required courses that somebody has not passed, or whose pass is over."""
    return lacking_by_person([person.id], on)[person.id]


def lacking_by_person(person_ids: Collection[int], on: date) -> dict[int, list[Course]]:
    """Return for each of these the required courses that they lack on a day."""
    held, needed = _lines_held(person_ids, on), required_on(on)
    return {
        number: [course for course in needed if course.line not in held[number]]
        for number in person_ids
    }


def may_do(person: Person, task: Task, on: date) -> MayDo:
    """Return whether somebody may do a task on a day, with the courses that they lack for it."""
    return next(each for each in _each_task(person, on) if each.task is task)


def tasks_open_to(person: Person, on: date) -> frozenset[Task]:
    """Return the tasks for which somebody has passed all that is asked for."""
    return frozenset(each.task for each in _each_task(person, on) if each.is_open)


def _each_task(person: Person, on: date) -> Iterator[MayDo]:
    held, courses = _lines_held([person.id], on)[person.id], courses_in_force(on)
    lacking = [course for course in courses if course.line not in held and _binds(course, on)]
    for task in Task:
        asked = (each for each in lacking if task in {needed.task for needed in each.tasks})
        yield MayDo(task, tuple(asked))


def _binds(course: Course, on: date) -> bool:
    """A course that is required from a later day asks nothing of anybody before it."""
    return course.required_from is None or course.required_from <= on


def required_on(on: date) -> Sequence[Course]:
    """Return the courses that everybody needs on a day."""
    return [each for each in courses_in_force(on) if each.required_from and _binds(each, on)]


def _lines_held(person_ids: Collection[int], on: date) -> defaultdict[int, set[str]]:
    """Return for each of these the courses, by line, for which a pass of theirs counts on a day.

    The same as `rules.counts`, said to the database.
    """
    taken = aliased(Course)
    counts = and_(
        CourseResult.passed.is_(True),
        CourseResult.day <= on,
        or_(CourseResult.valid_until.is_(None), CourseResult.valid_until >= on),
        taken.edition >= Course.counts_from,
    )
    rows = (
        select(CourseResult.person_id, Course.line)
        .join_from(Course, taken, taken.line == Course.line)
        .join(CourseResult, CourseResult.course_id == taken.id)
        .where(is_in_force(on), counts)
        .distinct()
    )
    if len(person_ids) <= FEW:
        rows = rows.where(CourseResult.person_id.in_(sorted(person_ids)))
    held: defaultdict[int, set[str]] = defaultdict(set)
    for number, line in db.session.execute(rows):
        held[number].add(line)
    return held
