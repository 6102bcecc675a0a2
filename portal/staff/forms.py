"""What staff are asked at the door and on their own pages."""

from wtforms import IntegerField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from portal.forms import PortalForm
from portal.i18n import _l


class SignInForm(PortalForm):
    """A name and a password; whether they belong together is not the form's question."""

    login = StringField(
        _l("Sign-in name"),
        validators=[
            InputRequired(_l("Enter your sign-in name")),
            Length(max=100, message=_l("A sign-in name has at most %(max)d characters")),
        ],
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Enter your password")),
            Length(max=200, message=_l("A password has at most %(max)d characters")),
        ],
    )


class ReadNoticesForm(PortalForm):
    """The newest notice that the page showed: one that came since stays new."""

    up_to = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**62)])
