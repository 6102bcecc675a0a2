"""The form by which a doubt about a board's code is closed."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.forms import PortalForm
from portal.i18n import _l


class SettleForm(PortalForm):
    """What was found at the board."""

    words = TextAreaField(
        _l("What you found there"),
        validators=[
            DataRequired(_l("Say in a few words what you found")),
            Length(max=500, message=_l("Keep it within %(max)d characters")),
        ],
    )
