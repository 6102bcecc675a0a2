"""The form of a quiz: one field for each question, answers kept when one is missing."""

import secrets
from collections.abc import Collection
from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from portal.forms import PortalForm, SelectMultipleCheckboxes
from portal.i18n import _
from portal.staff.course_words import said
from portal.training.actions import keys_of
from portal.training.models import Course, QuizQuestion

KEY_LENGTH = 12


def quiz_form(course: Course, **given: Any) -> PortalForm:
    """Return the form of a course's quiz."""
    fields: dict[str, Any] = {"key": HiddenField(validators=[InputRequired(), Length(max=40)])}
    keys = keys_of(course)
    for question, key in zip(course.questions, keys, strict=True):
        make = _several if key.has_several else _one
        fields[f"q{question.position}"] = make(question)
    form: PortalForm = type("QuizForm", (PortalForm,), fields)(**given)
    form["key"].data = form["key"].data or secrets.token_urlsafe(KEY_LENGTH)
    return form


def answers_in(form: PortalForm, course: Course) -> list[Collection[int]]:
    """Return what was chosen, question by question."""
    chosen = (form[f"q{question.position}"].data for question in course.questions)
    return [each if isinstance(each, list) else [each] for each in chosen]


def _one(question: QuizQuestion) -> RadioField:
    return RadioField(
        _label(question),
        coerce=int,
        choices=_choices(question),
        validators=[InputRequired(_("Choose an answer"))],
    )


def _several(question: QuizQuestion) -> SelectMultipleCheckboxes:
    return SelectMultipleCheckboxes(
        _("%(question)s (several answers are right)", question=_label(question)),
        coerce=int,
        choices=_choices(question),
        validators=[_ticked],
    )


def _ticked(_form: PortalForm, field: SelectMultipleCheckboxes) -> None:
    if not field.data:
        raise ValidationError(_("Choose an answer"))


def _label(question: QuizQuestion) -> str:
    return f"{question.position}. {said(question.words, question.words_en)}"


def _choices(question: QuizQuestion) -> list[SelectChoice]:
    return [
        SelectChoice(place, said(each.words, each.words_en))
        for place, each in enumerate(question.choices)
    ]
