"""What every report is asked, by residents and by grid workers: what, photos, words, where."""

import re
import secrets
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from flask_wtf.file import MultipleFileField
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal import clock
from portal.cases.models import Matter
from portal.cases.queries import last_day_of, matter_by_code
from portal.cases.rules.duplicates import Position
from portal.forms import PortalForm
from portal.i18n import _, _l, day
from portal.photos import TicketsField, keep_all
from portal.policy.rules import Policy

LONGEST_PLACE = 100  # characters that say where exactly
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{5,18}[0-9]")


def as_typed_on_any_keyboard(words: str | None) -> str:
    """Return a number or address with the plain forms of full-width letters and digits."""
    return normalize("NFKC", words or "")


def one_kind_of_line_end(words: str | None) -> str:
    """Return words with plain line ends: browsers send two characters for one."""
    return (words or "").replace("\r\n", "\n")


def place_in(given: Mapping[str, str]) -> Position | None:
    """Return the place that was given as degrees; whatever is no place on earth is none."""
    try:
        lat, lon = float(given.get("lat", "")), float(given.get("lon", ""))
    except ValueError:
        return None
    is_on_earth = -90 <= lat <= 90 and -180 <= lon <= 180
    return Position(round(lat, 5), round(lon, 5)) if is_on_earth else None


class AnyReportForm(PortalForm):
    """A matter of the list, photos if any, words if any; sent twice it is one report."""

    key = HiddenField(default=lambda: secrets.token_urlsafe(18))
    matter = StringField(_l("What is it?"))
    kept = TicketsField(_l("Photos that we have already"))
    photos = MultipleFileField(_l("Photos"))
    words = TextAreaField(_l("In your words"), filters=[one_kind_of_line_end])
    place_note = StringField(
        _l("Where exactly"),
        validators=[Length(max=LONGEST_PLACE, message=_l("Keep this within %(max)d characters."))],
    )

    lat, lon = HiddenField(), HiddenField()  # where the reporter stood, if they tapped for it
    same = StringField()  # the number of the case that they say it is
    looked = HiddenField()  # that they were shown what is like theirs

    def __init__(self, *, policy: Policy, **given: Any) -> None:
        self.policy = policy
        self.chosen: Matter | None = None
        super().__init__(**given)

    def may_report(self, matter: Matter) -> bool:
        """Say whether a report may be about this matter: the patrol log's are none of ours."""
        return not matter.is_info

    def said(self) -> dict[str, Any]:
        """Return what was added to the matter, named as a report takes it."""
        return {
            "words": self.words.data or "",
            "place_note": self.place_note.data or "",
            "photos": self.kept.data,
            "place": place_in({"lat": self.lat.data or "", "lon": self.lon.data or ""}),
        }

    def validate_key(self, field: Field) -> None:
        """Refuse a form that cannot be told from another one, and give it a key of its own."""
        if not KEY.fullmatch(field.data or ""):
            field.data = secrets.token_urlsafe(18)
            raise ValidationError(_("This page was not complete. Please send it once more."))

    def validate_matter(self, field: Field) -> None:
        """Accept a matter that may be reported here."""
        self.chosen = matter_by_code(field.data) if field.data else None
        ended = None if self.chosen or not field.data else last_day_of(field.data, clock.today())
        if ended:
            since = day(ended)
            raise ValidationError(
                _("This was taken off the list on %(day)s. Choose what comes nearest.", day=since)
            )
        if not self.chosen or not self.may_report(self.chosen):
            self.chosen = None
            raise ValidationError(_("Choose what it is: tap one of the tiles or a line below."))

    def validate_photos(self, field: Field) -> None:
        """Keep what can be kept, whatever else is wrong, and say what cannot and why."""
        keep_all(field, self.kept, self.policy)

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
