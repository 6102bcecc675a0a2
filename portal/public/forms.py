"""The form by which residents report."""

import re
import secrets
from typing import Any
from unicodedata import normalize

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal.cases.actions import ContactGiven
from portal.cases.models import Matter
from portal.cases.queries import matter_by_code
from portal.files import Kept
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.policy.rules import Policy
from portal.public import photos

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,18}[0-9]")


def one_kind_of_line_end(words: str | None) -> str:
    """Return words with plain line ends: browsers send two characters for one."""
    return (words or "").replace("\r\n", "\n")


def as_typed_on_any_keyboard(words: str | None) -> str:
    """Return a number or address with the plain forms of full-width letters and digits."""
    return normalize("NFKC", words or "")


class TicketsField(Field):
    """Photos that an earlier try of this form has brought already, each by its signed ticket."""

    data: list[Kept]

    def process_data(self, _value: Any) -> None:
        """Begin with none."""
        self.data = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read every ticket that we signed, each photo once."""
        self.data = list(dict.fromkeys(photos.of_tickets(map(str, valuelist))))


class ReportForm(PortalForm):
    """What happened, photos if any, words if any, and how to reach the reporter if they like."""

    key = HiddenField(default=lambda: secrets.token_urlsafe(18))
    altcha = HiddenField()
    matter = StringField(_l("What is it?"))
    kept = TicketsField(_l("Photos that we have already"))
    photos = MultipleFileField(_l("Photos"))
    words = TextAreaField(_l("In your words"), filters=[one_kind_of_line_end])
    place_note = StringField(
        _l("Where exactly"),
        validators=[Length(max=100, message=_l("Keep this within %(max)d characters."))],
    )
    contact = StringField(_l("Phone or e-mail"), filters=[as_typed_on_any_keyboard])
    may_contact = BooleanField(_l("You may use this to tell me about this report"))

    def __init__(self, *, policy: Policy, **given: Any) -> None:
        self.policy = policy
        self.chosen: Matter | None = None
        super().__init__(**given)

    def said(self) -> dict[str, Any]:
        """Return what the reporter added to the matter, named as a report takes it."""
        return {
            "words": self.words.data or "",
            "place_note": self.place_note.data or "",
            "photos": self.kept.data,
            "contact": self.contact_given,
        }

    @property
    def contact_given(self) -> ContactGiven | None:
        """How the reporter may be reached, if they said so."""
        given = self.contact.data or ""
        if not given:
            return None
        return ContactGiven(email=given) if "@" in given else ContactGiven(phone=given)

    def validate_key(self, field: Field) -> None:
        """Refuse a form that cannot be told from another one, and give it a key of its own."""
        if not KEY.fullmatch(field.data or ""):
            field.data = secrets.token_urlsafe(18)
            raise ValidationError(_("This page was not complete. Please send it once more."))

    def validate_matter(self, field: Field) -> None:
        """Accept a matter that residents may report."""
        self.chosen = matter_by_code(field.data) if field.data else None
        if not self.chosen or self.chosen.is_info or not self.chosen.residents_may_report:
            self.chosen = None
            raise ValidationError(_("Choose what it is: tap one of the tiles or a line below."))

    def validate_photos(self, field: Field) -> None:
        """Keep what can be kept, whatever else is wrong, and say what cannot and why."""
        room = max(0, self.policy.photos_limit - len(self.kept.data))
        sent = field.data or []
        new, complaints = photos.keep(sent[:room], megabytes=self.policy.photo_megabytes)
        self.kept.data = list(dict.fromkeys([*self.kept.data, *new]))
        if len(sent) > room:
            complaints.append(
                _("A report takes %(most)d photos at most.", most=self.policy.photos_limit)
            )
        if complaints:
            raise ValidationError(" ".join(complaints))

    def validate_words(self, field: Field) -> None:
        """Refuse more than the policy's number of characters."""
        if len(field.data) > self.policy.words_limit:
            raise ValidationError(
                _(
                    "These are %(length)d characters. Shorten them to %(most)d.",
                    length=len(field.data),
                    most=self.policy.words_limit,
                )
            )

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
