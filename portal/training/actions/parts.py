"""The steps and questions of a draft: added, changed, moved up, taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.training.actions.courses import one_line, refuse_too_long, refuse_without
from portal.training.models import Course, Lesson, QuizChoice, QuizQuestion
from portal.training.rules import (
    LONGEST_NAME,
    MOST_QUESTIONS,
    MOST_STEPS,
    Asked,
    CourseStep,
    after,
    tidy,
    why_not_question,
)

Part = Lesson | QuizQuestion
Kind = TypeVar("Kind", Lesson, QuizQuestion)


@dataclass(frozen=True)
class LessonWritten:
    """What a step says and shows."""

    title: str
    words: str
    title_en: str = ""
    words_en: str = ""
    picture_key: str | None = None
    picture_words: str = ""


@dataclass(frozen=True)
class ChoiceWritten:
    """An answer to choose."""

    words: str
    words_en: str = ""
    is_right: bool = False


@dataclass(frozen=True)
class QuestionWritten:
    """What is asked, what there is to choose, and which step to read again."""

    words: str
    choices: tuple[ChoiceWritten, ...]
    words_en: str = ""
    step: int | None = None


def keep_lesson(course: Course, written: LessonWritten, *, lesson: Lesson | None = None) -> Lesson:
    """Add a step at the end of a draft, or change one of its steps."""
    _refuse_unless_draft(course)
    title, title_en = one_line(written.title), one_line(written.title_en)
    words, words_en = tidy(written.words), tidy(written.words_en)
    refuse_without(title, words, N_("A step needs a title and words in Chinese."))
    refuse_too_long((title, title_en), (words, words_en))
    shows = one_line(written.picture_words) if written.picture_key else ""
    if written.picture_key and not shows:
        raise NotAcceptable(N_("Say in a few words what the picture shows."))
    kept = lesson or _added(course.steps, Lesson(), MOST_STEPS)
    kept.title, kept.title_en, kept.words, kept.words_en = title, title_en, words, words_en
    kept.picture_key, kept.picture_words = written.picture_key, shows[:LONGEST_NAME]
    db.session.flush()
    return kept


def keep_question(
    course: Course, written: QuestionWritten, *, question: QuizQuestion | None = None
) -> QuizQuestion:
    """Add a question at the end of a draft's quiz, or change one of them."""
    _refuse_unless_draft(course)
    words, words_en = tidy(written.words), tidy(written.words_en)
    refuse_without(words, words, N_("Write the question in Chinese."))
    choices = [each for each in written.choices if tidy(each.words)]
    if why_not := why_not_question(Asked(tuple(each.is_right for each in choices))):
        raise NotAcceptable(why_not)
    refuse_too_long(("", ""), (words, words_en))
    for said in choices:
        refuse_too_long(("", ""), (tidy(said.words), tidy(said.words_en)))
    kept = question or _added(course.questions, QuizQuestion(), MOST_QUESTIONS)
    kept.words, kept.words_en, kept.step = words, words_en, written.step
    kept.choices = [
        QuizChoice(
            position=n,
            words=one_line(each.words),
            words_en=one_line(each.words_en),
            is_right=each.is_right,
        )
        for n, each in enumerate(choices, 1)
    ]
    db.session.flush()
    return kept


def move_up(course: Course, part: Part) -> None:
    """Put a step or question of a draft before the one that stands before it."""
    _refuse_unless_draft(course)
    parts: list[Part] = [*(course.steps if isinstance(part, Lesson) else course.questions)]
    place = parts.index(part)
    if place:
        parts[place - 1], parts[place] = part, parts[place - 1]
    _number(course, parts)


def remove_part(course: Course, part: Part) -> None:
    """Take a step or question out of a draft; those behind it move up."""
    _refuse_unless_draft(course)
    if isinstance(part, Lesson):
        course.steps.remove(part)
        _number(course, course.steps, is_shorter=True)
    else:
        course.questions.remove(part)
        _number(course, course.questions)


def _number(course: Course, parts: Sequence[Part], *, is_shorter: bool = False) -> None:
    """Number parts anew; questions still point at the step that they pointed at."""
    steps = {part.position: n for n, part in enumerate(parts, 1) if isinstance(part, Lesson)}
    if steps or is_shorter:
        for question in course.questions:
            question.step = steps.get(question.step or 0)
    for n, part in enumerate(parts, 1):
        part.position = n
    db.session.flush()


def _added(parts: list[Kind], part: Kind, most: int) -> Kind:
    if len(parts) >= most:
        raise NotAcceptable(N_("A course has at most %(most)d of these."), most=most)
    part.position = len(parts) + 1
    parts.append(part)
    return part


def _refuse_unless_draft(course: Course) -> None:
    after(course.state, CourseStep.WRITE)
