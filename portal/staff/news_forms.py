"""How somebody wants to hear of what happens: on their page only, or by mail as well."""

from datetime import timedelta
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import AnyOf, Length, ValidationError

from portal import clock
from portal.forms import PortalForm
from portal.grids.rules.values import EMAIL
from portal.i18n import _, _l
from portal.messages import quiet
from portal.policy.queries import policy_on

WAYS = {"page": _l("On my page only"), "mail": _l("On my page, and once a day in one e-mail")}
USUAL_HOUR = "9"


class NewsChoiceForm(PortalForm):
    """The way, and for mail the address and the hour."""

    way = RadioField(_l("How do you want to hear of news?"))
    address = StringField(
        _l("E-mail address"),
        validators=[Length(max=254, message=_l("An address has at most %(max)d characters"))],
    )
    hour = SelectField(_l("From what hour"))
    on_working_days = BooleanField(_l("On working days only"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the ways and the hours in the page's language."""
        super().__init__(*args, **kwargs)
        self.way.choices = [SelectChoice(value, str(words)) for value, words in WAYS.items()]
        self.hour.choices = [SelectChoice(str(hour), f"{hour:02}:00") for hour in _loud_hours()]

    @property
    def wants_mail(self) -> bool:
        """True where the notices are to come by mail."""
        return str(self.way.data) == "mail"

    def validate_address(self, field: Field) -> None:
        """Refuse mail to nowhere; whoever wants none may leave anything here."""
        if self.wants_mail and not EMAIL.fullmatch(field.data or ""):
            raise ValidationError(_("This is no e-mail address. Look at it again."))


class LettersForm(PortalForm):
    """Whether letters about figures come: one button says yes or no."""

    wants = HiddenField(validators=[AnyOf(("yes", "no"), message=_l("Press one of the buttons."))])


def _loud_hours() -> list[int]:
    """Return the hours of a day in which mail may go out."""
    today = clock.today()
    begins, quiet_hours = clock.start_of(today), policy_on(today).quiet_hours
    hours = ((n, begins + timedelta(hours=n)) for n in range(24))
    return [n for n, hour in hours if quiet.after(hour, quiet_hours) == hour]
