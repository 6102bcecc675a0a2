"""The forms of following and rating. Shape only: what an answer does is the rules' business."""

import re
import unicodedata

from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.fields.core import Field
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import PasswordInput

from portal.cases.rules import Solved, is_case_number
from portal.forms import PortalForm
from portal.i18n import _, _l

LONGEST_WORDS = 500


class PinInput(PasswordInput):
    """A box whose digits can be read while they are typed, and are never sent back to the page."""

    input_type = "text"


class TrackForm(PortalForm):
    """A number as people copy it (spaces, small letters, wide digits) and six digits."""

    number = StringField(
        _l("Case number"), validators=[InputRequired(_l("Enter the case number, such as BJ2026…"))]
    )
    pin = StringField(
        _l("PIN"),
        widget=PinInput(),
        validators=[InputRequired(_l("Enter the six digits that came with the number"))],
    )

    @property
    def case_number(self) -> str:
        """The number as we write it, whatever way it was typed."""
        tidy = _tidy(self.number.data)
        return "BJ" + tidy if re.fullmatch("[0-9]{14}", tidy) else tidy

    @property
    def secret(self) -> str:
        """The PIN without spaces."""
        return _tidy(self.pin.data)

    def validate_number(self, _field: Field) -> None:
        """Look at the shape only: the last digit tells whether another was misread."""
        if not is_case_number(self.case_number):
            raise ValidationError(_("Check the number: a digit is missing, too many, or different"))

    def validate_pin(self, _field: Field) -> None:
        """Look at the shape only."""
        if not re.fullmatch("[0-9]{6}", self.secret):
            raise ValidationError(_("Check the PIN: it has six digits"))

    def refuse(self) -> None:
        """Say that the two do not belong together, and not which of them is wrong."""
        self.form_errors = [_("No report has this number and this PIN. Check both.")]


class AnswerForm(PortalForm):
    """One tap; `next` says from which of the two pages it came."""

    next = HiddenField()

    @property
    def is_from_follow_page(self) -> bool:
        """True where the reader goes back to the follow page; else it is the rating page."""
        return bool(self.next.data == "follow")


class SolvedForm(AnswerForm):
    """Is it solved?"""

    solved = StringField(
        _l("Is it solved?"),
        validators=[AnyOf([s.value for s in Solved], message=_l("Tap one of the three answers"))],
    )


class StarsForm(AnswerForm):
    """How satisfied, one to five."""

    stars = IntegerField(
        _l("Are you satisfied?"),
        validators=[NumberRange(1, 5, message=_l("Tap one of the five stars"))],
    )


def _one_line_break(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n")


class WordsForm(AnswerForm):
    """A few words more."""

    words = TextAreaField(
        _l("Anything you want to add?"),
        filters=[_one_line_break],
        validators=[
            InputRequired(_l("Write a few words, or simply leave this page")),
            Length(max=LONGEST_WORDS, message=_l("Keep it within %(max)d characters")),
        ],
    )


class ThanksForm(AnswerForm):
    """Whom to thank by name, and a few words if one likes."""

    number = StringField(validators=[InputRequired(), Length(max=40)])
    thanks = TextAreaField(
        _l("A few words to them"),
        filters=[_one_line_break],
        validators=[Length(max=LONGEST_WORDS, message=_l("Keep it within %(max)d characters"))],
    )


def _tidy(typed: str | None) -> str:
    """Return what was typed in plain capitals and digits, without spaces and dashes."""
    plain = unicodedata.normalize("NFKC", typed or "").upper()
    return re.sub(r"[\s\-–—]", "", plain)
