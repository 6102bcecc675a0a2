"""The forms of a spot check: its plan, its seed, and the steps that need a word. Shape only."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import (
    DateField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal import clock
from portal.forms import PortalForm, SelectMultipleCheckboxes
from portal.grids.models import Area
from portal.i18n import _, _l, named
from portal.staff.supervision_words import FRAMES, SIZES, STRATA
from portal.supervision.actions import Plan
from portal.supervision.models import SpotCheck
from portal.supervision.rules import (
    LEVELS,
    LIMITS,
    LONGEST_SEED,
    FrameKind,
    Severity,
    SizeBy,
    Standing,
    StrataBy,
)

STREET_DIGITS = 9
SEVERITIES = {
    Severity.NORMAL: _l("Normal"),
    Severity.TIGHTENED: _l("Tightened"),
    Severity.REDUCED: _l("Reduced"),
}
DAY = InputRequired(_l("Enter a day"))
CHOOSE = InputRequired(_l("Choose one of these"))


def severity_advice(standing: Standing | None, chosen: str) -> str:
    """Return in words what the switching rules say of the next lot; nothing where it is no gate."""
    if standing is None:
        return ""
    if standing.stopped:
        return str(
            _("Five lots were refused on tightened inspection. Stop until the work is better.")
        )
    how = SEVERITIES[standing.severity]
    said = [_("By the switching rules the next lot is looked at: %(how)s.", how=how)]
    if standing.may_reduce:
        said.append(_("Reduced inspection may be chosen, if the work goes on steadily."))
    if chosen != standing.severity and not (standing.may_reduce and chosen == Severity.REDUCED):
        said.append(_("The plan says otherwise: change it, or know why."))
    return " ".join(said)


def _choices(words: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), said) for value, said in words.items()]


class PlanForm(PortalForm):
    """What is to be drawn from, how closely, and what a pair can do in a day."""

    key = HiddenField()
    frame = RadioField(_l("What is looked at"), choices=_choices(FRAMES), validators=[CHOOSE])
    area = SelectField(_l("Where"), validators=[CHOOSE])
    period_from = DateField(_l("From"), validators=[DAY])
    period_to = DateField(_l("To"), validators=[DAY])
    strata_by = SelectField(_l("Strata by"), choices=_choices(STRATA), validators=[CHOOSE])
    size_by = RadioField(
        _l("How the number is found"),
        choices=_choices(SIZES),
        default=SizeBy.MARGIN.value,
        validators=[CHOOSE],
    )
    margin = DecimalField(
        _l("Margin, in percent either way"),
        places=None,
        default=Decimal(5),
        validators=[
            Optional(),
            NumberRange(Decimal("0.5"), 40, message=_l("Enter a number between 0.5 and 40")),
        ],
    )
    confidence = SelectField(
        _l("Confidence"),
        choices=[SelectChoice(str(n), f"{n / 10:g} %") for n in (900, 950, 990)],
        default="950",
    )
    expected = DecimalField(
        _l("Share expected to fail, in percent"),
        places=None,
        default=Decimal(50),
        validators=[
            InputRequired(_l("Enter 50 if you do not know")),
            NumberRange(1, 99, message=_l("Enter a number between 1 and 99")),
        ],
    )
    level_one_times = SelectField(
        _l("Level 1 drawn oftener"),
        choices=[SelectChoice(str(n), f"× {n}") for n in range(1, 6)],
        default="1",
    )
    inspection_level = SelectField(
        _l("Inspection level"), choices=[SelectChoice(n, n) for n in LEVELS], default="II"
    )
    aql = SelectField(
        _l("Acceptance quality limit (AQL)"),
        choices=[SelectChoice(n, n) for n in LIMITS],
        default="2.5",
    )
    severity = SelectField(_l("Severity"), choices=_choices(SEVERITIES), default="normal")
    visits_a_day = IntegerField(
        _l("Visits of one pair in a day"),
        default=12,
        validators=[
            InputRequired(_l("Enter a number")),
            NumberRange(1, 60, message=_l("Enter a number between 1 and 60")),
        ],
    )

    def __init__(self, areas: Sequence[Area], **given: Any) -> None:
        """Offer the district and its streets."""
        super().__init__(**given)
        near = [area for area in areas if len(area.code) <= STREET_DIGITS]
        self.area.choices = [SelectChoice(area.code, named(area)) for area in near]

    @classmethod
    def of(cls, check: SpotCheck, areas: Sequence[Area]) -> "PlanForm":
        """Return the form filled in with a check's plan."""
        shown = {
            "frame": check.frame.value,
            "area": check.area_code,
            "strata_by": check.strata_by.value,
            "size_by": check.size_by.value,
            "margin": _percent(check.margin_permille),
            "confidence": str(check.confidence_permille),
            "expected": _percent(check.expected_permille),
            "level_one_times": str(check.level_one_times),
            "inspection_level": check.inspection_level or "II",
            "aql": check.aql or "2.5",
            "severity": check.severity or "normal",
        }
        return cls(areas, formdata=None, obj=check, data=shown)

    def plan(self) -> Plan:
        """Return what was planned."""
        size_by = SizeBy(self.size_by.data)
        is_gate = size_by is SizeBy.PLAN
        return Plan(
            frame=FrameKind(self.frame.data),
            area_code=self.area.data or "",
            period_from=self.period_from.data or clock.today(),
            period_to=self.period_to.data or clock.today(),
            strata_by=StrataBy(self.strata_by.data),
            size_by=size_by,
            margin_permille=None if is_gate else _permille(self.margin.data),
            confidence_permille=int(self.confidence.data or "950"),
            expected_permille=_permille(self.expected.data) or 500,
            inspection_level=(self.inspection_level.data or "") if is_gate else "",
            aql=(self.aql.data or "") if is_gate else "",
            severity=(self.severity.data or "") if is_gate else "",
            level_one_times=int(self.level_one_times.data or "1"),
            visits_a_day=self.visits_a_day.data or 1,
        )


class PublishForm(PortalForm):
    """What will give the seed, said before anybody can know it."""

    seed_from = StringField(
        _l("What will give the seed"),
        validators=[
            InputRequired(_l("Say what will give the seed, and when")),
            Length(max=200, message=_l("Keep it within %(max)d characters")),
        ],
    )


class SeedForm(PortalForm):
    """A seed as it was thrown; for a further round also how many more."""

    seed = StringField(
        _l("Seed"),
        validators=[
            InputRequired(_l("Enter what was thrown")),
            Length(max=2 * LONGEST_SEED, message=_l("Keep it within %(max)d characters")),
        ],
    )
    further = IntegerField(_l("How many more to draw"), validators=[Optional()])


class WhyForm(PortalForm):
    """Why a check is given up."""

    why = StringField(
        _l("Reason"),
        validators=[
            InputRequired(_l("Say why")),
            Length(max=200, message=_l("Keep it within %(max)d characters")),
        ],
    )


class AssignForm(PortalForm):
    """Who goes into a street."""

    street = HiddenField(validators=[CHOOSE])
    member = SelectField(_l("Inspector"), coerce=int, validators=[CHOOSE])

    def __init__(self, members: Sequence[Any], **given: Any) -> None:
        """Offer the members of the team."""
        super().__init__(**given)
        self.member.choices = [SelectChoice(one.id, one.person.name) for one in members]


class UrgentForm(PortalForm):
    """Which urgent cases are added beside the draw."""

    numbers = SelectMultipleCheckboxes(_l("Cases"), validators=[InputRequired(_l("Choose some"))])

    def __init__(self, offered: Sequence[tuple[str, str]], **given: Any) -> None:
        """Offer the cases that are urgent."""
        super().__init__(**given)
        self.numbers.choices = [SelectChoice(number, words) for number, words in offered]


def urgent_words(number: str, why: str, place: str) -> str:
    """Return how an urgent case is offered."""
    return str(_("%(number)s · %(why)s · %(place)s", number=number, why=why, place=place))


def _percent(permille: int | None) -> Decimal | None:
    return None if permille is None else Decimal(permille) / 10


def _permille(percent: Decimal | None) -> int | None:
    return None if percent is None else int(percent * 10)
