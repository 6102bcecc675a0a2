"""What staff are asked about a campaign."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal.cases.actions.campaigns import Aims
from portal.cases.models import Matter
from portal.forms import PortalForm
from portal.grids.models import Area
from portal.i18n import _, _l, named

TOO_LONG = _l("Keep this within %(max)d characters.")
NEEDED = InputRequired(_l("A campaign needs a name."))
MOST_CASES = 1_000_000


class CampaignForm(PortalForm):
    """Names, matters, place, period and aim; whether the period makes sense is the action's say."""

    name = StringField(
        _l("Name in Chinese"),
        validators=[
            InputRequired(_l("A campaign needs a name.")),
            Length(max=40, message=TOO_LONG),
        ],
    )
    name_en = StringField(
        _l("Name in English"),
        validators=[
            InputRequired(_l("A campaign needs a name.")),
            Length(max=80, message=TOO_LONG),
        ],
    )
    matters = SelectMultipleField(_l("Matters"), validate_choice=False)
    area_code = SelectField(_l("Place"), validators=[InputRequired(_l("Choose a place."))])
    starts_on = DateField(
        _l("First day"), validators=[InputRequired(_l("Choose the day, such as 2026-10-01."))]
    )
    ends_on = DateField(
        _l("Last day"), validators=[InputRequired(_l("Choose the day, such as 2026-10-01."))]
    )
    aim = TextAreaField(
        _l("Aim in words"),
        validators=[
            InputRequired(_l("Say what the campaign is for.")),
            Length(max=300, message=TOO_LONG),
        ],
    )
    aim_count = IntegerField(
        _l("Aim as a number of cases found and resolved"),
        validators=[
            Optional(),
            NumberRange(1, MOST_CASES, _l("Give a number from %(min)s to %(max)s.")),
        ],
    )
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(
        self, *, matters_listed: Sequence[Matter], areas: Sequence[Area], **given: Any
    ) -> None:
        self.matters_listed = matters_listed
        super().__init__(**given)
        self.matters.choices = []
        self.area_code.choices = [SelectChoice(area.code, named(area)) for area in areas]

    def validate_matters(self, field: Field) -> None:
        """Ask for at least one matter of the list."""
        known = {matter.code for matter in self.matters_listed}
        field.data = sorted(set(field.data or ()) & known)
        if not field.data:
            raise ValidationError(_("Tick at least one matter."))

    def aims(self) -> Aims:
        """Return what the campaign is."""
        return Aims(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            matters=self.matters.data or [],
            area_code=self.area_code.data or "",
            starts_on=self.starts_on.data,  # type: ignore[arg-type]  # required above
            ends_on=self.ends_on.data,  # type: ignore[arg-type]
            aim=self.aim.data or "",
            aim_count=self.aim_count.data,
        )
