"""What people write about points: objections, decisions, and that something was made up."""

from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.forms import PortalForm
from portal.i18n import _l
from portal.report_form import one_kind_of_line_end

LONGEST = 500


class WordsForm(PortalForm):
    """A few words that somebody else reads."""

    words = TextAreaField(
        _l("In words"),
        filters=[one_kind_of_line_end],
        validators=[
            InputRequired(_l("Write it in a few words: somebody reads it")),
            Length(max=LONGEST, message=_l("Keep it within %(max)d characters")),
        ],
    )


class ObjectionForm(WordsForm):
    """What is not right about a line."""


class DecisionForm(WordsForm):
    """What somebody else decides: words, and points where the line is to be corrected."""

    points = IntegerField(
        _l("Points that the line is worth (leave it empty to let it stand)"),
        validators=[
            Optional(),
            NumberRange(-100, 100, message=_l("Enter a number from -100 to 100, or nothing")),
        ],
    )


class CallForm(WordsForm):
    """What shows that a fact was made up, or why that is taken back."""


class LookForm(WordsForm):
    """What a look at a signal showed."""
