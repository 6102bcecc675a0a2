"""Whoever holds a pass is told before it ends, so that no task closes overnight."""

from datetime import datetime, timedelta

from portal import clock
from portal.db import db
from portal.messages import notify
from portal.training.models import CourseResult, PassReminder
from portal.training.queries import courses_in_force, passes_ending, passes_of


def remind_of_endings(days: int, most: int, *, now: datetime) -> int:
    """Tell holders of passes that end within so many days, each once; return how many passes.

    Who has renewed it already, or whose course is given no more, is not told.
    """
    today = clock.day_of(now)
    ending = passes_ending(today, today + timedelta(days=days), most)
    given = {course.line: course for course in courses_in_force(today)} if ending else {}
    for each in ending:
        course = given.get(each.course.line)
        if course and passes_of(each.person, [course], today).get(course.id) is each:
            _tell(each, course.title, now)
        db.session.add(PassReminder(result_id=each.id, at=now))
    db.session.flush()
    return len(ending)


def _tell(held: CourseResult, title: str, now: datetime) -> None:
    notify(held.person_id, "pass_ends", case_number="", facts=title, now=now)
