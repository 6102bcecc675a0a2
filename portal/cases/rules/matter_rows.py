"""What a row of the list of admitted matters holds, cell by cell, as people write it in sheets.

A row is a plain mapping of a matter's columns. The same readers judge a row
of an imported sheet and what is typed into the form of one matter.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.cases.rules.cells import (
    Wrong,
    number,
    one_of,
    perhaps,
    plain,
    seen,
    shaped,
    short,
    text,
    visible,
)
from portal.errors import N_
from portal.grids.rules.initials import initials_of

Row = dict[str, Any]

WORKDAYS, HOURS = "workdays", "hours"
HOURS_OF_A_DAY = 8  # of work: a limit in hours is shown in days where only days are shown
MOST_HOURS = 200
TILES = 8
DEFAULT_ICON = "circle-help"

YES = dict.fromkeys(("是", "yes", "true", "y", "1", "√"), True)
NO = dict.fromkeys(("否", "no", "false", "n", "0"), False)
YES_OR_NO = YES | NO
UNITS = {"工作日": WORKDAYS, "天": WORKDAYS, "days": WORKDAYS, "working days": WORKDAYS}
UNITS |= {"小时": HOURS, "工作时": HOURS, "hours": HOURS, WORKDAYS: WORKDAYS}
KINDS = YES_OR_NO | {"信息": True, "info": True, "事件": False, "event": False, "case": False}
FOR_ALL, FOR_STAFF = "居民和工作人员", "仅工作人员"
REPORTERS = YES_OR_NO | {FOR_ALL: True, "residents": True, FOR_STAFF: False, "staff only": False}
BASES = {"": "", "standard": "standard", "国标": "standard", "report": "report", "报告": "report"}
BASES |= {"drafted": "drafted", "拟定": "drafted"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell of one line; without a column, with all of the line."""

    line: int
    column: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the portal knows: platforms, units, the most days of each level, the rows there are."""

    platforms: Collection[str]
    units: Collection[str]
    longest_days: tuple[int, ...]
    rows: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column of the sheet: its header in Chinese, what else it is called, and its reader."""

    name: str
    zh: str
    also: tuple[str, ...]
    read: Callable[[str], Any]
    needed: bool = False  # in the row of a new matter


CODE = shaped(
    r"[A-Z][A-Z0-9-]{1,11}",
    N_("“%(word)s” is no code: write a capital letter, then 1 to 11 digits or capital letters."),
)
FIVE_DIGITS = shaped(r"[0-9]{5}", N_("“%(word)s” is no code of the standard: it has five digits."))
OLD_CODE = shaped(
    r"[A-Z]:[0-9]{2}-[0-9]{2}|", N_("“%(word)s” is no code of the old standard, such as E:01-04.")
)
LATIN = shaped(r"[a-z0-9]{0,40}", N_("“%(word)s” are no initials: write small letters a to z."))
PICTURE = shaped(r"[a-z0-9-]{0,40}", N_("“%(word)s” is no name of a picture."))

COLUMNS = (
    Column("code", "编码", ("事项编码",), CODE, needed=True),
    Column("name", "名称", ("name_zh", "事项名称"), text(40, least=1), needed=True),
    Column("name_en", "英文名称", ("english name",), text(120)),
    Column("short_name", "简称", ("short_zh",), text(6)),
    Column("short_name_en", "英文简称", ("short_en",), text(24)),
    Column("initials", "拼音首字母", ("拼音",), LATIN),
    Column("category", "类别", ("category_code",), text(4, least=1), needed=True),
    Column("category_name", "类别名称", ("category_zh",), text(40, least=1), needed=True),
    Column("category_name_en", "类别英文名称", ("category_en",), text(80)),
    Column("group_code", "分组", ("group",), text(6, least=1), needed=True),
    Column("group_name", "分组名称", ("group_zh",), text(40, least=1), needed=True),
    Column("group_name_en", "分组英文名称", ("group_en",), text(80)),
    Column("platform", "平台", (), text(40, least=1), needed=True),
    Column("level", "层级", ("default_level",), number(1, 4), needed=True),
    Column("limit_value", "时限", ("days", "处置时限"), number(1, MOST_HOURS), needed=True),
    Column("limit_unit", "时限单位", (), one_of(UNITS)),
    Column(
        "first_response_hours",
        "首次答复小时数",
        ("urgent_first_response_hours",),
        perhaps(number(1, MOST_HOURS)),
    ),
    Column("department", "区级部门编码", (), text(40)),
    Column("kind_of_unit", "处置单位类型", ("responsible_dept_type",), text(60)),
    Column("evidence", "取证要求", (), text(200)),
    Column("is_info", "记录类型", ("record_kind",), one_of(KINDS)),
    Column("residents_may_report", "谁可上报", ("resident_can_report",), one_of(REPORTERS)),
    Column("is_private", "是否隐私", (), one_of(YES_OR_NO)),
    Column("national_code", "国标编码2026", ("gbt47678_5_2026_code",), perhaps(FIVE_DIGITS)),
    Column("national_name", "国标名称2026", ("gbt47678_5_2026_name",), text(60)),
    Column("national_code_2013", "国标编码2013", ("gbt30428_2_2013_code",), OLD_CODE),
    Column("national_name_2013", "国标名称2013", ("gbt30428_2_2013_seen_as",), text(60)),
    Column("name_basis", "名称来源", (), one_of(BASES)),
    Column("rank", "常用次序", ("common",), perhaps(number(1, TILES))),
    Column("icon", "图标", (), PICTURE),
    Column("same_within_m", "同一问题距离米", (), number(0, 5000)),
    Column("same_within_days", "同一问题天数", (), number(0, 365)),
    Column("is_draft", "草稿", (), one_of(YES_OR_NO)),
)
BY_NAME = {column.name: column for column in COLUMNS}
_LIMIT = {"limit_value", "limit_unit"}
KEYS = (*(name for name in BY_NAME if name not in _LIMIT), "days", "limit_hours")
BLANK: Row = dict.fromkeys(KEYS, "") | {
    "national_code": None,
    "first_response_hours": None,
    "rank": None,
    "limit_hours": None,
    "is_info": False,
    "residents_may_report": True,
    "is_private": False,
    "name_basis": "drafted",
    "icon": DEFAULT_ICON,
    "same_within_m": 50,
    "same_within_days": 7,
    "is_draft": True,
}


def cells_of(row: Row) -> dict[str, Any]:
    """Return a row's cells by column, as a sheet and the form of one matter show them."""
    limit = (row["limit_hours"], HOURS) if row["limit_hours"] else (row["days"], WORKDAYS)
    shown = row | dict(zip(("limit_value", "limit_unit"), limit, strict=True))
    return {column.name: shown[column.name] for column in COLUMNS}


def read_row(cells: Mapping[str, str], known: Known, line: int = 0) -> tuple[Row, list[Fault]]:
    """Return what a line says, and what is wrong with it.

    A column that is missing leaves a known matter as it is; an empty cell says
    that there is nothing. What a new matter leaves open gets its usual value.
    """
    faults: list[Fault] = []
    old = known.rows.get(plain(cells.get("code", "")))
    said: Row = {}
    for column in COLUMNS:
        if column.name not in cells and (old or not column.needed):
            continue
        cell = cells.get(column.name, "")
        if not column.needed and not old and not visible(cell):
            continue
        try:
            said[column.name] = column.read(seen(cell))
        except Wrong as why:
            faults.append(Fault(line, column.name, why.message, why.facts))
    row = _with_limit(dict(old or BLANK), said)
    row["name_en"] = row["name_en"] or row["name"]
    if not row["initials"] or (old and "initials" not in said and row["name"] != old["name"]):
        row["initials"] = initials_of(row["name"])[:40]
    wrong = {fault.column for fault in faults}
    faults += [
        Fault(line, column, why.message, why.facts)
        for column, why in _senseless(row, known)
        if column not in wrong and not (wrong & {"level", *_LIMIT} and column == "limit_value")
    ]
    return row, faults


def _with_limit(row: Row, said: Row) -> Row:
    """Return a row with what was said of it; hours of work are kept as days too."""
    before = cells_of(row)
    value = said.pop("limit_value", before["limit_value"])
    unit = said.pop("limit_unit", before["limit_unit"])
    if value:
        in_hours = unit == HOURS
        said["limit_hours"] = value if in_hours else None
        said["days"] = -(-value // HOURS_OF_A_DAY) if in_hours else value
    return row | said


def _senseless(row: Row, known: Known) -> list[tuple[str, Wrong]]:
    """Return what each cell allows and the row does not."""
    found = []
    if row["platform"] not in known.platforms:
        found.append(("platform", _unknown(row["platform"], known.platforms)))
    if row["department"] and row["department"] not in known.units:
        found.append(
            (
                "department",
                Wrong(N_("No unit has the code “%(word)s”."), word=short(row["department"])),
            )
        )
    longest = known.longest_days[row["level"] - 1] if row["level"] else 0
    if row["days"] and longest and row["days"] > longest:
        too_long = N_("Level %(level)d allows %(most)d working days at most.")
        found.append(("limit_value", Wrong(too_long, level=row["level"], most=longest)))
    if row["rank"] and not (row["short_name"] and row["residents_may_report"]):
        tile = N_("A matter with a tile needs a short name, and residents who may report it.")
        found.append(("rank", Wrong(tile)))
    if row["is_info"] and row["rank"]:
        found.append(("rank", Wrong(N_("What belongs in the patrol log has no tile."))))
    return found


def _unknown(word: str, known: Collection[str]) -> Wrong:
    message = N_("“%(word)s” is not known here. Use one of: %(known)s.")
    return Wrong(message, word=short(word), known=", ".join(known))
