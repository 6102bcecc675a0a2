"""The forms of other systems' keys: whose, for what, until when; a new one for an old; the end."""

from datetime import datetime, timedelta
from typing import Any

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal import clock
from portal.accounts.models import Unit
from portal.accounts.queries import units_below
from portal.exchange.actions import NewKey
from portal.exchange.rules import MOST_OVERLAP, Scope
from portal.forms import PortalForm, SelectMultipleCheckboxes
from portal.grids.queries import all_areas
from portal.grids.rules import DISTRICT
from portal.i18n import _, _l, named

SCOPES: dict[Scope, Any] = {
    Scope.READ_CASES: _l("Read cases, matters and units"),
    Scope.STEP_CASES: _l("Take steps with cases, as a clerk of the unit or area may"),
    Scope.NOTE_CASES: _l("Add notes and photos"),
    Scope.READ_FIGURES: _l("Read published figures"),
    Scope.REPORT: _l("File reports of residents, by Open311"),
}
LIVES = {
    "90": _l("90 days"),
    "180": _l("180 days"),
    "365": _l("A year"),
    "": _l("Until it is revoked"),
}
UNIT, AREA = "unit-", "area-"
STREET_DIGITS = 9
_unknown: dict[str, Any] = {"invalid_choice_message": _l("Choose one of these")}
_lives: dict[str, Any] = {
    "choices": [SelectChoice(days, words) for days, words in LIVES.items()],
    "default": "365",
}


class LifeForm(PortalForm):
    """How long a key lives."""

    life = SelectField(_l("How long it lives"), **_lives, **_unknown)

    def ends_at(self) -> datetime | None:
        """Return when the key ends; None: when it is revoked."""
        return clock.now() + timedelta(days=int(self.life.data)) if self.life.data else None


class NewKeyForm(LifeForm):
    """For which system a key is, how far it reaches and what it may do."""

    name = StringField(
        _l("Name of the system"),
        validators=[DataRequired(_l("Say which system holds it")), Length(max=60)],
    )
    whom = SelectField(
        _l("For whom it acts"),
        validators=[InputRequired(_l("Choose a unit or an area"))],
        **_unknown,
    )
    scopes = SelectMultipleCheckboxes(
        _l("What it may do"),
        choices=[SelectChoice(scope.value, words) for scope, words in SCOPES.items()],
        validators=[InputRequired(_l("Choose at least one"))],
        **_unknown,
    )

    def __init__(self, **given: Any) -> None:
        """Offer every unit at work, and the command rooms of the streets and the district."""
        super().__init__(**given)
        self.units = {f"{UNIT}{unit.code}": unit for unit in units_below(DISTRICT)}
        areas = [area for area in all_areas() if len(area.code) <= STREET_DIGITS]
        self.whom.choices = [
            SelectChoice("", _("Choose a unit or an area")),
            *(
                SelectChoice(f"{AREA}{area.code}", _("Command room: %(area)s", area=named(area)))
                for area in areas
            ),
            *(SelectChoice(key, f"{named(unit)} {unit.code}") for key, unit in self.units.items()),
        ]

    def wish(self) -> NewKey:
        """Return what was chosen."""
        chosen = self.whom.data or ""
        unit: Unit | None = self.units.get(chosen)
        return NewKey(
            name=self.name.data or "",
            scopes=[Scope(scope) for scope in self.scopes.data or ()],
            unit=unit,
            area_code=None if unit else chosen.removeprefix(AREA),
            ends_at=self.ends_at(),
        )


class RotateForm(LifeForm):
    """How long the old key lives on beside the new one."""

    overlap_days = IntegerField(
        _l("Days that the old key lives on"),
        default=7,
        validators=[
            InputRequired(_l("Enter a number of days")),
            NumberRange(0, MOST_OVERLAP, message=_l("Between %(min)s and %(max)s days")),
        ],
    )


class RevokeForm(PortalForm):
    """Why a key ends now."""

    reason = TextAreaField(
        _l("Why it is revoked: colleagues read this"),
        validators=[DataRequired(_l("Say why it is revoked")), Length(max=200)],
    )
