"""The forms of webhooks: what one is called, where it leads, what it is told of. Shape only."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from portal.accounts.models import Unit
from portal.cases.rules import Step
from portal.exchange.actions import HookFacts
from portal.forms import PortalForm, SelectMultipleCheckboxes
from portal.grids.models import Area
from portal.i18n import _l, named
from portal.staff.case_words import STEPS

TOO_LONG = _l("Keep it within %(max)d characters")
STREET_DIGITS = 9
AREA, UNIT = "area", "unit"  # what a choice of reach begins with


class HookForm(PortalForm):
    """What a webhook is called, where it leads, and which steps of cases it is told of."""

    name = StringField(
        _l("Name of the system that listens"),
        validators=[
            InputRequired(_l("Say which system listens")),
            Length(max=60, message=TOO_LONG),
        ],
    )
    url = StringField(
        _l("Address"),
        validators=[
            InputRequired(_l("Enter the address that is told")),
            Length(max=500, message=TOO_LONG),
        ],
    )
    steps = SelectMultipleCheckboxes(
        _l("Steps it is told of"),
        choices=[SelectChoice(step, words) for step, words in STEPS.items()],
        validators=[InputRequired(_l("Choose at least one step"))],
    )

    def facts(self) -> HookFacts:
        """Return what was typed."""
        return HookFacts(
            name=self.name.data or "",
            url=self.url.data or "",
            steps=[Step(step) for step in self.steps.data or ()],
        )


class NewHookForm(HookForm):
    """The same, and whose cases they are; that stays as it is for good."""

    reach = SelectField(
        _l("Whose cases"), validators=[InputRequired(_l("Choose an area or a unit"))]
    )

    def __init__(self, areas: Sequence[Area], units: Sequence[Unit], **given: Any) -> None:
        super().__init__(**given)
        self.areas = [area for area in areas if len(area.code) <= STREET_DIGITS]
        self.units = units
        self.reach.choices = [
            *(SelectChoice(f"{AREA}-{area.code}", named(area)) for area in self.areas),
            *(SelectChoice(f"{UNIT}-{unit.code}", named(unit)) for unit in units),
        ]

    def whose(self) -> dict[str, Any]:
        """Return the area or the unit that was chosen."""
        kind, _dash, code = (self.reach.data or "").partition("-")
        if kind == AREA:
            return {"area_code": code}
        return {"unit": next(unit for unit in self.units if unit.code == code)}
