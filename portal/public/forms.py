"""The form by which residents report."""

from typing import Any

from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.validators import ValidationError

from portal.cases.actions import ContactGiven
from portal.cases.models import Matter
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.report_form import EMAIL, PHONE, AnyReportForm, as_typed_on_any_keyboard


class ReportForm(AnyReportForm):
    """What happened, photos if any, words if any, and how to reach the reporter if they like."""

    altcha = HiddenField()
    contact = StringField(_l("Phone or e-mail"), filters=[as_typed_on_any_keyboard])
    may_contact = BooleanField(_l("You may use this to tell me about this report"))

    def may_report(self, matter: Matter) -> bool:
        """Say whether a resident may report this matter."""
        return matter.residents_may_report and super().may_report(matter)

    def said(self) -> dict[str, Any]:
        """Return what the reporter added to the matter, named as a report takes it."""
        return super().said() | {"contact": self.contact_given}

    @property
    def contact_given(self) -> ContactGiven | None:
        """How the reporter may be reached, if they said so."""
        given = self.contact.data or ""
        if not given:
            return None
        return ContactGiven(email=given) if "@" in given else ContactGiven(phone=given)

    def validate_contact(self, field: Field) -> None:
        """Refuse what is neither a number nor an address."""
        if field.data and not (PHONE.fullmatch(field.data) or EMAIL.fullmatch(field.data)):
            raise ValidationError(
                _("This is no phone number or e-mail address. Look at it again, or leave it empty.")
            )

    def validate_may_contact(self, field: Field) -> None:
        """Keep no contact without consent."""
        if self.contact.data and not field.data:
            raise ValidationError(
                _("Tick this, or empty the field above: without it we may not keep your contact.")
            )


class SameForm(PortalForm):
    """Which report one's own is said to be the same as."""

    same = StringField()
