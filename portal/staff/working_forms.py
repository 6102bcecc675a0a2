"""The forms of what goes on while a case is worked on: notes, answers, people, second units."""

from typing import Any

from flask_login import current_user
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.queries import posts_of
from portal.cases import queries
from portal.cases.models import Case
from portal.cases.rules import DeclineReason, Step, Validity
from portal.i18n import _, _l, named
from portal.staff import case_words
from portal.staff.case_forms import (
    MOST_WORDS,
    PhotosForm,
    StepForm,
    unit_choice,
    unknown,
    unknown_unit,
)

_short = Length(max=MOST_WORDS, message=_l("Keep it within %(max)d characters"))


class NoteForm(StepForm):
    """A note to colleagues."""

    step = Step.NOTE
    note = TextAreaField(
        _l("Note to colleagues"), validators=[DataRequired(_l("Write the note first")), _short]
    )


class AnswerForm(StepForm):
    """Words to the reporter while the work goes on."""

    step = Step.ANSWER
    words = TextAreaField(
        _l("Words to the reporter"),
        validators=[DataRequired(_l("Write what the reporter should know")), _short],
    )


class AssignForm(StepForm):
    """Somebody of the unit in hand."""

    step = Step.ASSIGN
    person = SelectField(
        _l("Person"), validators=[InputRequired(_l("Choose who is to do it"))], **unknown
    )

    def offer(self, case: Case) -> None:
        """List the people of the unit, but for who has it already."""
        today = clock.today()
        others = [
            one for one in queries.people_in_hand(case, today) if one.id != case.assigned_to_id
        ]
        self.people = {one.number: one for one in others}
        ask = SelectChoice("", _("Choose a person"))
        self.person.choices = [
            ask,
            *(SelectChoice(p.number, f"{p.name} {p.number}") for p in others),
        ]

    def chosen_person(self) -> Person:
        """Return who was chosen."""
        return self.people[self.person.data or ""]


class AskHelpForm(StepForm):
    """A second unit, and what it is to do."""

    step = Step.ASK_HELP
    unit = SelectField(
        _l("Second unit"),
        validators=[InputRequired(_l("Choose a unit from the list"))],
        **unknown_unit,
    )
    words = TextAreaField(
        _l("What the second unit is to do"),
        validators=[DataRequired(_l("Say what the second unit is to do")), _short],
    )

    def offer(self, case: Case) -> None:
        """List every unit of the place but the one in hand."""
        others = [unit for unit in queries.units_to_choose(case) if unit.id != case.unit_id]
        self.units = {unit.code: unit for unit in others}
        ask = SelectChoice("", _("Choose a unit"))
        self.unit.choices = [ask, *map(unit_choice, others)]

    def chosen_unit(self) -> Unit:
        """Return the unit that was chosen."""
        return self.units[self.unit.data or ""]


class HelpForm(PhotosForm):
    """What the second unit did, with photos."""

    step = Step.HELP
    words = TextAreaField(
        _l("What your unit has done"),
        validators=[DataRequired(_l("Write what your unit has done")), _short],
    )
    unit = SelectField(_l("For which unit"), **unknown_unit)

    def offer(self, case: Case) -> None:
        """Name the unit for which whoever is signed in answers, and what it was asked."""
        ours = {post.unit_id for post in posts_of(current_user, clock.today())}
        self.asked = [
            one
            for one in queries.assists_of(case)
            if one.answered_at is None and one.unit_id in ours
        ]
        self.units = {one.unit.code: one.unit for one in self.asked}
        self.unit.choices = [SelectChoice(code, named(u)) for code, u in self.units.items()]

    def chosen_unit(self) -> Unit:
        """Return the unit that has helped."""
        return self.units[self.unit.data or ""]


class JudgeForm(StepForm):
    """Valid or not, and if not, why."""

    step = Step.JUDGE
    validity = RadioField(
        _l("Is it a valid case?"),
        choices=[
            SelectChoice(one.value, case_words.VALIDITIES[one])
            for one in (Validity.VALID, Validity.INVALID)
        ],
        validators=[InputRequired(_l("Choose one of the two"))],
        **unknown,
    )
    reason = SelectField(_l("Why it is not valid"), default="", **unknown)
    note = TextAreaField(_l("Note to colleagues"), validators=[_short])

    @staticmethod
    def suggested(case: Case) -> dict[str, Any]:
        """Fill in how it was judged before, if it was."""
        is_judged = case.validity is not Validity.NOT_JUDGED
        return {"validity": case.validity.value} if is_judged else {}

    def offer(self, case: Case) -> None:
        """List the reasons, and none."""
        reasons = [SelectChoice(r.value, words) for r, words in case_words.REASONS.items()]
        self.reason.choices = [SelectChoice("", _("It is valid")), *reasons]

    def validate_reason(self, field: SelectField) -> None:
        """Ask for a reason exactly where one is needed."""
        if (self.validity.data == Validity.INVALID) != bool(field.data):
            raise ValidationError(_("Choose a reason if it is not valid, and none if it is"))

    def chosen(self) -> tuple[Validity, DeclineReason | None]:
        """Return the judgement and the reason."""
        reason = DeclineReason(self.reason.data) if self.reason.data else None
        return Validity(self.validity.data), reason


class RecallForm(StepForm):
    """A dispatch or a decline taken back, and why."""

    step = Step.RECALL
    note = TextAreaField(
        _l("Why it is taken back"),
        validators=[DataRequired(_l("Say why it is taken back")), _short],
    )

    def offer(self, case: Case) -> None:
        """Say whether there still is a decision to take back, and whether a date goes with it."""
        decided = queries.newest_decision(case)
        self.date_before = decided.before.due_on if decided else None
        if decided is None:
            self.why_not = _("Work on it has begun. Ask the unit to return it instead.")
