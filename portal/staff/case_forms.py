"""The forms of case work: shape only; whether a step makes sense is asked of the rules."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from flask_wtf.file import MultipleFileField
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from portal import clock, config, i18n
from portal.accounts.models import Person, Unit
from portal.cases import queries
from portal.cases.models import Case
from portal.cases.queries.routing import Usual
from portal.cases.rules import LEVELS, DeclineReason, Outcome, Step, may_serve
from portal.forms import PortalForm
from portal.i18n import _, _l, named
from portal.photos import TicketsField, keep_all
from portal.policy.queries import policy_on, work_calendar
from portal.staff import case_words

MOST_WORDS = 500
LONGEST_PLACE = 120
TO_REPORTER = frozenset({Step.ANSWER, Step.DECLINE, Step.RESOLVE})
unknown_unit: dict[str, Any] = {"invalid_choice_message": _l("Choose a unit from the list")}
unknown_level: dict[str, Any] = {
    "invalid_value_message": _l("Choose one of the four levels"),
    "invalid_choice_message": _l("Choose one of the four levels"),
}
unknown: dict[str, Any] = {"invalid_choice_message": _l("Choose one of these")}
_short = Length(max=MOST_WORDS, message=_l("Keep it within %(max)d characters"))


class StepForm(PortalForm):
    """One step of a case; it carries the version of the case that its page showed."""

    step: ClassVar[Step]
    why_not: str = ""  # shown instead of the fields, if the step cannot be taken now
    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(_l("Reload the page, then try again"))]
    )

    def __init__(self, case: Case, **given: Any) -> None:
        """Fill in the case's version, and give each field an id of its own on the page."""
        super().__init__(data={"version": case.version, **self.suggested(case)}, **given)
        self._name(self.step)
        if self.step in TO_REPORTER:  # placeholders work wherever a reporter is written to
            self["words"].data = queries.words_to(case, self["words"].data or "", "")
        self.offer(case)

    @staticmethod
    def suggested(case: Case) -> dict[str, Any]:
        """Return what is filled in beforehand."""
        return {}

    def offer(self, case: Case) -> None:
        """Set the choices that this case has."""

    @classmethod
    def of_many(cls, case: Case) -> Self:
        """Return an empty form that stands on one page with the same form of other cases."""
        form = cls(case, formdata=None)
        form._name(f"{cls.step}-{case.number}")
        return form

    def _name(self, start: str) -> None:
        for field in self:
            field.id = field.label.field_id = f"{start}-{field.short_name}"

    def to_reporter(self, case: Case) -> str:
        """Return the words as the reporter of a case would read them."""
        return self["words"].data or ""

    def fill_in(self, words: str, outcome: Outcome | None) -> None:
        """Put ready words, and the outcome that they speak of, where they are typed."""
        self["words"].data = words
        if outcome:
            self["outcome"].data = outcome.value


class DispatchForm(StepForm):
    """Level and unit; an empty unit is the one suggested for the level."""

    step = Step.DISPATCH
    level = RadioField(
        _l("Level"),
        coerce=int,
        validators=[InputRequired(_l("Choose the level that will resolve this case"))],
        **unknown_level,
    )
    unit = SelectField(_l("Unit"), **unknown_unit)
    note = TextAreaField(_l("Note to the unit"), validators=[_short])

    @staticmethod
    def suggested(case: Case) -> dict[str, Any]:
        """Fill in the level that the list of matters names, or the one that it had before."""
        return {"level": case.level or case.matter.level, "unit": ""}

    def offer(self, case: Case) -> None:
        """Say beside each level its usual unit and date, and list every unit with its duties."""
        self.usual = queries.usual_units(case.matter, case.grid)
        units = queries.units_to_choose(case)
        self.units = {unit.code: unit for unit in units}
        today = clock.today()
        policy, calendar = policy_on(today), work_calendar()
        due = {n: queries.due_if_dispatched(case, n, today, policy, calendar) for n in LEVELS}
        self.level.choices = [
            SelectChoice(n, _level(n, self.usual[n], case_words.foreseen(due[n]))) for n in LEVELS
        ]
        usual = SelectChoice("", _("The unit named beside the level"))
        self.unit.choices = [usual, *map(unit_choice, units)]

    def validate_unit(self, field: SelectField) -> None:
        """Ask for a unit where none is usual."""
        if not field.data and self.level.data and self.usual.get(self.level.data) is None:
            raise ValidationError(_("No unit is usual for this level. Choose one from the list."))

    def chosen_unit(self) -> Unit:
        """Return the unit that was chosen, or the usual one."""
        usual = self.usual[self.level.data]
        return self.units.get(self.unit.data) or usual.unit  # type: ignore[union-attr]

    def chosen_person(self) -> Person | None:
        """Return to whom of the usual unit such cases go, if the routing table names somebody."""
        usual = self.usual[self.level.data]
        return usual.person if usual and not self.unit.data else None


class DeclineForm(StepForm):
    """Why a report does not become a case, and where to turn instead."""

    step = Step.DECLINE
    reason = RadioField(
        _l("Reason"),
        choices=[SelectChoice(reason.value, words) for reason, words in case_words.REASONS.items()],
        validators=[InputRequired(_l("Choose the reason"))],
        **unknown,
    )
    words = TextAreaField(
        _l("Why: the reporter reads this"), validators=[DataRequired(_l("Say why")), _short]
    )
    instead = StringField(
        _l("Where to turn instead"),
        validators=[Length(max=LONGEST_PLACE, message=_l("Keep it within %(max)d characters"))],
    )

    def offer(self, case: Case) -> None:
        """Name who answers elsewhere: the district's line, and units that have a telephone."""
        units = (unit for unit in queries.units_to_choose(case) if unit.phone)
        phones = (f"{named(unit)} {unit.phone}" for unit in units)
        self.places = [config.current().supervision_phone, *phones]

    def validate_instead(self, field: StringField) -> None:
        """Ask for a place to turn to where the matter itself belongs elsewhere."""
        if self.reason.data == DeclineReason.NOT_LISTED and not field.data:
            raise ValidationError(_("Say who takes it on: a number, an office, a page"))

    def to_reporter(self, case: Case) -> str:
        """Return why, and on a line of its own where to turn, in the reporter's language."""
        if not self.instead.data:
            return self.words.data or ""
        with i18n.speaking(case.language):
            instead = _("Where to turn instead: %(place)s", place=self.instead.data)
        return f"{self.words.data or ''}\n{instead}".strip()

    def chosen_reason(self) -> DeclineReason:
        """Return the reason."""
        return DeclineReason(self.reason.data)


class TakeForm(StepForm):
    """Take in hand; words are welcome."""

    step = Step.TAKE
    words = TextAreaField(_l("Words to the reporter"), validators=[_short])


class TransferForm(StepForm):
    """Another unit on the same level, and why."""

    step = Step.TRANSFER
    unit = SelectField(
        _l("Unit"),
        validators=[InputRequired(_l("Choose a unit from the list"))],
        **unknown_unit,
    )
    words = TextAreaField(
        _l("Why it goes there: the reporter reads this"),
        validators=[DataRequired(_l("Say why it goes to another unit")), _short],
    )

    def offer(self, case: Case) -> None:
        """List the other units that serve this level here."""
        others = [
            unit
            for unit in queries.units_to_choose(case)
            if unit.id != case.unit_id and may_serve(case.level or 1, unit.kind)
        ]
        self.units: Mapping[str, Unit] = {unit.code: unit for unit in others}
        ask = SelectChoice("", _("Choose a unit"))
        self.unit.choices = [ask, *map(unit_choice, others)]

    def chosen_unit(self) -> Unit:
        """Return the unit that was chosen."""
        return self.units[self.unit.data or ""]


class ReturnForm(StepForm):
    """Not ours: why, and whose it is."""

    step = Step.RETURN
    words = TextAreaField(
        _l("Why it is not yours, and whose it is"),
        validators=[DataRequired(_l("Say why it is not yours, and whose it is")), _short],
    )


class PhotosForm(StepForm):
    """A step with photos: they survive a form that comes back, and what cannot be kept is named."""

    kept = TicketsField(_l("Photos that we have already"))
    photos = MultipleFileField(_l("Photos of how it looks now"))

    def __init__(self, case: Case, **given: Any) -> None:
        self.policy = policy_on(clock.today())
        super().__init__(case, **given)

    def validate_photos(self, field: MultipleFileField) -> None:
        """Keep what can be kept, whatever else is wrong, and say what cannot and why."""
        keep_all(field, self.kept, self.policy)


class ResolveForm(PhotosForm):
    """An outcome, words to the reporter, and photos of how it looks now."""

    step = Step.RESOLVE
    outcome = RadioField(
        _l("Outcome"),
        choices=[SelectChoice(one.value, words) for one, words in case_words.OUTCOMES.items()],
        validators=[InputRequired(_l("Choose how it ended"))],
        **unknown,
    )
    words = TextAreaField(
        _l("Words to the reporter"),
        validators=[DataRequired(_l("Write what was done: the reporter reads this")), _short],
    )

    def offer(self, case: Case) -> None:
        """Say by when the grid's worker would look, if there is something to look at."""
        self.look_on = queries.verify_by(case, Outcome.DONE, clock.today(), work_calendar())

    def chosen_outcome(self) -> Outcome:
        """Return the outcome."""
        return Outcome(self.outcome.data)


class VerifyForm(StepForm):
    """Looked, and it is solved."""

    step = Step.VERIFY
    words = TextAreaField(_l("What you saw"), validators=[_short])


class DisputeForm(StepForm):
    """Looked, and it is not."""

    step = Step.DISPUTE
    words = TextAreaField(
        _l("What is still wrong: the unit reads this"),
        validators=[DataRequired(_l("Say what is still wrong")), _short],
    )


def _level(level: int, usual: Usual | None, due: str) -> str:
    who = named(usual.unit) if usual else _("no usual unit")
    if usual and usual.person:
        who = _("%(unit)s, %(person)s", unit=who, person=usual.person.name)
    return str(
        _("%(level)s · %(unit)s · by %(due)s", level=case_words.LEVELS[level], unit=who, due=due)
    )


def unit_choice(unit: Unit) -> SelectChoice:
    words = f"{named(unit)} · {unit.about}" if unit.about else named(unit)
    return SelectChoice(unit.code, words, optgroup=str(case_words.KINDS[unit.kind]))
