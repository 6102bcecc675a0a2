"""The forms of findings: propose, sign, decide, and look again."""

from typing import Any

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from portal.forms import PortalForm
from portal.i18n import _l
from portal.report_form import one_kind_of_line_end
from portal.staff.supervision_finding_words import VERDICTS
from portal.supervision.rules import VERDICTS as OFFERED
from portal.supervision.rules import FrameKind, Verdict

LONGEST = 1000
YES, NO = "yes", "no"
_short = Length(max=LONGEST, message=_l("Keep it within %(max)d characters"))
_words: dict[str, Any] = {"filters": [one_kind_of_line_end]}


class FindingForm(PortalForm):
    """A verdict that fits what was drawn, and what was seen."""

    verdict = RadioField(_l("What is found"), validators=[InputRequired(_l("Choose one"))])
    words = TextAreaField(_l("What you saw there"), validators=[_short], **_words)

    def __init__(self, frame: FrameKind, **given: Any) -> None:
        super().__init__(**given)
        self.verdict.choices = [SelectChoice(one.value, VERDICTS[one]) for one in OFFERED[frame]]

    def chosen(self) -> Verdict:
        """Return the verdict."""
        return Verdict(self.verdict.data)


class SignForm(PortalForm):
    """Which writing of a proposal was read."""

    seen = IntegerField(validators=[InputRequired(), NumberRange(min=1)], widget=HiddenInput())


class FindingWordsForm(PortalForm):
    """Words that the other side reads, and that stay."""

    words = TextAreaField(
        _l("In words"),
        validators=[InputRequired(_l("Write it in a few words: somebody reads it")), _short],
        **_words,
    )


class RebuttalForm(FindingWordsForm):
    """What the lead decides on a rebuttal, and why."""

    decision = RadioField(
        _l("Your decision"),
        choices=[
            SelectChoice(NO, _l("The finding is right and stands")),
            SelectChoice(YES, _l("The unit is right: we look and sign anew")),
        ],
        validators=[InputRequired(_l("Choose one"))],
    )


class RecheckForm(FindingWordsForm):
    """Whether something is put right now."""

    right = RadioField(
        _l("Is it put right?"),
        choices=[SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("Not yet: back to the unit"))],
        validators=[InputRequired(_l("Choose one"))],
    )
