"""The form that every form inherits: CSRF, stripped words, and reading from the request."""

from typing import Any, Self

from flask_wtf import FlaskForm


class PortalForm(FlaskForm):
    """Checks shape (required, length, is it a date); sense is a rule's question."""

    class Meta(FlaskForm.Meta):
        """Strip what people type: a space at the end is never meant."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Add the stripping filter to every text field."""
            if "StringField" in str(unbound_field.field_class.__mro__):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), _strip]
            return unbound_field.bind(form=form, **options)

    @classmethod
    def from_request(cls, **given: Any) -> Self:
        """Return the form as sent, or empty on a GET."""
        return cls(**given)


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
