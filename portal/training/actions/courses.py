"""Courses are written, published, replaced by a new edition, and given up."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.grids.rules import DISTRICT
from portal.training.models import Course, CourseTask, Lesson, QuizChoice, QuizQuestion
from portal.training.queries import draft_of_line, published_of_line
from portal.training.rules import (
    LONGEST_NAME,
    LONGEST_WORDS,
    Asked,
    CourseState,
    CourseStep,
    Task,
    after,
    tidy,
    why_not_published,
)

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 6


@dataclass(frozen=True)
class Written:
    """What a course is called and says of itself, and who needs it."""

    title: str
    words: str
    title_en: str = ""
    words_en: str = ""
    required_from: date | None = None
    valid_months: int | None = None
    pass_percent: int = 80
    tasks: frozenset[Task] = frozenset()


def write_course(area_code: str, written: Written, *, by: Person, now: datetime) -> Course:
    """Begin a course for the people of an area."""
    code = new_code()
    course = Course(
        code=code,
        line=code,
        edition=1,
        counts_from=1,
        area_code=area_code,
        state=CourseState.DRAFT,
        made_at=now,
        made_by=by,
    )
    _fill(course, written)
    db.session.add(course)
    db.session.flush()
    return course


def change_course(course: Course, written: Written) -> None:
    """Change what a draft says of itself."""
    course.state = after(course.state, CourseStep.WRITE)
    _fill(course, written)
    db.session.flush()


def publish(course: Course, *, asks_again: bool, by: Person, now: datetime) -> None:
    """Let people take a course; the edition before it ends on this day.

    Who has passed an earlier edition need not take this one, unless it asks everybody again.
    """
    state = after(course.state, CourseStep.PUBLISH)
    if why_not := why_not_published(len(course.steps), keys_of(course)):
        raise NotAllowedNow(why_not)
    today = clock.day_of(now)
    if before := published_of_line(course.line):
        before.state, before.ended_on = after(before.state, CourseStep.RETIRE), today
        course.counts_from = before.counts_from
        db.session.flush()  # one edition of a course is published at a time
    if asks_again:
        course.counts_from = course.edition
    course.state, course.published_on, course.published_by = state, today, by
    db.session.flush()


def retire(course: Course, *, reason: str, now: datetime) -> None:
    """Give a course up, with a reason; what was passed can still be read."""
    state = after(course.state, CourseStep.RETIRE)
    if not (said := tidy(reason)):
        raise NotAcceptable(N_("Say why."))
    course.state, course.reason = state, said
    if course.published_on:
        course.ended_on = clock.day_of(now)
    db.session.flush()


def new_edition(course: Course, *, by: Person, now: datetime) -> Course:
    """Return a draft that says what a course says, to be changed; the one there is, if any."""
    if known := draft_of_line(course.line):
        return known
    if course.state is not CourseState.PUBLISHED:
        raise NotAllowedNow(N_("A new edition follows the one that is published."))
    draft = write_course(course.area_code, _said_by(course), by=by, now=now)
    draft.line, draft.edition = course.line, course.edition + 1
    draft.counts_from = course.counts_from
    draft.steps = [_copied(step) for step in course.steps]
    draft.questions = [_asked_again(question) for question in course.questions]
    db.session.flush()
    return draft


def keys_of(course: Course) -> list[Asked]:
    """Return the key of a course's quiz, question by question."""
    return [Asked(tuple(one.is_right for one in each.choices)) for each in course.questions]


def new_code() -> str:
    """Return a short code for an address."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _fill(course: Course, written: Written) -> None:
    title, title_en = one_line(written.title), one_line(written.title_en)
    words, words_en = tidy(written.words), tidy(written.words_en)
    refuse_without(title, words, N_("A course needs a title and words in Chinese."))
    refuse_too_long((title, title_en), (words, words_en))
    if course.area_code != DISTRICT and (written.required_from or written.tasks):
        raise NotAcceptable(
            N_("Only a course of the whole district can be required, or needed for a task.")
        )
    course.title, course.title_en, course.words, course.words_en = title, title_en, words, words_en
    course.required_from, course.valid_months = written.required_from, written.valid_months
    course.pass_percent = written.pass_percent
    kept = [each for each in course.tasks if each.task in written.tasks]
    new = written.tasks - {each.task for each in kept}
    course.tasks = [*kept, *(CourseTask(task=task) for task in sorted(new))]


def one_line(words: str) -> str:
    """Return words as a title is kept."""
    return tidy(words).replace("\n", " ")


def refuse_without(title: str, words: str, why: str) -> None:
    """Refuse what says nothing."""
    if not title or not words:
        raise NotAcceptable(why)


def refuse_too_long(titles: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Refuse what nobody reads on a phone; English takes twice the room."""
    limits = zip((*titles, *words), (LONGEST_NAME, 2 * LONGEST_NAME, LONGEST_WORDS,
                                     2 * LONGEST_WORDS), strict=True)  # fmt: skip
    if any(len(said) > most for said, most in limits):
        raise NotAcceptable(N_("That is too long. Shorten it."))


def _said_by(course: Course) -> Written:
    return Written(
        title=course.title,
        words=course.words,
        title_en=course.title_en,
        words_en=course.words_en,
        required_from=course.required_from,
        valid_months=course.valid_months,
        pass_percent=course.pass_percent,
        tasks=frozenset(each.task for each in course.tasks),
    )


def _copied(step: Lesson) -> Lesson:
    return Lesson(
        position=step.position,
        title=step.title,
        title_en=step.title_en,
        words=step.words,
        words_en=step.words_en,
        picture_key=step.picture_key,
        picture_words=step.picture_words,
    )


def _asked_again(question: QuizQuestion) -> QuizQuestion:
    return QuizQuestion(
        position=question.position,
        words=question.words,
        words_en=question.words_en,
        step=question.step,
        choices=[
            QuizChoice(
                position=each.position,
                words=each.words,
                words_en=each.words_en,
                is_right=each.is_right,
            )
            for each in question.choices
        ],
    )
