"""The forms about volunteers: vetting, rest and leave, help in households, relatives."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from portal.forms import PortalForm, SelectMultipleCheckboxes
from portal.grids.models import Grid
from portal.i18n import _l, named
from portal.volunteers.rules import HelpKind, VolunteerKind, VolunteerTask

KINDS = {
    VolunteerKind.PARTY_MEMBER: _l("Party member"),
    VolunteerKind.REPRESENTATIVE: _l("Residents' representative"),
    VolunteerKind.STAIR_HEAD: _l("Stair head"),
    VolunteerKind.NEIGHBOUR: _l("Neighbour"),
}

TASKS = {
    VolunteerTask.REPORT: _l("Report what they find"),
    VolunteerTask.PATROL: _l("Patrol"),
    VolunteerTask.VERIFY: _l("Look at repairs"),
}
HELPS = {
    HelpKind.ERRAND: _l("Errands"),
    HelpKind.COMPANY: _l("Company"),
    HelpKind.REPAIR: _l("Small repairs"),
    HelpKind.PHONE: _l("Help with phones and forms"),
    HelpKind.CARE: _l("Looking after somebody"),
}
_unknown: dict[str, Any] = {"invalid_choice_message": _l("Choose one of these")}
_why = [InputRequired(_l("Say why, in words")), Length(max=300)]


class AcceptForm(PortalForm):
    """In which grid, and for what."""

    grid = SelectField(_l("Grid"), **_unknown)
    tasks = SelectMultipleCheckboxes(
        _l("Tasks"),
        choices=[SelectChoice(task.value, words) for task, words in TASKS.items()],
        validators=[InputRequired(_l("Choose one task at least"))],
    )

    def __init__(self, *, grids: Sequence[Grid], **given: Any) -> None:
        """Offer the grids of the community."""
        super().__init__(**given)
        self.grid.choices = [SelectChoice(grid.code, named(grid)) for grid in grids]


class ReasonForm(PortalForm):
    """Why, in words."""

    reason = TextAreaField(_l("Reason"), validators=_why)


class RefuseForm(PortalForm):
    """Why an application is refused: the applicant reads it."""

    reason = TextAreaField(_l("Reason, which the applicant reads"), validators=_why)


class PauseForm(PortalForm):
    """From when until when, and why."""

    from_on = DateField(_l("First day of the pause"), validators=[InputRequired(_l("Enter a day"))])
    until_on = DateField(_l("First day back"), validators=[Optional()])
    why = StringField(_l("Why"), validators=[Length(max=300)])


class LeaveForm(PortalForm):
    """That somebody leaves, and why."""

    why = StringField(_l("Why"), validators=_why)


class MoveForm(PortalForm):
    """To which grid, and why."""

    grid = SelectField(_l("Grid"), **_unknown)
    why = StringField(_l("Why"), validators=[Length(max=300)])

    def __init__(self, *, grids: Sequence[Grid], **given: Any) -> None:
        """Offer the grids of the community."""
        super().__init__(**given)
        self.grid.choices = [SelectChoice(grid.code, named(grid)) for grid in grids]


class ShownForm(PortalForm):
    """What others may see."""

    shows_name = BooleanField(_l("Show my name in the standing of my community"))
    shows_stars = BooleanField(_l("Show my stars on the page of my grid's board"))


class HelpForm(PortalForm):
    """When and with what somebody helped; never whom."""

    key = HiddenField(default=lambda: secrets.token_urlsafe(18))
    day = DateField(_l("Day"), validators=[InputRequired(_l("Enter a day"))])
    kind = SelectField(
        _l("With what"),
        choices=[SelectChoice(kind.value, words) for kind, words in HELPS.items()],
        **_unknown,
    )
    words = StringField(
        _l("A few words"), validators=[InputRequired(_l("Say it in a few words")), Length(max=200)]
    )


class RelativeForm(PortalForm):
    """The number of somebody who is a relative."""

    number = StringField(
        _l("Their number"), validators=[InputRequired(_l("Enter a number")), Length(max=40)]
    )


def help_form(today: date) -> HelpForm:
    """Return an empty form for help given today."""
    return HelpForm(formdata=None, data={"day": today})
