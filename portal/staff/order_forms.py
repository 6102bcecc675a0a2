"""The forms of expedite orders: giving one, and answering."""

from datetime import date
from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length

from portal import clock
from portal.cases import queries
from portal.cases.models import Case, ExpediteOrder
from portal.cases.rules import Step
from portal.i18n import _, _l, day
from portal.policy.queries import work_calendar
from portal.staff.case_forms import MOST_WORDS, StepForm, unknown
from portal.staff.case_words import foreseen

FARTHEST = 10  # working days that a unit can be given for its answer
SHOWN = 30  # characters of an order by which one knows it again
_short = Length(max=MOST_WORDS, message=_l("Keep it within %(max)d characters"))


class ExpediteForm(StepForm):
    """What the unit is to do, and by when it answers."""

    step = Step.EXPEDITE
    words = TextAreaField(
        _l("What you want done: the unit reads this"),
        validators=[DataRequired(_l("Say what you want done")), _short],
    )
    reply_by = SelectField(
        _l("The unit answers by"), validators=[InputRequired(_l("Choose a day"))], **unknown
    )

    @staticmethod
    def suggested(_case: Case) -> dict[str, Any]:
        """Fill in the usual day."""
        return {"reply_by": queries.reply_by(clock.today(), work_calendar()).isoformat()}

    def offer(self, _case: Case) -> None:
        """List the next working days."""
        today, calendar = clock.today(), work_calendar()
        days = [calendar.add(today, n + 1) for n in range(FARTHEST)]
        usual = queries.reply_by(today, calendar)
        self.reply_by.choices = [
            SelectChoice(one.isoformat(), foreseen(one)) for one in sorted({*days, usual})
        ]

    def chosen_day(self) -> date:
        """Return the day by which the unit answers."""
        return date.fromisoformat(self.reply_by.data or "")


class ReplyForm(StepForm):
    """An answer to one of the orders."""

    step = Step.REPLY
    order = SelectField(
        _l("To which order"), validators=[InputRequired(_l("Choose an order"))], **unknown
    )
    words = TextAreaField(
        _l("Your answer: the unit and the offices above read this"),
        validators=[DataRequired(_l("Write your answer first")), _short],
    )

    @staticmethod
    def suggested(case: Case) -> dict[str, Any]:
        """Fill in the order that has waited longest."""
        orders = queries.orders_of(case)
        waiting = [order for order in orders if order.replied_at is None]
        first = (waiting or list(orders))[-1:]
        return {"order": str(first[0].id) if first else ""}

    def offer(self, case: Case) -> None:
        """List the orders of this case."""
        self.orders = {str(order.id): order for order in queries.orders_of(case)}
        self.order.choices = [SelectChoice(key, _name(o)) for key, o in self.orders.items()]

    def chosen_order(self) -> ExpediteOrder:
        """Return the order that is answered."""
        return self.orders[self.order.data or ""]


def _name(order: ExpediteOrder) -> str:
    who = order.by.name if order.by else _("The portal")
    short = order.words[:SHOWN] + ("…" if len(order.words) > SHOWN else "")
    named = _("%(day)s, %(who)s", day=day(clock.day_of(order.at)), who=who)
    return f"{named}: {short}" if short else str(named)
