"""The forms of pauses, extensions and of handing up; each says the date to which it would lead."""

from datetime import date
from typing import Any

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from portal import clock
from portal.cases import queries
from portal.cases.models import Case, CaseRequest
from portal.cases.rules import (
    TOP_LEVEL,
    PauseReason,
    RequestKind,
    Step,
    level_above,
    most_more_days,
    who_decides,
    why_no_more_days,
    why_no_pause,
)
from portal.cases.rules import due_on as due_of
from portal.i18n import _, _l, day
from portal.policy.queries import policy_on, work_calendar
from portal.staff import case_words
from portal.staff.case_forms import MOST_WORDS, StepForm, unknown

USUAL_PAUSE = 5  # working days, filled in beforehand
_short = Length(max=MOST_WORDS, message=_l("Keep it within %(max)d characters"))


class AskForm(StepForm):
    """Something that somebody above decides about, or why it cannot be asked for now."""

    def offer(self, case: Case) -> None:
        """Say who decides."""
        unit, level = case.unit, case.level
        self.decider = case_words.DECIDERS[who_decides(level, unit.kind)] if unit and level else ""

    def say_why_not(self, why_not: str | None) -> None:
        """Show a reason instead of the fields."""
        self.why_not = _(why_not) if why_not else ""


class AskPauseForm(AskForm):
    """Why the clock should stand still, and until when."""

    step = Step.ASK_PAUSE
    reason = RadioField(
        _l("What you wait for"),
        choices=[SelectChoice(one.value, words) for one, words in case_words.PAUSES.items()],
        validators=[InputRequired(_l("Choose what you wait for"))],
        **unknown,
    )
    until = SelectField(
        _l("Until the end of"), validators=[InputRequired(_l("Choose the last day"))], **unknown
    )
    words = TextAreaField(
        _l("Words on it: once approved, the reporter reads this"),
        validators=[DataRequired(_l("Say what you wait for")), _short],
    )

    @staticmethod
    def suggested(_case: Case) -> dict[str, Any]:
        """Fill in a week."""
        return {"until": work_calendar().add(clock.today(), USUAL_PAUSE).isoformat()}

    def offer(self, case: Case) -> None:
        """Say beside each last day the date that the case would then have."""
        super().offer(case)
        today, calendar = clock.today(), work_calendar()
        due, is_waiting = case.due_on or today, queries.open_request(case) is not None
        self.say_why_not(why_no_pause(due, today, is_waiting=is_waiting))
        lasts = [calendar.add(today, n + 1) for n in range(max(1, policy_on(today).pause_days))]
        dates = {last: queries.due_after_pause(case, today, last, calendar) for last in lasts}
        self.until.choices = [
            SelectChoice(last.isoformat(), _until(last, then)) for last, then in dates.items()
        ]

    def chosen_reason(self) -> PauseReason:
        """Return the reason."""
        return PauseReason(self.reason.data)

    def chosen_day(self) -> date:
        """Return the last day of the pause."""
        return date.fromisoformat(self.until.data or "")


class AskExtensionForm(AskForm):
    """How many more working days, and why."""

    step = Step.ASK_EXTENSION
    days = RadioField(
        _l("More working days"),
        coerce=int,
        validators=[InputRequired(_l("Choose how many"))],
        **unknown | {"invalid_value_message": _l("Choose one of these")},
    )
    words = TextAreaField(
        _l("Why more days are needed: once approved, the reporter reads this"),
        validators=[DataRequired(_l("Say why more days are needed")), _short],
    )

    def offer(self, case: Case) -> None:
        """Say beside each number of days the date to which it leads."""
        super().offer(case)
        today, calendar, policy = clock.today(), work_calendar(), policy_on(clock.today())
        level, clock_days = case.level or 1, queries.clock_days_of(case)
        why_not = why_no_more_days(
            case.due_on or today,
            today,
            policy,
            level=level,
            clock_days=clock_days,
            extended_days=case.extended_days,
            is_waiting=queries.open_request(case) is not None,
        )
        self.say_why_not(why_not)
        most = most_more_days(level, clock_days, case.extended_days, policy)
        self.days.choices = [
            SelectChoice(n, _more(n, queries.due_with(case, calendar, extended=n)))
            for n in range(1, most + 1)
        ]


class DecisionForm(StepForm):
    """A word about what somebody asked for."""

    note = TextAreaField(_l("Words to the unit"), validators=[_short])
    asked: CaseRequest | None = None
    due: date | None = None

    def offer(self, case: Case) -> None:
        """Say what was asked, and the date that a yes would lead to."""
        self.asked = queries.open_request(case)
        self.due = due_if_granted(case, self.asked) if self.asked else None


class PauseForm(DecisionForm):
    """A pause is granted."""

    step = Step.PAUSE


class ExtendForm(DecisionForm):
    """More days are granted."""

    step = Step.EXTEND


class RefuseForm(DecisionForm):
    """Neither; and why."""

    step = Step.REFUSE
    note = TextAreaField(
        _l("Why not: the unit reads this"),
        validators=[DataRequired(_l("Say why not")), _short],
    )


class ResumeForm(StepForm):
    """What was waited for is there."""

    step = Step.RESUME
    words = TextAreaField(_l("Words to the reporter"), validators=[_short])

    def offer(self, case: Case) -> None:
        """Say the date that the case would have from today on."""
        lasting, today = queries.pause_of(case), clock.today()
        paused_on = clock.day_of(lasting.decided_at) if lasting and lasting.decided_at else today
        last_day = min(today, lasting.until) if lasting and lasting.until else today
        self.due = queries.due_after_pause(case, paused_on, last_day, work_calendar())


class HandUpForm(StepForm):
    """This level cannot; why, to the reporter."""

    step = Step.HAND_UP
    words = TextAreaField(
        _l("Why it goes up: the reporter reads this"),
        validators=[DataRequired(_l("Say why it goes up")), _short],
    )

    def offer(self, case: Case) -> None:
        """Name the unit above and the date that it would have."""
        level, today = level_above(case.level or 1), clock.today()
        self.unit = queries.suggested_unit(case.matter, level, case.grid)
        self.due = due_of(level, today, policy_on(today), work_calendar())
        if case.level == TOP_LEVEL:
            self.why_not = _("There is no level above this one.")
        elif self.unit is None:
            self.why_not = _("No unit is set up at the level above.")


def due_if_granted(case: Case, asked: CaseRequest) -> date:
    """Return the date that a case would have, were what is asked for granted today."""
    calendar = work_calendar()
    if asked.kind is RequestKind.EXTENSION:
        return queries.due_with(case, calendar, extended=asked.days or 0)
    today = clock.today()
    return queries.due_after_pause(case, today, asked.until or today, calendar)


def _until(last: date, due: date) -> str:
    return str(_("%(until)s (then due %(due)s)", until=day(last), due=case_words.foreseen(due)))


def _more(days: int, due: date) -> str:
    return str(_("%(days)d (then due %(due)s)", days=days, due=case_words.foreseen(due)))
