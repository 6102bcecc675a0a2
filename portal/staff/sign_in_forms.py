"""What is asked at the other ways in, and of a new password."""

from collections.abc import Sequence

from wtforms import BooleanField, Field, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from portal.accounts.models import Person
from portal.accounts.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from portal.forms import PortalForm
from portal.i18n import _, _l

AT_MOST = _l("A password has at most %(max)d characters")


class AskForm(PortalForm):
    """By what somebody is known; whether anybody is, is not the form's question."""

    known_as = StringField(
        _l("Mobile number, e-mail, staff number or sign-in name"),
        validators=[
            InputRequired(_l("Enter one of them")),
            Length(max=100, message=_l("Enter at most %(max)d characters")),
        ],
    )


class WayInForm(PortalForm):
    """Who comes in, where a phone or a mail is shared, and whether they stay."""

    who = RadioField(_l("Which of you is it?"), validate_choice=False)
    keep = BooleanField(_l("Stay signed in on this phone"))

    def offer(self, people: Sequence[Person]) -> None:
        """Offer the people whom this way in can be for."""
        self.who.choices = [
            SelectChoice(one.number, _("%(name)s (%(number)s)", name=one.name, number=one.number))
            for one in people
        ]

    def chosen(self, people: Sequence[Person]) -> Person | None:
        """Return who it is: the only one, or who was chosen; None as long as nobody was."""
        if len(people) == 1:
            return people[0]
        return next((one for one in people if one.number == self.who.data), None)


class CodeForm(WayInForm):
    """The code, as it is read off another screen."""

    code = StringField(
        _l("Sign-in code"),
        validators=[
            InputRequired(_l("Enter the six digits that were sent to you")),
            Length(max=20, message=_l("A code has six digits")),
        ],
    )


class PasswordForm(PortalForm):
    """A new password, twice, and the present one where it must be known."""

    current = PasswordField(
        _l("Present password"), validators=[Length(max=LONGEST_PASSWORD, message=AT_MOST)]
    )
    password = PasswordField(
        _l("New password"),
        validators=[
            InputRequired(_l("Enter a new password")),
            Length(max=LONGEST_PASSWORD, message=AT_MOST),
        ],
    )
    again = PasswordField(_l("New password once more"))

    def __init__(self, *, asks_current: bool) -> None:
        self.asks_current = asks_current
        super().__init__()

    def validate_current(self, field: Field) -> None:
        """Ask for the present one where it must be known."""
        if self.asks_current and not field.data:
            raise ValidationError(_("Enter your present password"))

    def validate_password(self, field: Field) -> None:
        """Say at once what is too short: the rule says the rest."""
        if len(field.data or "") < SHORTEST_PASSWORD:
            raise ValidationError(
                _("A password needs at least %(least)d characters.", least=SHORTEST_PASSWORD)
            )

    def validate_again(self, field: Field) -> None:
        """Catch a slip of the finger: nobody sees what they type."""
        if field.data != self.password.data:
            raise ValidationError(_("The two are not the same. Enter both once more."))


class SessionForm(PortalForm):
    """Which of one's own sessions is meant."""

    which = StringField(widget=HiddenInput(), validators=[InputRequired(), Length(max=16)])


class KeepForm(PortalForm):
    """Whether to stay signed in on this phone: `keep` is 1 or empty."""

    keep = StringField()
