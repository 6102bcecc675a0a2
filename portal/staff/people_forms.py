"""The forms of people: who they are, and which post they are given."""

from typing import Any

from wtforms import Field, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)

from portal.accounts.actions import NewPerson
from portal.accounts.models import Unit
from portal.accounts.queries import unit_by_code, units_around
from portal.accounts.rules import Role
from portal.forms import PortalForm
from portal.grids.models import Area, Grid
from portal.grids.queries import all_areas, all_grids
from portal.grids.rules.values import EMAIL
from portal.i18n import _, _l, named
from portal.staff.people_words import ROLES

NUMBER = r"[A-Za-z0-9-]{2,20}$"
LOGIN = r"([a-z][a-z0-9._-]{1,29})?$"
PHONE = r"[0-9+() -]{5,20}$"
DISTRICT_DIGITS = 6
_unknown: dict[str, Any] = {"invalid_choice_message": _l("Choose one of these")}


def _can_be_reached(form: Form, _field: Field) -> None:
    if not any(form[name].data for name in ("login", "phone", "email")):
        raise ValidationError(_("Give a login, a phone or an e-mail: by one of them they sign in."))


class PersonForm(PortalForm):
    """Who is taken on."""

    name = StringField(
        _l("Full name"), validators=[DataRequired(_l("Enter the name")), Length(max=40)]
    )
    number = StringField(
        _l("Staff number"),
        validators=[
            InputRequired(_l("Enter the staff number")),
            Regexp(NUMBER, message=_l("A number has 2 to 20 letters, digits or hyphens.")),
        ],
    )
    phone = StringField(
        _l("Phone"),
        validators=[
            Optional(),
            Regexp(PHONE, message=_l("Enter a phone number, such as 0571-86520000")),
        ],
    )
    email = StringField(
        _l("E-mail"),
        validators=[
            Optional(),
            Regexp(EMAIL, message=_l("This is no e-mail address. Look at it again.")),
        ],
    )
    login = StringField(
        _l("Login"),
        validators=[
            _can_be_reached,
            Regexp(LOGIN, message=_l("A login has 2 to 30 small letters, digits or dots.")),
        ],
    )

    def facts(self) -> NewPerson:
        """Return what was typed; what was left empty is nothing."""
        return NewPerson(
            number=self.number.data or "",
            name=self.name.data or "",
            login=self.login.data or None,
            phone=self.phone.data or None,
            email=self.email.data or None,
        )


class PostForm(PortalForm):
    """Which post somebody is given: a role, and the area or the unit for which they hold it."""

    role = SelectField(_l("Role"), validators=[InputRequired(_l("Choose a role"))], **_unknown)
    area = SelectField(_l("Area or grid"), **_unknown)
    unit = SelectField(_l("Unit"), **_unknown)

    def __init__(self, **given: Any) -> None:
        """Offer every role that is given here, every area and every unit that works."""
        super().__init__(**given)
        nobody, places = SelectChoice("", _("none")), places_by_code()
        roles = [role for role in Role if role is not Role.VOLUNTEER]
        self.role.choices = [SelectChoice(role.value, str(ROLES[role])) for role in roles]
        areas = [SelectChoice(code, _indented(code, place)) for code, place in places.items()]
        self.area.choices = [nobody, *areas]
        units = [unit for unit in units_around(list(places)[:1]) if not unit.ended_on]
        self.unit.choices = [nobody, *(SelectChoice(unit.code, named(unit)) for unit in units)]

    def chosen_unit(self) -> Unit | None:
        """Return the unit that was chosen, if one was."""
        return unit_by_code(self.unit.data) if self.unit.data else None


def places_by_code() -> dict[str, Area | Grid]:
    """Return the district, its areas and grids, each after the one in which it lies."""
    areas: dict[str, Area | Grid] = {area.code: area for area in all_areas()}
    areas |= {grid.code: grid for grid in all_grids()}
    return dict(sorted(areas.items()))


def _indented(code: str, place: Area | Grid) -> str:
    return "· " * ((len(code) - DISTRICT_DIGITS) // 3) + named(place)
