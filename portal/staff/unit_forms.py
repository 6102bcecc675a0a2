"""The forms of a unit: what it is called and does, and for a new one what it is."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, Form, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Regexp, ValidationError

from portal.accounts.actions import UnitFacts
from portal.accounts.models import Unit
from portal.accounts.queries import mark_of
from portal.accounts.rules import UnitKind
from portal.cases.queries.editions import platforms
from portal.cases.rules.cells import Wrong, seen, visible
from portal.forms import PortalForm
from portal.grids.models import Area
from portal.grids.queries import areas_within
from portal.i18n import _, _l, named

# What one unit of a kind is.
KINDS: dict[UnitKind, Any] = {
    UnitKind.COMMAND_CENTRE: _l("Command centre"),
    UnitKind.COMMAND_ROOM: _l("Command room"),
    UnitKind.STREET_TEAM: _l("Street team"),
    UnitKind.COMMUNITY: _l("Community"),
    UnitKind.DEPARTMENT: _l("Department"),
}
CODE = r"[A-Z0-9][A-Z0-9-]{1,19}$"
PHONE = r"[0-9+()#,;/ 转-]*$"
_unknown: dict[str, Any] = {"invalid_choice_message": _l("Choose one of these")}


def _can_be_seen(_form: Form, field: Field) -> None:
    try:
        seen(field.data or "")
    except Wrong as wrong:
        raise ValidationError(_(wrong.message, **wrong.facts)) from None


def _line(label: Any, most: int, *more: Any) -> StringField:
    """Return a field for one line of words, of which nothing is invisible."""
    too_long = Length(max=most, message=_l("Keep it within %(max)d characters"))
    return StringField(
        label,
        filters=[lambda typed: visible(typed or "")],
        validators=[*more, too_long, _can_be_seen],
    )


class UnitForm(PortalForm):
    """What a unit is called and does; `seen` is the unit as the page showed it."""

    seen = HiddenField()
    name = _line(_l("Name in Chinese"), 40, DataRequired(_l("A unit needs a name.")))
    name_en = _line(_l("Name in English"), 80, DataRequired(_l("A unit needs a name.")))
    platform = SelectField(_l("Platform"), **_unknown)
    phone = _line(
        _l("Phone"), 40, Regexp(PHONE, message=_l("Enter a phone number, such as 0571-86520000"))
    )
    about = _line(_l("What it does"), 200)

    def __init__(self, **given: Any) -> None:
        """Offer the platforms, or none; one that a unit still has from before stays."""
        super().__init__(**given)
        offered = {each.name: named(each) for each in platforms()}
        kept = given["obj"].platform if given.get("obj") else ""
        offered |= {kept: kept} if kept and kept not in offered else {}
        self.platform.choices = [
            SelectChoice("", _("none")),
            *(SelectChoice(name, words) for name, words in offered.items()),
        ]

    @classmethod
    def of(cls, unit: Unit) -> "UnitForm":
        """Return the form filled in with what a unit is now."""
        return cls(formdata=None, obj=unit, data={"seen": mark_of(unit)})

    def is_outdated(self, unit: Unit) -> bool:
        """Say whether the unit was changed after this form was shown; it may be sent once more."""
        if self.seen.data == mark_of(unit):
            return False
        self.seen.data = mark_of(unit)
        self.form_errors.append(
            _(
                "Somebody else changed this unit after you opened the page: “About the unit” says "
                "how it reads now. What you typed is still here: send it again to put it in place "
                "of theirs."
            )
        )
        return True

    def facts(self) -> UnitFacts:
        """Return what was typed."""
        return UnitFacts(
            name=self.name.data or "",
            name_en=self.name_en.data or "",
            platform=self.platform.data or "",
            phone=self.phone.data or "",
            about=self.about.data or "",
        )


class NewUnitForm(UnitForm):
    """What a new unit is, for good: its code, its kind and the area that it serves."""

    code = StringField(
        _l("Unit code"),
        filters=[lambda typed: visible(typed or "").upper()],
        validators=[
            DataRequired(_l("A unit needs a code, such as ZF-330108002.")),
            Regexp(
                CODE,
                message=_l("Use 2 to 20 letters, digits and hyphens, such as ZF-330108002."),
            ),
        ],
    )
    kind = SelectField(
        _l("Kind"), validators=[InputRequired(_l("Choose the kind of unit"))], **_unknown
    )
    area = SelectField(_l("Area"), **_unknown)

    def __init__(self, *, reach: Sequence[str], **given: Any) -> None:
        """Offer the kinds of unit, and the areas in reach."""
        super().__init__(**given)
        areas: Sequence[Area] = areas_within(reach)
        widest = min((len(area.code) for area in areas), default=0)
        self.kind.choices = [
            SelectChoice("", _("Choose the kind of unit")),
            *(SelectChoice(kind.value, words) for kind, words in KINDS.items()),
        ]
        self.area.choices = [
            SelectChoice(area.code, "· " * ((len(area.code) - widest) // 3) + named(area))
            for area in areas
        ]


class EndForm(PortalForm):
    """That a unit is to end, or to be taken up again, as the page showed it."""

    seen = HiddenField()
