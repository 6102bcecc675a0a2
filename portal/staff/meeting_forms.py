"""The forms of meetings: calling one, and keeping what it decided."""

from collections.abc import Sequence
from typing import Any

from flask_login import current_user
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal import clock
from portal.accounts.models import Unit
from portal.accounts.queries import area_codes_of, units_below, units_for
from portal.accounts.rules import UnitKind
from portal.cases import queries
from portal.cases.actions.meetings import Decision, Question
from portal.cases.models import Meeting
from portal.cases.rules import Step
from portal.errors import Refused
from portal.forms import LocalMomentField, PortalForm, SelectMultipleCheckboxes, in_words
from portal.grids.rules import DISTRICT
from portal.i18n import _, _l, named
from portal.staff import case_words
from portal.staff.case_forms import unit_choice, unknown, unknown_unit

LONGEST = 4000
MOST_CASES = 20
_long = Length(max=LONGEST, message=_l("Keep it within %(max)d characters"))
_line = Length(max=120, message=_l("Keep it within %(max)d characters"))


class MeetingForm(PortalForm):
    """Why, when and where; which units; which cases with which question."""

    kind = RadioField(
        _l("What kind of meeting"),
        choices=[SelectChoice(one.value, words) for one, words in case_words.MEETINGS.items()],
        validators=[InputRequired(_l("Choose one of these"))],
        **unknown,
    )
    title = StringField(
        _l("What it is about"), validators=[DataRequired(_l("Say what it is about")), _line]
    )
    starts_at = LocalMomentField(
        _l("Day and time"),
        validators=[InputRequired(_l("Give the day and the time, such as 2026-11-24 14:30"))],
    )
    place = StringField(_l("Place"), validators=[DataRequired(_l("Say where")), _line])
    units = SelectMultipleCheckboxes(_l("Units invited"), **unknown_unit)
    cases = TextAreaField(
        _l("Cases: on each line a number, then what is asked"),
        validators=[DataRequired(_l("Name at least one case")), _long],
    )

    def __init__(self, **given: Any) -> None:
        """List the units of the area of whoever calls the meeting."""
        super().__init__(**given)
        self.area_code = min(area_codes_of(current_user, clock.today()), key=len)
        units = _units_for(self.area_code)
        self.known = {unit.code: unit for unit in units}
        self.units.choices = [SelectChoice(unit.code, named(unit)) for unit in units]
        self.questions: list[Question] = []

    def validate_units(self, field: SelectMultipleCheckboxes) -> None:
        """Ask for one unit at least."""
        if not field.data:
            raise ValidationError(_("Invite at least one unit"))

    def validate_cases(self, field: TextAreaField) -> None:
        """Find each case, or say on which line there is none that may be put before a meeting."""
        lines = [line for line in (field.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_CASES:
            too_many = _("Put at most %(most)d cases before one meeting", most=MOST_CASES)
            raise ValidationError(too_many)
        wrong = [said for line in lines if (said := self._keep(line))]
        if wrong:
            raise ValidationError("; ".join(wrong))

    def chosen_units(self) -> list[Unit]:
        """Return the units that were ticked."""
        return [self.known[code] for code in self.units.data or ()]

    def _keep(self, line: str) -> str:
        number, _space, asked = line.strip().partition(" ")
        try:
            case = queries.case_for_step(
                current_user, number.upper(), Step.CONSULT, seen=None, on=clock.today()
            )
        except Refused as refusal:
            return f"{number[:20]}: {in_words(refusal)}"
        if case not in [known for known, _asked in self.questions]:
            self.questions.append((case, asked.strip()[:500]))
        return ""


def minutes_form(meeting: Meeting, **given: Any) -> PortalForm:
    """Return the form of a meeting's minutes: who came, what was said, what of each case."""
    units: Sequence[Unit] = [one.unit for one in meeting.units]
    others = _units_for(meeting.area_code)
    choices = [SelectChoice("", _("Whoever has it keeps it")), *map(unit_choice, others)]
    fields: dict[str, Any] = {
        f"came_{one.unit_id}": BooleanField(_("%(unit)s came", unit=named(one.unit)))
        for one in meeting.units
    }
    fields["minutes"] = TextAreaField(
        _("Minutes"), validators=[DataRequired(_("Write the minutes")), _long]
    )
    for put in meeting.cases:
        said = Length(max=500, message=_("Keep it within %(max)d characters"))
        needed = DataRequired(_("Write what was decided"))
        fields[f"decision_{put.id}"] = TextAreaField(_("Decided"), validators=[needed, said])
        fields[f"unit_{put.id}"] = SelectField(
            _("Who is to do it"), choices=choices, **unknown_unit
        )
    form: PortalForm = type("MinutesForm", (PortalForm,), fields)(**given)
    form.units = {unit.code: unit for unit in (*units, *others)}
    return form


def decisions_in(form: Any, meeting: Meeting) -> dict[int, Decision]:
    """Return what was decided of each case of a meeting."""
    return {
        put.id: (
            form[f"decision_{put.id}"].data or "",
            form.units.get(form[f"unit_{put.id}"].data or ""),
        )
        for put in meeting.cases
    }


def came_in(form: Any, meeting: Meeting) -> set[int]:
    """Return the ids of the units that came."""
    return {one.unit_id for one in meeting.units if form[f"came_{one.unit_id}"].data}


def _units_for(area_code: str) -> list[Unit]:
    """Return whom a meeting may invite; the district has too many communities to list."""
    if area_code == DISTRICT:
        return units_below(DISTRICT, but=UnitKind.COMMUNITY)
    return units_for([DISTRICT]) + units_below(area_code)
