"""The forms of those who make courses. Shape only."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.forms import PortalForm, SelectMultipleCheckboxes
from portal.grids.models import Area
from portal.i18n import _, _l, named
from portal.photos import TicketsField, keep_all
from portal.policy.rules import Policy
from portal.staff.course_words import TASKS, said
from portal.training.actions import ChoiceWritten, LessonWritten, QuestionWritten, Written
from portal.training.models import Course, Lesson, QuizQuestion
from portal.training.rules import LONGEST_NAME, LONGEST_WORDS, MOST_CHOICES, Task, tidy

TOO_LONG = _l("Keep it within %(max)d characters")
LONGEST_REASON = 200
MOST_MONTHS = 60


def _at_most(most: int) -> Length:
    return Length(max=most, message=TOO_LONG)


class CourseForm(PortalForm):
    """What a course is called, what it is about, who needs it and how long a pass lasts."""

    area = SelectField(_l("For the people of"), validators=[InputRequired(_l("Choose a place."))])
    title = StringField(
        _l("Title"),
        validators=[InputRequired(_l("Give it a title")), _at_most(LONGEST_NAME)],
    )
    words = TextAreaField(
        _l("What the course is about"),
        filters=[tidy],
        validators=[InputRequired(_l("Write what it is about")), _at_most(LONGEST_WORDS)],
    )
    title_en = StringField(_l("Title in English"), validators=[_at_most(2 * LONGEST_NAME)])
    words_en = TextAreaField(
        _l("The same in English"), filters=[tidy], validators=[_at_most(2 * LONGEST_WORDS)]
    )
    required_from = DateField(_l("Required of everybody from"), validators=[Optional()])
    tasks = SelectMultipleCheckboxes(_l("Needed before"), validators=[Optional()])
    valid_months = IntegerField(
        _l("A pass counts for so many months"),
        validators=[
            Optional(),
            NumberRange(1, MOST_MONTHS, _l("Choose from %(min)s to %(max)s months")),
        ],
    )
    pass_percent = IntegerField(
        _l("Right answers needed, in percent"),
        default=80,
        validators=[
            InputRequired(_l("Say how many answers have to be right")),
            NumberRange(1, 100, _l("Choose from %(min)s to %(max)s")),
        ],
    )

    def __init__(self, areas: Sequence[Area], **given: Any) -> None:
        """Offer the areas whose courses whoever asks keeps."""
        super().__init__(**given)
        self.area.choices = [SelectChoice(each.code, named(each)) for each in areas]
        self.tasks.choices = [SelectChoice(task.value, words) for task, words in TASKS.items()]

    def written(self) -> Written:
        """Return what was written, as a course takes it."""
        return Written(
            title=self.title.data or "",
            words=self.words.data or "",
            title_en=self.title_en.data or "",
            words_en=self.words_en.data or "",
            required_from=self.required_from.data,
            valid_months=self.valid_months.data,
            pass_percent=self.pass_percent.data or 100,
            tasks=frozenset(map(Task, self.tasks.data or ())),
        )


def filled(course: Course, areas: Sequence[Area]) -> CourseForm:
    """Return the form with what a course says now."""
    names = ("title", "words", "title_en", "words_en", "required_from", "valid_months")
    given = {name: getattr(course, name) for name in (*names, "pass_percent")}
    given |= {"area": course.area_code, "tasks": [each.task.value for each in course.tasks]}
    return CourseForm(areas, formdata=None, data=given)


class LessonForm(PortalForm):
    """A step: a title, some words, and a picture with what it shows."""

    title = StringField(
        _l("Title"),
        validators=[InputRequired(_l("Give it a title")), _at_most(LONGEST_NAME)],
    )
    words = TextAreaField(
        _l("What to read"),
        filters=[tidy],
        validators=[InputRequired(_l("Write what to read")), _at_most(LONGEST_WORDS)],
    )
    title_en = StringField(_l("Title in English"), validators=[_at_most(2 * LONGEST_NAME)])
    words_en = TextAreaField(
        _l("The same in English"), filters=[tidy], validators=[_at_most(2 * LONGEST_WORDS)]
    )
    kept = TicketsField(_l("Photos that we have already"))
    photos = MultipleFileField(_l("Picture of this step"))
    picture_words = StringField(
        _l("What the picture shows, for those who do not see it"),
        validators=[_at_most(LONGEST_NAME)],
    )
    drops = BooleanField(_l("Without this picture from now on"))

    def __init__(self, *, policy: Policy, lesson: Lesson | None = None, **given: Any) -> None:
        self.policy, self.lesson = policy, lesson
        super().__init__(**given)

    def validate_photos(self, field: Field) -> None:
        """Keep what came."""
        keep_all(field, self.kept, self.policy)

    def written(self) -> LessonWritten:
        """Return what was written; a new picture takes the place of the old one."""
        old = self.lesson.picture_key if self.lesson and not self.drops.data else None
        new = next((photo.key for photo in self.kept.data), None)
        return LessonWritten(
            title=self.title.data or "",
            words=self.words.data or "",
            title_en=self.title_en.data or "",
            words_en=self.words_en.data or "",
            picture_key=new or old,
            picture_words=self.picture_words.data or "",
        )


def lesson_form(policy: Policy, lesson: Lesson | None) -> LessonForm:
    """Return the form with what a step says now, or an empty one."""
    names = ("title", "words", "title_en", "words_en", "picture_words")
    given = {name: getattr(lesson, name) for name in names} if lesson else {}
    return LessonForm(policy=policy, lesson=lesson, formdata=None, data=given)


class ReasonForm(PortalForm):
    """Why a course is given up."""

    reason = TextAreaField(
        _l("Why"),
        filters=[tidy],
        validators=[InputRequired(_l("Say why.")), _at_most(LONGEST_REASON)],
    )


class PublishForm(PortalForm):
    """Whether those who passed before have to take the course again."""

    asks_again = BooleanField(_l("Everybody takes it again: passes of earlier editions end today"))


def question_form(course: Course, question: QuizQuestion | None = None, **given: Any) -> Any:
    """Return the form of a question with room for its answers; empty rows are left out."""
    fields: dict[str, Any] = {
        "words": TextAreaField(
            _("Question"), filters=[tidy], validators=[InputRequired(_("Write the question"))]
        ),
        "words_en": TextAreaField(_("The same in English"), filters=[tidy]),
        "step": SelectField(_("Which step says the answer"), coerce=int, default=0),
    }
    for n in range(1, MOST_CHOICES + 1):
        fields[f"choice_{n}"] = StringField(_("Answer %(n)s", n=n), validators=[_at_most(120)])
        fields[f"choice_en_{n}"] = StringField(
            _("Answer %(n)s in English", n=n), validators=[_at_most(240)]
        )
        fields[f"right_{n}"] = BooleanField(_("Answer %(n)s is right", n=n))
    form: PortalForm = type("QuestionForm", (PortalForm,), fields)(
        **({"data": _said_by(question)} if question else {}) | given
    )
    steps = [
        SelectChoice(step.position, f"{step.position}. {said(step.title, step.title_en)}")
        for step in course.steps
    ]
    form["step"].choices = [SelectChoice(0, _("No step")), *steps]
    return form


def question_in(form: Any) -> QuestionWritten:
    """Return what was written, as a question takes it."""
    return QuestionWritten(
        words=form["words"].data or "",
        words_en=form["words_en"].data or "",
        step=form["step"].data or None,
        choices=tuple(
            ChoiceWritten(
                words=form[f"choice_{n}"].data or "",
                words_en=form[f"choice_en_{n}"].data or "",
                is_right=form[f"right_{n}"].data,
            )
            for n in range(1, MOST_CHOICES + 1)
        ),
    )


def _said_by(question: QuizQuestion) -> dict[str, Any]:
    given: dict[str, Any] = {"words": question.words, "words_en": question.words_en}
    given["step"] = question.step or 0
    for n, choice in enumerate(question.choices, 1):
        given |= {f"choice_{n}": choice.words, f"choice_en_{n}": choice.words_en}
        given[f"right_{n}"] = choice.is_right
    return given
