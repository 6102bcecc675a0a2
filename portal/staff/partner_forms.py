"""The forms of partners: where one is, what goes there, and under which number it is there."""

from typing import Any

from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from portal.exchange.actions.partners import PartnerFacts
from portal.exchange.models.partners import Partner
from portal.forms import PortalForm
from portal.i18n import _l

TOO_LONG = _l("Keep it within %(max)d characters")


def _line(label: Any, needed: Any, most: int) -> StringField:
    return StringField(
        label, validators=[InputRequired(needed), Length(max=most, message=TOO_LONG)]
    )


class PartnerForm(PortalForm):
    """What staff say of a partner."""

    name = _line(_l("Name of the partner"), _l("A partner needs a name"), 40)
    base_url = _line(
        _l("Address of its Open311 server"), _l("Enter the address up to /requests.json"), 200
    )
    jurisdiction_id = StringField(
        _l("Jurisdiction id"), validators=[Length(max=80, message=TOO_LONG)]
    )
    takes_all = BooleanField(_l("All cases of the unit go there; unknown matters are shown to us"))
    with_notes = BooleanField(_l("Send the dispatcher's note too, but never of private matters"))
    knows_copies = BooleanField(_l("It files a report with the same Idempotency-Key only once"))

    def facts(self) -> PartnerFacts:
        """Return what was entered."""
        return PartnerFacts(
            name=self.name.data or "",
            base_url=self.base_url.data or "",
            jurisdiction_id=self.jurisdiction_id.data or "",
            takes_all=bool(self.takes_all.data),
            with_notes=bool(self.with_notes.data),
            knows_copies=bool(self.knows_copies.data),
        )


class NewPartnerForm(PartnerForm):
    """The same, with what stays for good: its code and the unit it works for."""

    code = StringField(
        _l("Code of the partner"),
        validators=[
            InputRequired(_l("A partner needs a code, such as county-roads")),
            Regexp(r"[a-z0-9-]{1,40}$", message=_l("Use small letters, digits and hyphens only")),
        ],
    )
    unit = _line(_l("Code of our unit"), _l("Say for which unit it works"), 40)


class MappingForm(PortalForm):
    """Two tables, a row a line."""

    services = TextAreaField(_l("Matters"), validators=[Length(max=20_000, message=TOO_LONG)])
    statuses = TextAreaField(_l("Statuses"), validators=[Length(max=5_000, message=TOO_LONG)])

    @classmethod
    def of(cls, partner: Partner) -> "MappingForm":
        """Return the form with the tables as they are."""
        services = [
            "; ".join(
                [f"{ours} = {row['code']}", *(f"{k}={v}" for k, v in row["attributes"].items())]
            )
            for ours, row in partner.services.items()
        ]
        statuses = [
            f"{status}: {notes} = {meaning}" if notes else f"{status} = {meaning}"
            for status, notes, meaning in partner.statuses
        ]
        return cls(
            formdata=None, data={"services": "\n".join(services), "statuses": "\n".join(statuses)}
        )


class ArrivedForm(PortalForm):
    """Under which number the partner has a case."""

    request_id = _line(_l("The partner's number"), _l("Enter the number that the partner has"), 100)
