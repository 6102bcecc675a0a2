"""What staff are asked at the door, on their own pages, and on their round."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    PasswordField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError
from wtforms.widgets import HiddenInput

from portal.forms import PortalForm
from portal.grids.models import Grid
from portal.i18n import _, _l, named
from portal.photos import TicketsField, keep_all
from portal.report_form import AnyReportForm, one_kind_of_line_end


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
    keep = BooleanField(_l("Stay signed in on this phone"))


class ReadNoticesForm(PortalForm):
    """The newest notice that the page showed: one that came since stays new."""

    up_to = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**62)])


class ShowPhotoForm(PortalForm):
    """Whether residents may see a photo: `shown` is 1 or empty."""

    shown = StringField()

    @property
    def is_shown(self) -> bool:
        """True where they may."""
        return bool(self.shown.data == "1")


class WorkerReportForm(AnyReportForm):
    """What a grid worker found in a grid of their own, and how they solved it, if they did."""

    grid = RadioField(_l("Grid"), validate_choice=False)
    is_solved = BooleanField(_l("I have solved it on the spot"))
    words_after = TextAreaField(_l("What you did"), filters=[one_kind_of_line_end])
    kept_after = TicketsField(_l("Photos afterwards that we have already"))
    photos_after = MultipleFileField(_l("Photos afterwards"))

    def __init__(self, *, grids: Sequence[Grid], **given: Any) -> None:
        self.grids = {grid.code: grid for grid in grids}
        super().__init__(**given)
        self.photos.label.text = _("Photos before")
        self.grid.choices = [SelectChoice(grid.code, named(grid)) for grid in grids]
        if len(grids) == 1:
            self.grid.data = grids[0].code

    def chosen_grid(self) -> Grid:
        """Return the grid."""
        return self.grids[self.grid.data]

    def said_of_solving(self) -> dict[str, Any]:
        """Return how it was solved, named as resolving on the spot takes it."""
        return {"words": self.words_after.data or "", "photos": self.kept_after.data}

    def thanks(self) -> str:
        """Return what to say once it is stored."""
        if self.is_solved.data:
            return str(_("Reported and resolved. Now somebody else looks at it, not you."))
        return str(_("Reported. It waits to be dispatched."))

    def validate_grid(self, field: Field) -> None:
        """Accept a grid of their own."""
        if field.data not in self.grids:
            raise ValidationError(_("Choose one of your grids."))

    def validate_is_solved(self, field: Field) -> None:
        """Lose nothing that was said of solving it."""
        said = any(self.said_of_solving().values()) or any(self.photos_after.data or ())
        if said and not field.data:
            raise ValidationError(_("Tick this, or take away what you wrote and chose below."))

    def validate_words_after(self, field: Field) -> None:
        """Ask what was done, and for no more than the policy's number of characters."""
        if self.is_solved.data and not field.data:
            raise ValidationError(_("Write what you did: whoever looks at it reads this."))
        self.validate_words(field)

    def validate_photos_after(self, field: Field) -> None:
        """Keep what can be kept, and say what cannot and why."""
        keep_all(field, self.kept_after, self.policy)
