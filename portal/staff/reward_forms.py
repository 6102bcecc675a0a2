"""What is asked about rewards: budgets, reasons, lists, goods and codes."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from portal.forms import PortalForm
from portal.grids.models import Area
from portal.i18n import _, _l, named
from portal.rewards.queries.goods import Stock
from portal.rewards.rules.money import fen_of, yuan
from portal.rewards.rules.pay_file import BatchKind
from portal.staff import reward_words as words

MOST_FEN = 1_000_000_000  # ten million yuan: more is a slip of the finger
MONEY = "money"
_unknown: dict[str, Any] = {"invalid_choice_message": _l("Choose one of these")}


def _short(label: Any, ask: Any, most: int = 200) -> StringField:
    too_long = Length(max=most, message=_l("Keep it within %(max)d characters"))
    return StringField(label, validators=[InputRequired(ask), too_long])


def _amount(_form: Any, field: Field) -> None:
    fen = fen_of(field.data or "")
    if fen is None or fen > MOST_FEN:
        raise ValidationError(_("Enter yuan, such as 1200 or 1200.50, at most ten million"))


class SureForm(PortalForm):
    """A button alone."""


class WhyForm(PortalForm):
    """A step that needs a reason."""

    why = _short(_l("Why"), _l("Say why: it stands in the history."))


class BudgetForm(PortalForm):
    """What a community may spend in a quarter."""

    amount = StringField(_l("Budget in yuan"), validators=[InputRequired(), _amount])
    why = _short(_l("Why"), _l("Say why: it stands in the history."))

    def fen(self) -> int:
        """Return the amount."""
        return fen_of(self.amount.data or "") or 0


class BatchForm(PortalForm):
    """Which approved rewards go on a new list."""

    area = SelectField(_l("Area"), **_unknown)
    kind = RadioField(_l("How it is paid"), default=BatchKind.BANK.value, **_unknown)

    def __init__(self, areas: Sequence[Area], **given: Any) -> None:
        super().__init__(**given)
        self.area.choices = [SelectChoice(area.code, named(area)) for area in areas]
        self.kind.choices = [SelectChoice(k.value, said) for k, said in words.BATCHES.items()]


class ResultsForm(PortalForm):
    """The list as it came back."""

    file = FileField(_l("The list that came back, XLSX or CSV"))

    def content(self) -> bytes:
        """Return the file's bytes; none if none was chosen."""
        return self.file.data.read() if self.file.data else b""


class GoodsForm(PortalForm):
    """Something to choose instead of money."""

    name = _short(_l("Name in Chinese"), _l("Give it a name."), 40)
    name_en = _short(_l("Name in English"), _l("Give it a name."), 80)
    value = StringField(_l("Value in yuan"), validators=[InputRequired(), _amount])
    area = SelectField(_l("For whose volunteers"), **_unknown)

    def __init__(self, areas: Sequence[Area], **given: Any) -> None:
        super().__init__(**given)
        self.area.choices = [SelectChoice(area.code, named(area)) for area in areas]

    def validate_value(self, field: Field) -> None:
        """Refuse goods that are worth nothing."""
        if not fen_of(field.data or ""):
            raise ValidationError(_("Goods are worth something: enter yuan, such as 30"))

    def fen(self) -> int:
        """Return the value."""
        return fen_of(self.value.data or "") or 0


class StockForm(PortalForm):
    """Goods that came in, or are gone."""

    count = IntegerField(
        _l("How many"),
        validators=[
            InputRequired(_l("Say how many came in, or how many are gone as -3.")),
            NumberRange(-100_000, 100_000, _l("Enter a number from %(min)d to %(max)d")),
        ],
    )
    why = _short(_l("Why"), _l("Say why: it stands in the history."))


class ChooseForm(PortalForm):
    """Money, or one of the goods that are there."""

    what = RadioField(_l("What do you want to get?"), **_unknown)

    def __init__(self, stocks: Sequence[Stock], amount_fen: int, **given: Any) -> None:
        super().__init__(**given)
        money = _("Money: %(yuan)s yuan", yuan=yuan(amount_fen))
        self.what.choices = [SelectChoice(MONEY, money)] + [
            SelectChoice(
                str(stock.goods.id),
                _(
                    "%(goods)s, worth %(yuan)s yuan",
                    goods=named(stock.goods),
                    yuan=yuan(stock.goods.value_fen),
                ),
            )
            for stock in stocks
        ]


class CollectForm(PortalForm):
    """The code that somebody shows."""

    code = HiddenField()
