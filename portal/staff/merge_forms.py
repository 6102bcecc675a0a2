"""The forms by which cases are joined, parted and split."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_login import current_user
from wtforms import FieldList, Form, FormField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal import clock
from portal.accounts.models import Unit
from portal.cases import queries
from portal.cases.actions import PartAsked
from portal.cases.models import Case, Matter
from portal.cases.queries import Alike
from portal.cases.rules import LEVELS, Step, due_on, may_receive
from portal.cases.rules.together import FEWEST_PARTS
from portal.i18n import _, _l, language, named
from portal.policy.queries import policy_on, work_calendar
from portal.staff import case_words
from portal.staff.case_forms import (
    MOST_WORDS,
    StepForm,
    unit_choice,
    unknown,
    unknown_level,
    unknown_unit,
)

LONGEST_VERSION = 9  # digits
_short = Length(max=MOST_WORDS, message=_l("Keep it within %(max)d characters"))


class MergeForm(StepForm):
    """Which case speaks for both: one that may be the same, or one whose number was typed."""

    step = Step.MERGE
    main = RadioField(
        _l("Join it to"),
        validators=[InputRequired(_l("Choose the case that speaks for both"))],
        validate_choice=False,
    )
    note = TextAreaField(_l("Note to colleagues"), validators=[_short])

    def offer(self, case: Case) -> None:
        """List what may be the same problem, the case that was typed first, each as it stands."""
        today = clock.today()
        place = queries.place_of(case)
        alike = queries.alike(case.grid, case.matter, place, today=today, but=case)
        self.typed = "".join(request.args.get("same", "").split()).upper()
        asked = self.typed or (self.main.data or "").partition(".")[0]
        first = self._looked_up(case, asked) if asked else []
        known = {one.case.number for one in first}
        self.found = [*first, *(one for one in alike if one.case.number not in known)]
        self.is_unknown = bool(self.typed) and not first
        self.main.choices = []
        if self.typed and first and not self.main.data:
            self.main.data = first[0].case.number

    def validate_main(self, field: RadioField) -> None:
        """Accept a case that is offered, whichever version of it the page showed."""
        number, _dot, seen = (field.data or "").partition(".")
        offered = {one.case.number for one in self.found}
        if number not in offered or not seen.isdecimal() or len(seen) > LONGEST_VERSION:
            raise ValidationError(_("Choose one of these"))

    def _looked_up(self, case: Case, number: str) -> Sequence[Alike]:
        """Return the case of a number, or the one that speaks for it, if it is there to be seen."""
        today = clock.today()
        other = queries.seen_case(current_user, number, today)
        if other is None:
            return []
        return [queries.as_alike(case, other.merged_into or other, today)]

    def chosen_main(self) -> Case:
        """Return the case that was chosen, unless it has moved since the page showed it."""
        number, _dot, seen = self.main.data.partition(".")
        main = next(one.case for one in self.found if one.case.number == number)
        queries.refuse_if_moved(main, int(seen))
        return main

    def pre_chosen(self, one: Alike) -> bool:
        """Say whether a case is the chosen one when the page is shown."""
        return (self.main.data or "").partition(".")[0] == one.case.number


class UnmergeForm(StepForm):
    """Why it is another problem after all."""

    step = Step.UNMERGE
    note = TextAreaField(
        _l("Why it is another problem"),
        validators=[DataRequired(_l("Say why it is another problem")), _short],
    )

    def offer(self, case: Case) -> None:
        """Say by when it must then be dispatched."""
        today = clock.today()
        self.triage_on = work_calendar().add(today, policy_on(today).triage_days)


class PartForm(Form):
    """One part: its matter, its level, its unit, and a note for that unit."""

    matter = SelectField(_l("Matter"), **unknown)
    level = SelectField(_l("Level"), coerce=int, **unknown_level)
    unit = SelectField(_l("Unit"), **unknown_unit)
    note = TextAreaField(_l("Note to the unit"), validators=[_short])


class SplitForm(StepForm):
    """The parts into which a case is split; empty units are the usual ones."""

    step = Step.SPLIT
    parts = FieldList(FormField(PartForm))

    def __init__(self, case: Case, **given: Any) -> None:
        """Begin with two parts, or with one more where there are some already."""
        self.case = case
        super().__init__(case, **given)

    def offer(self, case: Case) -> None:
        """List matters, levels with their dates, and units; make room for the fewest parts."""
        today = clock.today()
        policy, calendar = policy_on(today), work_calendar()
        self.room = max(0, policy.parts_limit - len(case.parts))
        self.fewest = 1 if case.parts else FEWEST_PARTS
        self.matters = {matter.code: matter for matter in _matters(case)}
        self.units = {unit.code: unit for unit in queries.units_to_choose(case)}
        self.due = {n: due_on(n, today, policy, calendar) for n in LEVELS}
        while len(self.parts) < self.fewest:
            self.add_part()
        for part in self.parts:
            self._set_choices(part.form)

    def add_part(self) -> None:
        """Make room for one part more, as far as there may be one."""
        if len(self.parts) < self.room:
            matter = self.case.matter
            part = self.parts.append_entry({"matter": matter.code, "level": matter.level})
            self._set_choices(part.form)

    def take_part(self) -> None:
        """Take the last part away, as far as enough remain."""
        if len(self.parts) > self.fewest:
            self.parts.pop_entry()

    def asked(self) -> list[PartAsked]:
        """Return the parts as they were asked for."""
        return [
            PartAsked(
                matter=self._matter(part.form),
                level=part.form.level.data,
                unit=self._unit(part.form),  # type: ignore[arg-type]
                note=(part.form.note.data or "").strip(),
            )
            for part in self.parts
        ]

    def validate_parts(self, field: Any) -> None:
        """Ask for a unit where none is usual, and for one that takes cases of the level."""
        for part in field:
            if part.form.errors:
                continue  # said where it stands; no unit can be looked up for it
            unit = self._unit(part.form)
            if unit is None:
                part.form.unit.errors = [_("No unit is usual for this level. Choose one.")]
            elif not may_receive(part.form.level.data, unit.kind):
                part.form.unit.errors = [_("That unit does not take cases of this level.")]
            else:
                continue
            raise ValidationError(_("Look at the units of the parts"))

    def _set_choices(self, part: Any) -> None:
        part.matter.choices = [
            SelectChoice(code, named(matter), optgroup=_group(matter))
            for code, matter in self.matters.items()
        ]
        part.level.choices = [
            SelectChoice(n, _("%(level)s · by %(due)s", level=case_words.LEVELS[n], due=due))
            for n, due in ((n, case_words.foreseen(due)) for n, due in self.due.items())
        ]
        usual = SelectChoice("", _("The usual unit of matter and level"))
        part.unit.choices = [usual, *map(unit_choice, self.units.values())]

    def _matter(self, part: Any) -> Matter:
        return self.matters[part.matter.data]

    def _unit(self, part: Any) -> Unit | None:
        """Return the unit of a part: the one chosen, or the usual one of its matter and level."""
        if chosen := self.units.get(part.unit.data or ""):
            return chosen
        return queries.suggested_unit(self._matter(part), part.level.data, self.case.grid)


def _matters(case: Case) -> list[Matter]:
    """Return the matters that a part can be about: those in force, and the case's own."""
    known = {matter.code: matter for matter in queries.matters_for_staff()}
    return sorted({case.matter.code: case.matter, **known}.values(), key=lambda m: m.code)


def _group(matter: Matter) -> str:
    return matter.group_name_en if language() == "en" else matter.group_name
