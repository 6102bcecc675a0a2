"""The forms of rules of points: other values from a day on, and withdrawing them."""

import re
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import uuid4

from wtforms import DateField, Field, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.policy.rules import Policy
from portal.rewards.rules import point_values

WHOLE = re.compile(r"-?\d{1,9}")
WORDS = "words"  # what a value is called, in its metadata
LAST_DAY = date(2100, 1, 1)
_reason: dict[str, Any] = {
    "validators": [
        InputRequired(_l("Write why: everybody who looks at the rules reads it.")),
        Length(max=300, message=_l("Keep it within %(max)d characters")),
    ]
}


class SeriesField(StringField):
    """Whole numbers beside one another, one for each star or level."""

    def post_validate(self, form: Any, _stopped: bool) -> None:
        """Refuse anything but as many whole numbers as there are now."""
        given, wanted = self.numbers(), len(self.default)  # type: ignore[arg-type]
        if given is None or len(given) != wanted:
            raise ValidationError(
                _("Enter %(count)d whole numbers with spaces between.", count=wanted)
            )

    def numbers(self) -> list[int] | None:
        """Return the numbers, or None where something else is among them."""
        words = re.split(r"[\s,，、·]+", self.data or "")
        return [int(word) for word in words] if all(map(WHOLE.fullmatch, words)) else None

    def _value(self) -> str:
        shown = self.data
        return shown if isinstance(shown, str) else " ".join(map(str, shown or ()))


class RuleForm(PortalForm):
    """The day of force and the reason; the values are added for the policy of a day."""

    from_day = DateField(
        _l("In force from"), validators=[InputRequired(_l("Enter the day from which they hold"))]
    )
    reason = TextAreaField(_l("Reason"), **_reason)
    key = StringField(widget=HiddenInput(), default=lambda: uuid4().hex)

    def validate_from_day(self, field: Field) -> None:
        """Refuse days that nobody means."""
        if field.data and field.data > LAST_DAY:
            raise ValidationError(_("That day lies too far away."))

    def value_fields(self) -> list[Field]:
        """Return the fields of values, as the policy names them in order."""
        return [self[name] for name in point_values()]

    def changes(self, policy: Policy) -> dict[str, Any]:
        """Return the values that are not what they were."""
        given = {field.name: _content(field) for field in self.value_fields()}
        return {name: new for name, new in given.items() if new != _plain(getattr(policy, name))}


class WithdrawForm(PortalForm):
    """Why values are withdrawn before their day."""

    reason = TextAreaField(_l("Reason"), **_reason)


def rule_form(policy: Policy, **given: Any) -> RuleForm:
    """Return the form with a field for each value, filled in as it stands."""
    made: dict[str, Any] = {}
    known = {each.name: each for each in fields(Policy)}
    for name in point_values():
        stands, told = getattr(policy, name), known[name].metadata
        label = _l(told[WORDS])
        if isinstance(stands, tuple):
            made[name] = SeriesField(label, default=stands)  # type: ignore[arg-type]
        else:
            made[name] = IntegerField(
                label, validators=[InputRequired(_l("Enter a whole number"))], default=stands
            )
    form: RuleForm = type("PointRuleForm", (RuleForm,), made)(**given)
    return form


def _content(field: Field) -> Any:
    return field.numbers() if isinstance(field, SeriesField) else field.data


def _plain(content: Any) -> Any:
    return list(content) if isinstance(content, tuple) else content
