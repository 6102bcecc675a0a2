"""The forms of meetings with a list. Shape only."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from portal import clock
from portal.accounts.models import Person
from portal.forms import LocalMomentField, PortalForm
from portal.grids.models import Area
from portal.i18n import _, _l, named
from portal.staff.course_words import said
from portal.training.actions import Planned
from portal.training.models import Course
from portal.training.queries import people_called
from portal.training.rules import LONGEST_NAME

TOO_LONG = _l("Keep it within %(max)d characters")
WHEN = InputRequired(_l("Enter a day and a time of day"))


class GatheringForm(PortalForm):
    """What a meeting is about, where, when, for whom, and whether it counts as a course."""

    title = StringField(
        _l("What the meeting is about"),
        validators=[
            InputRequired(_l("Write what it is about")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    place = StringField(
        _l("Place"),
        validators=[
            InputRequired(_l("Say where it takes place")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    starts_at = LocalMomentField(_l("Begins"), validators=[WHEN])
    ends_at = LocalMomentField(_l("Ends"), validators=[WHEN])
    area = SelectField(_l("For the people of"), validators=[InputRequired(_l("Choose a place."))])
    course = SelectField(_l("Whoever comes has passed"), default="")

    def __init__(self, areas: Sequence[Area], courses: Sequence[Course], **given: Any) -> None:
        """Offer the areas in reach, and the published courses that a meeting may count as."""
        super().__init__(**given)
        self.known = {each.code: each for each in courses}
        self.area.choices = [SelectChoice(each.code, named(each)) for each in areas]
        titles = [SelectChoice(each.code, said(each.title, each.title_en)) for each in courses]
        self.course.choices = [SelectChoice("", _("No course")), *titles]

    def planned(self) -> Planned:
        """Return what was planned."""
        return Planned(
            title=self.title.data or "",
            place=self.place.data or "",
            area_code=self.area.data or "",
            starts_at=self.starts_at.moment() or clock.now(),
            ends_at=self.ends_at.moment() or clock.now(),
            course=self.known.get(self.course.data or ""),
        )


class EnterForm(PortalForm):
    """Somebody who came without a phone, by staff number or name."""

    who = StringField(
        _l("Staff number or name"),
        validators=[
            InputRequired(_l("Say who came")),
            Length(max=40, message=TOO_LONG),
        ],
    )

    def validate_who(self, field: StringField) -> None:
        """Find exactly one person."""
        found = people_called(field.data or "")
        if not found:
            raise ValidationError(_("Nobody has this number or name."))
        if len(found) > 1:
            raise ValidationError(_("Several people are called so. Enter the staff number."))
        self.person: Person = found[0]
