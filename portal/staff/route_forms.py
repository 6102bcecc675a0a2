"""The forms of the routing table: a row, moving it, and what is tried out."""

from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.rules import UnitKind
from portal.cases.actions.routing import Wish
from portal.cases.models import Matter, Route
from portal.cases.queries import matter_by_code, matters_for_staff
from portal.cases.queries.editions import platforms
from portal.cases.queries.route_table import colleagues_in, units_in
from portal.cases.rules import LEVELS
from portal.forms import PortalForm
from portal.grids.models import Area, Grid
from portal.grids.queries import areas_within, grid_called
from portal.i18n import _, _l, named
from portal.staff import case_words, route_words

MOST_ROWS = 1_000_000
KIND = "kind:"  # before the kind, where a kind of unit is chosen and not a unit
_unknown: dict[str, Any] = {"invalid_choice_message": _l("Choose one of these")}
_a_number: dict[str, Any] = {
    "validators": [
        Optional(),
        NumberRange(1, MOST_ROWS, _l("Enter a number from %(min)d to %(max)d")),
    ]
}


class PlaceForm(PortalForm):
    """An area in reach, or a single grid in it."""

    area = SelectField(_l("Area"), **_unknown)
    grid = StringField(
        _l("A single grid: its code or name"),
        validators=[Length(max=60, message=_l("Keep it within %(max)d characters"))],
    )

    def __init__(self, *, reach: Sequence[str], **given: Any) -> None:
        """Offer the areas in reach, each before what lies in it."""
        self.reach = reach
        self.areas: Sequence[Area] = areas_within(reach)
        self.found_grid: Grid | None = None
        super().__init__(**given)
        self.area.choices = [SelectChoice(area.code, _indented(area)) for area in self.areas]

    def validate_grid(self, field: StringField) -> None:
        """Find the grid, if one was named; one out of reach is not known."""
        if not field.data:
            return
        grid = grid_called(field.data)
        if grid is None or not any(grid.code.startswith(code) for code in self.reach):
            raise ValidationError(_("We know no such grid. Enter its code or its whole name."))
        self.found_grid = grid

    def place_code(self) -> str:
        """Return the code of the grid, or of the area."""
        return self.found_grid.code if self.found_grid else str(self.area.data)


class RouteForm(PlaceForm):
    """One row of the routing table; whether it makes sense is the action's question."""

    matter = RadioField(_l("Matter"), validate_choice=False, default="")
    platform = SelectField(_l("Platform"), **_unknown)
    level = SelectField(_l("Level"), **_unknown)
    unit = SelectField(
        _l("Unit"), validators=[InputRequired(_l("Choose who takes these cases"))], **_unknown
    )
    person = SelectField(_l("Person of that unit"), **_unknown)
    note = StringField(
        _l("Note: why this row is here"),
        validators=[Length(max=200, message=_l("Keep it within %(max)d characters"))],
    )
    position = IntegerField(_l("Position"), **_a_number)

    def __init__(self, *, reach: Sequence[str], **given: Any) -> None:
        """Offer matters, platforms, levels, and the units and people that serve these areas."""
        super().__init__(reach=reach, **given)
        self.matters = matters_for_staff()
        self.units = {unit.code: unit for unit in units_in(reach)}
        self.people: dict[str, Person] = {}
        self.platform.choices = [
            SelectChoice("", _("All platforms")),
            *(SelectChoice(each.name, named(each)) for each in platforms()),
        ]
        self.level.choices = [
            SelectChoice("", _("All levels")),
            *(SelectChoice(str(n), case_words.LEVELS[n]) for n in LEVELS),
        ]
        self.unit.choices = [
            SelectChoice("", _("Choose a unit")),
            *(SelectChoice(f"{KIND}{kind}", words) for kind, words in route_words.KINDS.items()),
            *map(_unit_choice, self.units.values()),
        ]
        self.person.choices = [SelectChoice("", _("Nobody in particular")), *self._people()]

    @classmethod
    def of(cls, route: Route, reach: Sequence[str]) -> "RouteForm":
        """Return the form filled in with what a row says now."""
        is_grid = len(route.area_code) == 15
        form = cls(
            reach=reach,
            formdata=None,
            data={
                "matter": route.matter,
                "platform": route.platform,
                "area": route.area_code[:12] if is_grid else route.area_code,
                "grid": route.area_code if is_grid else "",
                "level": str(route.level or ""),
                "unit": route.unit.code if route.unit else f"{KIND}{route.kind}",
                "person": route.person.number if route.person else "",
                "note": route.note,
                "position": route.position,
            },
        )
        form.keep_ended(route)
        return form

    def keep_ended(self, route: Route) -> None:
        """Leave a unit or a person that has gone out of the choice: another one must be chosen."""
        if route.unit and route.unit.code not in self.units:
            self.unit.data = ""
        if route.person and route.person.number not in self.people:
            self.person.data = ""

    def validate_matter(self, field: RadioField) -> None:
        """Accept a matter of the list, a group, a category, or nothing for all."""
        known = {code for m in self.matters for code in (m.code, m.group_code, m.category)}
        if field.data and field.data not in known:
            raise ValidationError(_("Choose a matter from the list, or all."))

    def wish(self) -> Wish:
        """Return what the row is to say."""
        chosen = str(self.unit.data)
        is_kind = chosen.startswith(KIND)
        return Wish(
            matter=self.matter.data or "",
            platform=self.platform.data or "",
            area_code=self.place_code(),
            level=int(self.level.data) if self.level.data else None,
            unit=None if is_kind else self.units[chosen],
            kind=UnitKind(chosen.removeprefix(KIND)) if is_kind else None,
            person=self.people.get(self.person.data or ""),
            note=self.note.data or "",
            position=self.position.data,
        )

    def _people(self) -> list[SelectChoice]:
        choices = []
        for unit, person in colleagues_in(list(self.units.values()), clock.today()):
            if person.number not in self.people:
                self.people[person.number] = person
                choices.append(SelectChoice(person.number, person.name, optgroup=named(unit)))
        return choices


class MoveForm(PortalForm):
    """Up, down, or to a position; `seen` is where the page showed the row."""

    way = StringField(_l("Way"))
    position = IntegerField(_l("Position"), **_a_number)
    seen = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(_l("Reload the page, then try again"))]
    )

    def validate_way(self, field: StringField) -> None:
        """Accept up, down, or a typed position."""
        if field.data not in {"up", "down"} and not self.position.data:
            raise ValidationError(_("Enter the position to which the row is to move."))


class TrialForm(PlaceForm):
    """What would happen to a case: nothing is stored, so it is asked by address."""

    matter = RadioField(
        _l("Matter"), validators=[InputRequired(_l("Choose a matter"))], validate_choice=False
    )
    level = SelectField(_l("Level"), **_unknown)

    class Meta(PortalForm.Meta):
        """Nothing changes, so nothing has to be protected."""

        csrf = False

    def __init__(self, *, reach: Sequence[str]) -> None:
        """Read what was asked from the address."""
        self.is_asked = "matter" in request.args
        super().__init__(reach=reach, formdata=request.args if self.is_asked else None)
        self.matters = matters_for_staff()
        self.chosen: Matter | None = None
        self.level.choices = [
            SelectChoice("", _("As the list of matters says")),
            *(SelectChoice(str(n), case_words.LEVELS[n]) for n in LEVELS),
        ]

    def validate_matter(self, field: RadioField) -> None:
        """Find the matter."""
        self.chosen = matter_by_code(field.data or "")
        if self.chosen is None or self.chosen.is_info:
            raise ValidationError(_("Choose a matter from the list."))

    def chosen_level(self, matter: Matter) -> int:
        """Return the level that was asked for, or the one that the list names."""
        return int(self.level.data) if self.level.data else matter.level


def _indented(area: Area) -> str:
    return "· " * ((len(area.code) - 6) // 3) + named(area)


def _unit_choice(unit: Unit) -> SelectChoice:
    return SelectChoice(unit.code, named(unit), optgroup=str(case_words.KINDS[unit.kind]))
