"""The forms of information items: what is recorded, and what another look has shown."""

from typing import Any

from wtforms import Field, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from portal.grids.rules import InfoFinding
from portal.i18n import _, _l
from portal.policy.rules import Policy
from portal.report_form import one_kind_of_line_end
from portal.staff.patrol_forms import KeyedForm, OwnGridForm, refuse_many_words

MOST_SUBJECT = 80


class InfoForm(OwnGridForm):
    """Something new to keep oneself informed of."""

    matter = RadioField(_l("What is it about?"), validate_choice=False)
    subject = StringField(
        _l("Which one"),
        validators=[
            InputRequired(_l("Say which one it is")),
            Length(max=MOST_SUBJECT, message=_l("Keep it within %(max)d characters")),
        ],
    )
    words = TextAreaField(_l("What holds of it"), filters=[one_kind_of_line_end])

    def __init__(self, *, codes: set[str], policy: Policy, **given: Any) -> None:
        self.codes, self.policy = codes, policy
        super().__init__(**given)

    def validate_matter(self, field: Field) -> None:
        """Accept a matter of which records are kept."""
        if field.data not in self.codes:
            field.data = None
            raise ValidationError(_("Choose what it is about."))

    def validate_words(self, field: Field) -> None:
        """Refuse more than the policy's number of characters."""
        refuse_many_words(field, self.policy)


class CheckForm(KeyedForm):
    """What another look has shown."""

    finding = HiddenField()
    is_of_list = HiddenField()  # whoever taps along a list goes on with it
    version = IntegerField(
        widget=HiddenInput(),
        validators=[InputRequired(_l("Reload the page, then try again")), NumberRange(1, 2**31)],
    )
    words = TextAreaField(_l("What has changed"), filters=[one_kind_of_line_end])

    def __init__(self, *, policy: Policy, **given: Any) -> None:
        self.policy = policy
        super().__init__(**given)

    def found(self) -> InfoFinding:
        """Return what was found."""
        return InfoFinding(self.finding.data or "")

    def validate_finding(self, field: Field) -> None:
        """Accept one of the three buttons."""
        if field.data not in list(InfoFinding):
            raise ValidationError(_("Press one of the three buttons."))

    def validate_words(self, field: Field) -> None:
        """Refuse more than the policy's number of characters."""
        refuse_many_words(field, self.policy)
