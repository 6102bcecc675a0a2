"""The form that every form inherits: CSRF, stripped words, and reading from the request."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Self

from flask import g, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import DateTimeLocalField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal import clock
from portal.errors import NotAcceptable, Refused, TooLarge
from portal.i18n import _

FIRST_YEAR = 2000  # whatever is typed before lies beyond what can be meant
_a_moment: dict[str, Any] = {"format": ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]}
LOOK_AGAIN = "look_again"  # sent with a form that only wants to be shown once more, as typed


class PortalForm(FlaskForm):
    """Checks shape (required, length, is it a date); sense is a rule's question."""

    class Meta(FlaskForm.Meta):
        """Strip what people type: a space at the end is never meant, but in a password."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the stripping filter to every text field."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), _strip]
            return unbound_field.bind(form=form, **options)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Take fields from forms only: JSON would bring numbers and lists for text."""
            return super().wrap_formdata(
                form, ImmutableMultiDict() if request.is_json else formdata
            )

    @classmethod
    def from_request(cls, **given: Any) -> Self:
        """Return the form as sent, or empty on a GET."""
        return cls(**given)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Say whether the form can be kept as it is; one that was kept for its owner never is.

        It is shown once more instead, whatever it says: nothing is sent that nobody looked at.
        """
        g.checked = self
        is_good = bool(super().validate(*args, **kwargs))
        if LOOK_AGAIN not in request.form:
            return is_good
        g.looked_again = True
        self.form_errors.append(_("You are signed in again. Look at it once more, then send it."))
        return False

    def accepts(self, act: Callable[[], object]) -> bool:
        """Do what was asked, or show on this form why it cannot be kept as it is."""
        try:
            act()
        except (NotAcceptable, TooLarge) as refusal:
            self.form_errors.append(in_words(refusal))
            return False
        return True


class SelectMultipleCheckboxes(SelectMultipleField):
    """Any number of choices, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class LocalMomentField(DateTimeLocalField):
    """A day and a time of day in Asia/Shanghai, read as the instant that it is."""

    def __init__(self, label: Any, **given: Any) -> None:
        super().__init__(label, **_a_moment, **given)

    def moment(self) -> datetime | None:
        """Return the instant, or None where nothing was entered."""
        return self.data.replace(tzinfo=clock.LOCAL).astimezone(UTC) if self.data else None

    def post_validate(self, form: Any, _stopped: bool) -> None:
        """Refuse years that nobody means."""
        if self.data and self.data.year < FIRST_YEAR:
            self.data = None
            raise ValidationError(_("Enter a day and a time of day"))


def in_words(refusal: Refused) -> str:
    """Return what a refusal says, in the reader's language."""
    words = str(_(refusal.message))
    return words % refusal.facts if refusal.facts else words


def _strip(value: Any) -> Any:
    """Take away spaces around it, and the NUL that no database keeps."""
    return value.replace("\0", "").strip() if isinstance(value, str) else value
