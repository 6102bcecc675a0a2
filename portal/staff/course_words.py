"""What training is called on pages."""

from collections.abc import Iterable

from portal.i18n import _, _l, language
from portal.training.models import Course
from portal.training.rules import CourseState, Task

STATES = {
    CourseState.DRAFT: _l("Course draft"),
    CourseState.PUBLISHED: _l("Published"),
    CourseState.RETIRED: _l("Retired"),
}
TONES = {
    CourseState.DRAFT: ("pencil", "warn"),
    CourseState.PUBLISHED: ("check", "ok"),
    CourseState.RETIRED: ("ban", ""),
}
TASKS = {
    Task.REPORT: _l("Reporting problems"),
    Task.PATROL: _l("Patrols"),
    Task.VERIFY: _l("Verifying repairs"),
}


def tasks_of(course: Course) -> str:
    """Return the tasks that need a course, in words."""
    return str(_(", ")).join(str(TASKS[each.task]) for each in course.tasks)


def titles_of(courses: Iterable[Course]) -> str:
    """Return the titles of some courses, in words."""
    return str(_(", ")).join(said(each.title, each.title_en) for each in courses)


def said(words: str, words_en: str) -> str:
    """Return words in the page's language, or in Chinese where nobody has translated them."""
    return words_en if language() == "en" and words_en else words
