"""What staff are asked about the list: one matter, an edition, a sheet, a platform."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from portal.cases.rules.editions import at_odds
from portal.cases.rules.matter_rows import TILES, Known, Row, cells_of, read_row
from portal.forms import PortalForm
from portal.i18n import _, _l, language
from portal.staff import matter_words
from portal.staff.matter_words import LABELS

OTHER_GROUP = "+"
OF_GROUP = ("category", "category_name", "category_name_en")
GROUP = (*OF_GROUP, "group_code", "group_name", "group_name_en")
# Those of the sprite that suit a matter; what a row has besides stays choosable.
PICTURES = (
    *("circle-help", "trash-2", "bike", "car", "volume-x", "construction", "lamp", "flame"),
    *("recycle", "hand-helping", "store", "trees", "droplets", "zap", "house", "building-2"),
    *("shield-alert", "triangle-alert", "users", "map-pin"),
)


def _text(name: str) -> StringField:
    return StringField(LABELS[name])


def _choice(name: str) -> SelectField:
    return SelectField(LABELS[name], validate_choice=False)


class MatterForm(PortalForm):
    """One matter of a draft, column by column; the rules of a sheet's row judge what is typed."""

    seen = HiddenField()
    code, name, name_en = _text("code"), _text("name"), _text("name_en")
    initials = _text("initials")
    group = SelectField(_l("Group"), validate_choice=False)
    category = _choice("category")
    group_code, group_name = StringField(_l("Code of the new group")), _text("group_name")
    group_name_en = _text("group_name_en")
    platform, level = _choice("platform"), _choice("level")
    limit_value, limit_unit = _text("limit_value"), _choice("limit_unit")
    first_response_hours = _text("first_response_hours")
    department, kind_of_unit = _choice("department"), _text("kind_of_unit")
    evidence = TextAreaField(LABELS["evidence"])
    is_info, residents_may_report = _choice("is_info"), _choice("residents_may_report")
    is_private = BooleanField(LABELS["is_private"])
    same_within_m, same_within_days = _text("same_within_m"), _text("same_within_days")
    rank, icon = _choice("rank"), _choice("icon")
    short_name, short_name_en = _text("short_name"), _text("short_name_en")
    national_code, national_name = _text("national_code"), _text("national_name")
    national_code_2013, national_name_2013 = (
        _text("national_code_2013"),
        _text("national_name_2013"),
    )
    name_basis = _choice("name_basis")
    is_draft = BooleanField(LABELS["is_draft"])

    def __init__(
        self,
        *,
        rows: Sequence[Row],
        old: Row | None,
        known: Known,
        places: Mapping[str, Sequence[tuple[str, str]]],
        **given: Any,
    ) -> None:
        self.rows, self.old, self.known = rows, old, known
        self.row: Row = {}
        super().__init__(**given)
        self._offer(places)

    def _offer(self, places: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        """Fill the lists to choose from: what the portal knows and what the draft holds."""
        groups = {row["group_code"]: row for row in self.rows}
        categories = {row["category"]: row for row in self.rows}
        name = "name_en" if language() == "en" else "name"
        kept_icon = [self.old["icon"]] if self.old and self.old["icon"] not in PICTURES else []
        offered: dict[str, list[tuple[str, str]]] = {
            "group": [
                *((code, f"{code} {groups[code][f'group_{name}']}") for code in sorted(groups)),
                (OTHER_GROUP, str(_("a new group, named below"))),
            ],
            "category": [
                (code, f"{code} {categories[code][f'category_{name}']}")
                for code in sorted(categories)
            ],
            "platform": list(places["platform"]),
            "department": [("", str(_("none"))), *places["department"]],
            "level": [(str(n), str(_("Level %(n)s", n=n))) for n in (1, 2, 3, 4)],
            "limit_unit": _worded("limit_unit"),
            "is_info": _worded("is_info"),
            "residents_may_report": _worded("residents_may_report"),
            "name_basis": _worded("name_basis"),
            "rank": [("", str(_("no tile"))), *((str(n), str(n)) for n in range(1, TILES + 1))],
            "icon": [(each, each) for each in (*PICTURES, *kept_icon)],
        }
        for field, choices in offered.items():
            self[field].choices = [SelectChoice(value, words) for value, words in choices]

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the row as one of a sheet: cell by cell, then as a whole, then among the others."""
        if not super().validate(extra_validators):
            return False
        self.row, faults = read_row(self._cells(), self.known)
        others = [row for row in self.rows if row["code"] != self.row["code"]]
        if not faults:
            last = len(others) + 1
            faults = [fault for fault in at_odds([*others, self.row]) if fault.line == last]
        for fault in faults:
            field = self[fault.column if fault.column in self else "group"]
            field.errors = [*field.errors, matter_words.said(fault)]
        return not faults

    def _cells(self) -> dict[str, str]:
        """Return what was typed, by column; a group of the draft brings its names along."""
        skipped = {"seen", "group", "csrf_token"}
        cells = {field.name: field.data for field in self if field.name not in skipped}
        typed = {
            name: str(value).lower() if isinstance(value, bool) else value or ""
            for name, value in cells.items()
        }
        if self.old:
            typed["code"] = self.old["code"]
        chosen = next((row for row in self.rows if row["group_code"] == self.group.data), None)
        if chosen:
            return typed | {name: chosen[name] for name in GROUP}
        same = next((row for row in self.rows if row["category"] == self.category.data), None)
        return typed | ({name: same[name] for name in OF_GROUP} if same else {})


def filled_with(row: Row) -> dict[str, Any]:
    """Return a row as its form shows it."""
    shown: dict[str, Any] = {}
    for name, value in cells_of(row).items():
        is_listed = name in {"is_info", "residents_may_report"}
        shown[name] = str(value).lower() if is_listed else value
        if not is_listed and not isinstance(value, bool):
            shown[name] = "" if value is None else str(value)
    return shown | {"group": row["group_code"]}


def _worded(column: str) -> list[tuple[str, str]]:
    words = matter_words.VALUES[column]
    return [
        (str(value).lower() if isinstance(value, bool) else value, str(word))
        for value, word in words.items()
    ]


class DraftForm(PortalForm):
    """What a new draft is called."""

    title = StringField(
        _l("What the draft is called"),
        validators=[
            InputRequired(_l("Give the draft a name, such as: autumn 2026")),
            Length(max=60, message=_l("Keep this within %(max)d characters.")),
        ],
    )


class ImportForm(DraftForm):
    """A sheet, and whether it is the whole list or only what changes in it."""

    file = FileField(_l("The file, CSV or XLSX"))
    scope = RadioField(_l("What the file holds"), default="whole")

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.scope.choices = [
            SelectChoice("whole", _("the whole list: what is not in it is retired")),
            SelectChoice("part", _("only new and changed matters: the others stay")),
        ]

    def content(self) -> bytes:
        """Return the file's bytes, however often; none if none was chosen."""
        if not self.file.data:
            return b""
        self.file.data.seek(0)
        return bytes(self.file.data.read())

    def file_name(self) -> str:
        """Return what the file is called, by its end where that is long."""
        return (self.file.data.filename or "")[-100:]


class AdoptForm(PortalForm):
    """The day from which an edition counts, and why it is made; the draft as it was looked at."""

    on = DateField(
        _l("In force from"), validators=[InputRequired(_l("Choose the day, such as 2026-10-01."))]
    )
    reason = StringField(
        _l("Reason"),
        validators=[
            InputRequired(_l("Say why: it stands in the history of the list.")),
            Length(max=200, message=_l("Keep this within %(max)d characters.")),
        ],
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0)])

    def said(self) -> tuple[date, str]:
        """Return the day and the reason, once the form is good."""
        return self.on.data or date.max, self.reason.data or ""


class PlatformForm(PortalForm):
    """What a platform is called, and where it stands among the others."""

    name = StringField(
        _l("Name in Chinese"),
        validators=[
            InputRequired(_l("A platform needs a name.")),
            Length(max=40, message=_l("Keep this within %(max)d characters.")),
        ],
    )
    name_en = StringField(
        _l("Name in English"),
        validators=[
            InputRequired(_l("A platform needs a name.")),
            Length(max=80, message=_l("Keep this within %(max)d characters.")),
        ],
    )
    rank = IntegerField(
        _l("Order"),
        validators=[
            InputRequired(_l("Give a number: the smallest stands first.")),
            NumberRange(1, 99, _l("Give a number from %(min)s to %(max)s.")),
        ],
    )
