"""The forms of a board's life: put up, looked at, revoked, ordered from the print shop."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from portal.boards.actions import Where
from portal.boards.rules import MOST_COPIES, Finding, Packing, Revocation, Sheet, Wish
from portal.files import Kept
from portal.forms import PortalForm
from portal.i18n import _l
from portal.photos import TicketsField, keep_all
from portal.policy.rules import Policy
from portal.report_form import one_kind_of_line_end, place_in
from portal.staff.board_words import FINDINGS, PACKINGS, REVOCATIONS, SHEETS
from portal.staff.patrol_forms import KeyedForm, refuse_many_words

MOST_PLACE, MOST_NOTE = 100, 300
_too_long = _l("Keep it within %(max)d characters")
_unknown: dict[str, Any] = {"invalid_choice_message": _l("Choose one of these")}


def _choices(words: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(one.value, said) for one, said in words.items()]


class _AtBoardForm(KeyedForm):
    """What somebody notes who stands before a board: a photo if they like, and words."""

    words = TextAreaField(_l("Note"), filters=[one_kind_of_line_end])
    kept = TicketsField(_l("Photos that we have already"))
    photos = MultipleFileField(_l("Photo of the board"))

    def __init__(self, *, policy: Policy, **given: Any) -> None:
        self.policy = policy
        super().__init__(**given)

    @property
    def photo(self) -> Kept | None:
        """The first photo, if any came."""
        return next(iter(self.kept.data), None)

    def validate_words(self, field: Field) -> None:
        """Refuse more than the policy's number of characters."""
        refuse_many_words(field, self.policy)

    def validate_photos(self, field: Field) -> None:
        """Keep what can be kept, whatever else is wrong, and say what cannot and why."""
        keep_all(field, self.kept, self.policy)


class PostForm(_AtBoardForm):
    """Where the board was put up."""

    place = StringField(
        _l("Where it hangs"),
        validators=[
            DataRequired(_l("Say in a few words where it hangs, such as “east gate, left wall”.")),
            Length(max=MOST_PLACE, message=_too_long),
        ],
    )
    lat, lon = HiddenField(), HiddenField()  # where the phone was, if they tapped for it

    def where(self) -> Where:
        """Return the place in words, and the position if the phone gave one."""
        spot = place_in({"lat": self.lat.data or "", "lon": self.lon.data or ""})
        return Where(self.place.data or "", (spot.lon, spot.lat) if spot else None)


class InspectForm(_AtBoardForm):
    """What was found at the board."""

    finding = RadioField(
        _l("What did you find?"),
        choices=_choices(FINDINGS),
        validators=[InputRequired(_l("Choose what you found"))],
    )

    def found(self) -> Finding:
        """Return the finding."""
        return Finding(self.finding.data)


class RevokeForm(PortalForm):
    """Why a code is taken out of use."""

    why = RadioField(
        _l("Why?"),
        choices=_choices(REVOCATIONS),
        validators=[InputRequired(_l("Choose why the code is revoked"))],
    )
    note = StringField(
        _l("What happened"),
        validators=[
            DataRequired(_l("Say in a few words what happened.")),
            Length(max=MOST_NOTE, message=_too_long),
        ],
    )

    def reason(self) -> Revocation:
        """Return the reason."""
        return Revocation(self.why.data)


class EntranceForm(PortalForm):
    """A building entrance at which a board is to hang."""

    grid = SelectField(_l("Grid"), validate_choice=False)
    place = StringField(
        _l("Which entrance"),
        validators=[
            DataRequired(_l("Say which entrance, such as “building 3, unit 2”.")),
            Length(max=MOST_PLACE, message=_too_long),
        ],
    )


class PrintForm(KeyedForm):
    """How the chosen boards are to be printed."""

    packing = RadioField(
        _l("What you get"), choices=_choices(PACKINGS), default=Packing.ONE_PDF.value
    )
    sheet = SelectField(
        _l("Size"), choices=_choices(SHEETS), default=Sheet.A3_LANDSCAPE.value, **_unknown
    )
    copies = IntegerField(
        _l("Copies of each"),
        default=1,
        validators=[
            InputRequired(_l("Say how many copies of each board.")),
            NumberRange(1, MOST_COPIES, message=_l("Enter a number from %(min)d to %(max)d")),
        ],
    )
    is_bilingual = BooleanField(_l("Chinese and English"))
    has_bleed = BooleanField(_l("3 mm bleed and crop marks"))

    def wish(self) -> Wish:
        """Return what is wished for."""
        return Wish(
            packing=Packing(self.packing.data),
            sheet=Sheet(self.sheet.data),
            is_bilingual=bool(self.is_bilingual.data),
            has_bleed=bool(self.has_bleed.data),
            copies=self.copies.data or 1,
        )


class SettleForm(PortalForm):
    """What was found at the board."""

    words = TextAreaField(
        _l("What you found there"),
        validators=[
            DataRequired(_l("Say in a few words what you found")),
            Length(max=500, message=_l("Keep it within %(max)d characters")),
        ],
    )
