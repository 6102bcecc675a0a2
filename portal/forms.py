"""The form that every form inherits: CSRF, stripped words, and reading from the request."""

from collections.abc import Callable
from typing import Any, Self

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import PasswordField, StringField

from portal.errors import NotAcceptable, Refused, TooLarge
from portal.i18n import _


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

    def accepts(self, act: Callable[[], object]) -> bool:
        """Do what was asked, or show on this form why it cannot be kept as it is."""
        try:
            act()
        except (NotAcceptable, TooLarge) as refusal:
            self.form_errors.append(in_words(refusal))
            return False
        return True


def in_words(refusal: Refused) -> str:
    """Return what a refusal says, in the reader's language."""
    words = str(_(refusal.message))
    return words % refusal.facts if refusal.facts else words


def _strip(value: Any) -> Any:
    """Take away spaces around it, and the NUL that no database keeps."""
    return value.replace("\0", "").strip() if isinstance(value, str) else value
