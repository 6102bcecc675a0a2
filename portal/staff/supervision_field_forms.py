"""The forms of field work: shape only; what a look makes of its item is asked of the rules."""

from collections.abc import Sequence
from itertools import groupby, islice, repeat
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from portal.cases.models import Matter
from portal.forms import PortalForm
from portal.i18n import _, _l, language, named
from portal.photos import TicketsField, keep_all
from portal.policy.rules import Policy
from portal.report_form import one_kind_of_line_end
from portal.staff.patrol_forms import KeyedForm, PhoneMomentField, refuse_many_words
from portal.staff.supervision_field_words import ANSWERS, REASONS
from portal.supervision.actions import Looked
from portal.supervision.models import CheckQuestion
from portal.supervision.rules import (
    NOTHING,
    Answer,
    CouldNot,
    as_sent,
    position_said,
    stamps_by_photo,
    stamps_of,
)

LONGEST_QUESTION = 60
NONE_OF_THEM = "none"


class LookForm(KeyedForm):
    """What every look brings: words, photos with their stamps, when and where it was."""

    start = "look"
    needs_photo = False
    words = TextAreaField(_l("What you saw"), filters=[one_kind_of_line_end])
    kept = TicketsField(_l("Photos that we have already"))
    photos = MultipleFileField(_l("Photos"))
    stamps, stamped = HiddenField(), HiddenField()
    lat, lon = HiddenField(), HiddenField()
    at = PhoneMomentField()

    def __init__(self, *, policy: Policy, **given: Any) -> None:
        """Give each field an id of its own: several of these forms stand on one page."""
        self.policy = policy
        super().__init__(**given)
        self.known = stamps_by_photo(self.stamped.data or "")
        for field in self:
            field.id = field.label.field_id = f"{self.start}-{field.short_name}"

    def validate_words(self, field: Field) -> None:
        """Refuse more than the policy's number of characters."""
        refuse_many_words(field, self.policy)

    def validate_photos(self, field: Field) -> None:
        """Keep what can be kept, each with its stamp, and say what cannot and why."""
        complaints = self._keep_each(field)
        if complaints:
            raise ValidationError(" ".join(dict.fromkeys(complaints)))
        if self.needs_photo and not self.kept.data:
            raise ValidationError(_("Take a photo: it shows what you saw."))

    def looked(self) -> Looked:
        """Return what was brought."""
        return Looked(
            at=self.at.moment(),
            place=position_said(self.lat.data, self.lon.data),
            words=self.words.data or "",
            photos=[(photo, self.known.get(photo.key, NOTHING)) for photo in self.kept.data],
        )

    def _keep_each(self, field: Field) -> list[str]:
        """Keep one photo after the other, so that none takes the stamp of another one."""
        sent, complaints = field.data or [], []
        stamps = [*stamps_of(self.stamps.data or ""), *repeat(NOTHING, len(sent))]
        for photo, stamp in zip(sent, islice(stamps, len(sent)), strict=True):
            field.data, had = [photo], set(self.kept.data)
            try:
                keep_all(field, self.kept, self.policy)
            except ValidationError as refusal:
                complaints.append(str(refusal))
            self.known |= {new.key: stamp for new in self.kept.data if new not in had}
        field.data, self.stamps.data = sent, ""
        self.stamped.data = as_sent(self.known) if self.known else ""
        return complaints


class CouldNotForm(LookForm):
    """Why it could not be looked at."""

    start = "could-not"
    reason = RadioField(
        _l("Why"),
        choices=[SelectChoice(reason.value, words) for reason, words in REASONS.items()],
        validators=[InputRequired(_l("Choose a reason"))],
    )

    def why(self) -> CouldNot:
        """Return the reason."""
        return CouldNot(self.reason.data)


class ProblemForm(LookForm):
    """One problem at a place that is visited blind."""

    start = "problem"
    matter = SelectField(_l("What is it?"), validators=[InputRequired(_l("Choose what it is"))])

    def __init__(self, *, matters: Sequence[Matter], **given: Any) -> None:
        """Offer the whole list, group by group: nobody says beforehand what may be there."""
        self.matters = {matter.code: matter for matter in matters}
        super().__init__(**given)
        self.matter.choices = [SelectChoice("", _("Choose from the list"))]
        self.matter.choices += [SelectChoice(each.code, named(each)) for each in matters]

    def groups(self) -> list[tuple[str, list[Matter]]]:
        """Return the matters to choose from, group by group."""
        in_order = sorted(self.matters.values(), key=lambda matter: matter.code)
        parts = groupby(in_order, key=lambda matter: matter.group_code)
        return [(_group_of(first), [first, *rest]) for _code, (first, *rest) in parts]

    @property
    def chosen(self) -> Matter:
        """The matter."""
        return self.matters[self.matter.data]

    def validate_photos(self, field: Field) -> None:
        """Ask for a photo, unless it is about a household."""
        matter = self.matters.get(self.matter.data or "")
        self.needs_photo = matter is None or not matter.is_private
        super().validate_photos(field)


class SheetForm(LookForm):
    """A worksheet without its questions: see `sheet_form`."""

    asked: Sequence[CheckQuestion] = ()

    def answers(self) -> list[tuple[CheckQuestion, Answer]]:
        """Return the answer to each question."""
        return [(question, Answer(self[_name(question)].data)) for question in self.asked]


def sheet_form(questions: Sequence[CheckQuestion], *, needs_photo: bool, **given: Any) -> SheetForm:
    """Return the form of a worksheet with these questions."""
    fields: dict[str, Any] = {_name(question): _question(question) for question in questions}
    fields |= {"asked": questions, "needs_photo": needs_photo}
    form: SheetForm = type("AskedForm", (SheetForm,), fields)(**given)
    return form


class MatchForm(PortalForm):
    """Which case a seen problem is, by its number, or that it is none of them."""

    case = RadioField(
        _l("Which report is it?"),
        choices=[],  # the page offers them; whether one is among the offers is a rule
        validate_choice=False,
        validators=[InputRequired(_l("Choose one of them, or that it is none"))],
    )


class QuestionForm(PortalForm):
    """One question more."""

    words = StringField(
        _l("Question"),
        validators=[
            InputRequired(_l("Write the question")),
            Length(max=LONGEST_QUESTION, message=_l("Keep it within %(max)d characters")),
        ],
    )
    words_en = StringField(
        _l("In English"),
        validators=[
            Length(max=2 * LONGEST_QUESTION, message=_l("Keep it within %(max)d characters"))
        ],
    )


def _group_of(matter: Matter) -> str:
    return matter.group_name_en if language() == "en" else matter.group_name


def said(question: CheckQuestion) -> str:
    """Return a question in the page's language."""
    return question.words_en if language() == "en" else question.words


def _name(question: CheckQuestion) -> str:
    return f"q{question.id}"


def _question(question: CheckQuestion) -> RadioField:
    return RadioField(
        said(question),
        choices=[SelectChoice(answer.value, words) for answer, words in ANSWERS.items()],
        validators=[InputRequired(_("Choose an answer"))],
    )
