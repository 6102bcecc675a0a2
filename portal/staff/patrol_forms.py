"""The forms of the round: shape only; whether a patrol makes sense is asked of the rules."""

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import (
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from portal import clock
from portal.errors import NotAcceptable
from portal.forms import LocalMomentField, PortalForm, SelectMultipleCheckboxes, in_words
from portal.grids.models import Grid, PatrolLog, Place
from portal.grids.rules import Point, route_of
from portal.i18n import _, _l, named
from portal.photos import TicketsField, keep_all
from portal.policy.rules import Policy
from portal.report_form import KEY, one_kind_of_line_end

BY_PHONE = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")


class PhoneMomentField(HiddenField):
    """When it was tapped, by the phone's clock: it may arrive much later."""

    def moment(self) -> datetime | None:
        """Return the instant, or None where the phone said nothing that can be read."""
        said = self.data or ""
        try:
            return datetime.fromisoformat(said) if BY_PHONE.fullmatch(said) else None
        except ValueError:
            return None


class KeyedForm(PortalForm):
    """A form that, sent twice, is kept once."""

    key = HiddenField(default=lambda: secrets.token_urlsafe(18))

    def validate_key(self, field: Field) -> None:
        """Refuse a form that cannot be told from another one, and give it a key of its own."""
        if not KEY.fullmatch(field.data or ""):
            field.data = secrets.token_urlsafe(18)
            raise ValidationError(_("This page was not complete. Please send it once more."))


class OwnGridForm(KeyedForm):
    """A form about one of somebody's own grids."""

    grid = RadioField(_l("Grid"), validate_choice=False)

    def __init__(self, *, grids: Sequence[Grid], **given: Any) -> None:
        self.grids = {grid.code: grid for grid in grids}
        super().__init__(**given)
        self.grid.choices = [SelectChoice(grid.code, named(grid)) for grid in grids]
        if len(grids) == 1:
            self.grid.data = grids[0].code

    def chosen_grid(self) -> Grid:
        """Return the grid."""
        return self.grids[self.grid.data]

    def validate_grid(self, field: Field) -> None:
        """Accept a grid of their own."""
        if field.data not in self.grids:
            raise ValidationError(_("Choose one of your grids."))


def refuse_many_words(field: Field, policy: Policy) -> None:
    """Refuse more than the policy's number of characters."""
    if len(field.data or "") > policy.words_limit:
        raise ValidationError(
            _(
                "These are %(length)d characters. Shorten them to %(most)d.",
                length=len(field.data),
                most=policy.words_limit,
            )
        )


class StartForm(OwnGridForm):
    """One tap, and the patrol runs."""

    at = PhoneMomentField()


class VisitForm(PortalForm):
    """A place that was passed, or was ticked by mistake."""

    place = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    is_back = IntegerField(validators=[Optional(), NumberRange(0, 1)])
    at = PhoneMomentField()


class _SeenForm(KeyedForm):
    """What was seen on the round: words, photos and the way itself."""

    note = TextAreaField(_l("What you noticed"), filters=[one_kind_of_line_end])
    kept = TicketsField(_l("Photos that we have already"))
    photos = MultipleFileField(_l("Photos"))

    def __init__(self, *, policy: Policy, **given: Any) -> None:
        self.policy = policy
        super().__init__(**given)

    def validate_note(self, field: Field) -> None:
        """Refuse more than the policy's number of characters."""
        refuse_many_words(field, self.policy)

    def validate_photos(self, field: Field) -> None:
        """Keep what can be kept, whatever else is wrong, and say what cannot and why."""
        keep_all(field, self.kept, self.policy)


class EndForm(_SeenForm):
    """The end of a running patrol; with no time given it ends now."""

    ended_at = LocalMomentField(_l("Ended at"), validators=[Optional()])
    route = HiddenField()
    at = PhoneMomentField()

    def __init__(self, **given: Any) -> None:
        self.points: list[Point] = []
        super().__init__(**given)

    def validate_route(self, field: Field) -> None:
        """Read the way; one that cannot be read is dropped, so that the next try goes through."""
        try:
            self.points = route_of(field.data or "")
        except NotAcceptable as refusal:
            field.data = ""
            raise ValidationError(in_words(refusal)) from None


class LogForm(_SeenForm, OwnGridForm):
    """A patrol that is over: from when until when, and past which places."""

    started_at = LocalMomentField(
        _l("Began at"), validators=[InputRequired(_l("Enter a day and a time of day"))]
    )
    ended_at = LocalMomentField(
        _l("Ended at"), validators=[InputRequired(_l("Enter a day and a time of day"))]
    )
    places = SelectMultipleCheckboxes(_l("Places passed"), coerce=int, validate_choice=False)

    def __init__(self, *, places: Sequence[Place], **given: Any) -> None:
        self.to_visit = {place.id: place for place in places}
        super().__init__(**given)
        self.places.choices = [SelectChoice(place.id, named(place)) for place in places]

    def passed(self) -> list[Place]:
        """Return the places that were ticked."""
        return [self.to_visit[number] for number in self.places.data or []]

    def validate_places(self, field: Field) -> None:
        """Accept places of one's own grids."""
        field.data = [number for number in field.data or [] if number is not None]
        if any(number not in self.to_visit for number in field.data):
            raise ValidationError(_("One of these places has left the round. Tick them again."))

    @staticmethod
    def filled_from(log: PatrolLog) -> Mapping[str, Any]:
        """Return what a correction begins with: the log as it was written."""
        begun = log.started_at.astimezone(clock.LOCAL)
        ended = log.ended_at.astimezone(clock.LOCAL) if log.ended_at else None
        return {
            "grid": log.grid.code,
            "started_at": begun,
            "ended_at": ended,
            "places": [visit.place_id for visit in log.visits],
            "note": log.note,
        }
