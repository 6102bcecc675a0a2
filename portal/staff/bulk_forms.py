"""What is to be done to many cases at once: one form for each kind."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal import clock
from portal.cases import queries
from portal.cases.models import Case
from portal.cases.rules import LEVELS, BulkKind, Validity, unknown_placeholders
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.staff import case_words
from portal.staff.case_forms import MOST_WORDS, unit_choice, unknown, unknown_unit

_short = Length(max=MOST_WORDS, message=_l("Keep it within %(max)d characters"))


class BulkForm(PortalForm):
    """One thing for all; `asked` is what the action is given."""

    def offer(self, cases: Sequence[Case]) -> None:
        """Set the choices that these cases have."""

    def fill(self) -> None:
        """Fill in what follows from what was chosen, before it is looked at."""

    def asked(self) -> dict[str, Any]:
        """Return what was typed, as plain JSON."""
        raise NotImplementedError


class BulkAssignForm(BulkForm):
    """One person for all."""

    person = SelectField(
        _l("Person"), validators=[InputRequired(_l("Choose who is to do it"))], **unknown
    )

    def offer(self, cases: Sequence[Case]) -> None:
        """List everybody who works for one of the units in hand."""
        units = {case.unit.id: case for case in cases if case.unit}
        people = {
            one.number: one
            for case in units.values()
            for one in queries.people_in_hand(case, clock.today())
        }
        ask = SelectChoice("", _("Choose a person"))
        named = (SelectChoice(n, f"{one.name} {n}") for n, one in sorted(people.items()))
        self.person.choices = [ask, *named]

    def asked(self) -> dict[str, Any]:
        """Return the person's number."""
        return {"person": self.person.data}


class BulkDispatchForm(BulkForm):
    """One level and unit for all, or for each what is usual."""

    level = SelectField(_l("Level"), coerce=int, default=0, **unknown)
    unit = SelectField(_l("Unit"), default="", **unknown_unit)

    def offer(self, cases: Sequence[Case]) -> None:
        """List levels, and the units that serve the place of every case."""
        usual = SelectChoice(0, _("For each the level that the list of matters names"))
        self.level.choices = [usual, *(SelectChoice(n, case_words.LEVELS[n]) for n in LEVELS)]
        places = {case.community_id: case for case in cases}
        lists = [queries.units_to_choose(case) for case in places.values()]
        shared = set.intersection(*({u.id for u in units} for units in lists)) if lists else set()
        units = [unit for unit in (lists[0] if lists else []) if unit.id in shared]
        ask = SelectChoice("", _("For each the unit that is usual"))
        self.unit.choices = [ask, *map(unit_choice, units)]

    def asked(self) -> dict[str, Any]:
        """Return level (0: the usual one) and unit (empty: the usual one)."""
        return {"level": self.level.data, "unit": self.unit.data or ""}


class BulkJudgeForm(BulkForm):
    """Valid or not, and if not, why."""

    validity = RadioField(
        _l("Are they valid cases?"),
        choices=[
            SelectChoice(one.value, case_words.VALIDITIES[one])
            for one in (Validity.VALID, Validity.INVALID)
        ],
        validators=[InputRequired(_l("Choose one of the two"))],
        **unknown,
    )
    reason = SelectField(_l("Why they are not valid"), default="", **unknown)

    def offer(self, cases: Sequence[Case]) -> None:
        """List the reasons, and none."""
        reasons = [SelectChoice(r.value, words) for r, words in case_words.REASONS.items()]
        self.reason.choices = [SelectChoice("", _("They are valid")), *reasons]

    def validate_reason(self, field: SelectField) -> None:
        """Ask for a reason exactly where one is needed."""
        if (self.validity.data == Validity.INVALID) != bool(field.data):
            raise ValidationError(_("Choose a reason if they are not valid, and none if they are"))

    def asked(self) -> dict[str, Any]:
        """Return the judgement and the reason."""
        return {"validity": self.validity.data, "reason": self.reason.data or ""}


class BulkAnswerForm(BulkForm):
    """The same words to every reporter, each with the facts of their own case."""

    ready = SelectField(_l("Ready words"), default="", **unknown)
    words = TextAreaField(
        _l("Words to the reporters"),
        validators=[DataRequired(_l("Write what the reporters should know")), _short],
    )
    words_en = TextAreaField(_l("The same in English"), validators=[_short])

    def offer(self, cases: Sequence[Case]) -> None:
        """List the ready words that are offered for every one of the cases."""
        lists = [queries.templates_for(case) for case in cases[:1]]
        self.templates = {str(one.id): one for one in (lists[0] if lists else [])}
        none = SelectChoice("", _("None: I write them myself"))
        names = (SelectChoice(key, one.name) for key, one in self.templates.items())
        self.ready.choices = [none, *names]

    def fill(self) -> None:
        """Set the chosen ready words, in place of others that are ready but of nobody's own."""
        chosen = self.templates.get(self.ready.data or "")
        said = (self.words.data or "").splitlines()
        if chosen and (not said or said in self._ready()):
            self.words.data, self.words_en.data = chosen.words, chosen.words_en

    def _ready(self) -> list[list[str]]:
        return [one.words.splitlines() for one in self.templates.values()]

    def validate_words(self, field: TextAreaField) -> None:
        """Refuse a placeholder that we cannot fill in."""
        if wrong := unknown_placeholders(f"{field.data or ''} {self.words_en.data or ''}"):
            raise ValidationError(_("We cannot fill in %(what)s", what=" ".join(wrong)))

    def asked(self) -> dict[str, Any]:
        """Return the words in both languages."""
        return {"words": self.words.data, "words_en": self.words_en.data or ""}


FORMS: dict[BulkKind, type[BulkForm]] = {
    BulkKind.ASSIGN: BulkAssignForm,
    BulkKind.DISPATCH: BulkDispatchForm,
    BulkKind.JUDGE: BulkJudgeForm,
    BulkKind.ANSWER: BulkAnswerForm,
}
