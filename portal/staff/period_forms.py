"""What is filled in about periods: which one begins, objections, and cases to leave out."""

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.assessment.rules import LONGEST_WORDS
from portal.forms import PortalForm
from portal.i18n import _l
from portal.report_form import one_kind_of_line_end


class BeginForm(PortalForm):
    """Which period is to begin; the choices are those that could."""

    period = SelectField(
        _l("Period"), validators=[InputRequired(_l("Choose the period that is to begin"))]
    )


class FigureWordsForm(PortalForm):
    """A few words that everybody who works here can read."""

    words = TextAreaField(
        _l("In words"),
        filters=[one_kind_of_line_end],
        validators=[
            InputRequired(_l("Write it in a few words: others have to understand it")),
            Length(max=LONGEST_WORDS, message=_l("Keep it within %(max)d characters")),
        ],
    )


class FigureObjectionForm(FigureWordsForm):
    """Which of one's own figures is wrong, and why."""

    figure = SelectField(
        _l("Figure"), validators=[InputRequired(_l("Choose the figure that is wrong"))]
    )


class VerdictForm(FigureWordsForm):
    """Yes or no, and why."""

    verdict = RadioField(_l("Decision"), validators=[InputRequired(_l("Choose what you decide"))])


class ExclusionForm(FigureWordsForm):
    """Which case is to be left out, and why."""

    number = StringField(
        _l("Number of the case"), validators=[InputRequired(_l("Enter the number of the case"))]
    )
