"""What is asked of a field map, a receipt, and a file to take in."""

from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal import clock
from portal.exchange.actions.case_batches import Sent
from portal.exchange.actions.uploads import Said
from portal.exchange.models import StoredMap
from portal.exchange.rules.yaml_nodes import MOST_SIGNS
from portal.forms import PortalForm
from portal.i18n import _l
from portal.report_form import one_kind_of_line_end

MOST_ROWS = 100_000_000
_few = Length(max=100, message=_l("Keep this within %(max)d characters."))
_rows = NumberRange(0, MOST_ROWS, _l("Enter a number of rows"))


class MapForm(PortalForm):
    """What the map says."""

    text = TextAreaField(
        _l("The map, as YAML"),
        filters=[one_kind_of_line_end],
        validators=[
            InputRequired(_l("Write the map, or begin with an example")),
            Length(max=MOST_SIGNS, message=_l("Keep this within %(max)d characters.")),
        ],
    )


class TimedForm(PortalForm):
    """Whether a file is made after each period by itself."""

    is_timed = BooleanField(_l("Make a file by itself after each period"))


class ReceiptForm(PortalForm):
    """Where a file was handed in, and what came back."""

    handed_to = StringField(
        _l("Handed to"), validators=[InputRequired(_l("Say to whom or into what")), _few]
    )
    received_on = DateField(_l("Day"), validators=[InputRequired(_l("Enter a day"))])
    number = StringField(_l("Number of the receipt"), validators=[_few])
    accepted = IntegerField(_l("Rows accepted"), default=0, validators=[_rows])
    refused = IntegerField(_l("Rows refused"), default=0, validators=[_rows])
    note = StringField(_l("Note"), validators=[_few])

    def said(self) -> Said:
        """Return the entry."""
        return Said(
            handed_to=self.handed_to.data or "",
            received_on=self.received_on.data or clock.today(),
            number=self.number.data or "",
            accepted=self.accepted.data or 0,
            refused=self.refused.data or 0,
            note=self.note.data or "",
        )


class CasesForm(PortalForm):
    """A file of another system, and the map that reads it."""

    map = SelectField(_l("Field map"), coerce=int, validators=[InputRequired(_l("Choose a map"))])
    file = FileField(_l("The file"), validators=[InputRequired(_l("Choose a file"))])

    def __init__(self, maps: dict[int, StoredMap], **given: object) -> None:
        super().__init__(**given)
        self.map.choices = [(each.id, each.name) for each in maps.values()]

    def sent(self) -> Sent:
        """Return the file as it was sent."""
        return Sent((self.file.data.filename or "")[:200], self.file.data.read())
