"""The form of a place that a round is to pass."""

import re

from wtforms import Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from portal.forms import PortalForm
from portal.grids.rules import PlaceKind
from portal.i18n import _, _l
from portal.staff.patrol_words import PLACES

MOST_NAME = 40
POSITION = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,9})?)\s*[,，]\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*")
_too_long = _l("Keep it within %(max)d characters")


class PlaceForm(PortalForm):
    """A place that the round is to pass."""

    kind = RadioField(
        _l("Kind"), choices=[SelectChoice(kind.value, words) for kind, words in PLACES.items()]
    )
    name = StringField(
        _l("Name"),
        validators=[
            InputRequired(_l("Enter the name of the place")),
            Length(max=MOST_NAME, message=_too_long),
        ],
    )
    name_en = StringField(
        _l("Name in English"), validators=[Length(max=MOST_NAME, message=_too_long)]
    )
    position = StringField(_l("Latitude and longitude"))

    def where(self) -> tuple[float, float] | None:
        """Return longitude and latitude, if they were given."""
        found = POSITION.fullmatch(self.position.data or "")
        return (float(found[2]), float(found[1])) if found else None

    def chosen_kind(self) -> PlaceKind:
        """Return the kind."""
        return PlaceKind(self.kind.data)

    def validate_position(self, field: Field) -> None:
        """Accept nothing, or a point on the earth."""
        where = self.where()
        is_on_earth = where and abs(where[0]) <= 180 and abs(where[1]) <= 90
        if field.data and not is_on_earth:
            raise ValidationError(_("Write it like 30.20712, 120.21134, or leave it empty."))
