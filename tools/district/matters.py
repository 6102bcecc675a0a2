"""The list of admitted matters, checked and made ready for residents."""

import re
from collections.abc import Iterator

import tables
import units

COLUMNS = [
    *("code", "category_code", "category_zh", "category_en", "group_code", "group_zh", "group_en"),
    *("name_zh", "name_en", "platform", "level", "department", "days", "first_response_hours"),
    *("evidence", "is_info", "residents_may_report", "is_private", "name_basis", "national_code"),
    *("national_name", "national_code_2013", "national_name_2013", "initials", "kind_of_unit"),
    *("common", "icon", "short_zh", "short_en"),
]
KEPT = [
    *("code", "category_code", "category_zh", "category_en", "group_code", "group_zh", "group_en"),
    *("name_zh", "name_en", "platform", "evidence", "name_basis"),
]

# What each cell must look like: a shifted row breaks at least one of these.
SHAPES = {
    "code": r"[A-D][1-4]\d\d",
    "category_code": r"[A-D]",
    "group_code": r"[A-D][1-4]",
    "platform": "综治工作|市场监管|综合执法|便民服务",
    "default_level": r"[1-4]",
    "limit_value": r"[1-7]",
    "limit_unit": "工作日",
    "urgent_first_response_hours": r"\d?",
    "record_kind": "info|event",
    "resident_can_report": "yes|staff only",
    "name_basis": "standard|drafted|report",
    "gbt47678_5_2026_code": r"(\d{5})?",
    "gbt30428_2_2013_code": r"([A-Z]:\d\d-\d\d)?",
}

# Who handles a matter at level 4: of these words, the one that stands first in the description
# of the responsible unit decides. A longer word stands before a shorter one that it contains.
DEPARTMENT_OF = {
    "应急消防": "XFD",
    "消防": "XFD",
    "应急管理": "YJJ",
    "市场监管": "SJJ",
    "文化执法": "WLJ",
    "文体": "WLJ",
    "综合执法": "CGJ",
    "城管": "CGJ",
    "环卫": "CGJ",
    "园林": "CGJ",
    "交警": "JJD",
    "公安": "GAJ",
    "派出所": "GAJ",
    "司法": "SFJ",
    "政法委": "ZFW",
    "平安办": "ZFW",
    "人社": "RSJ",
    "民政": "MZJ",
    "便民服务": "MZJ",
    "卫健": "WJJ",
    "住建": "ZJJ",
    "生态环境": "HBJ",
    "规划资源": "ZGJ",
    "供电": "GDG",
    "燃气": "RQG",
}
# Where no such word stands there, two platforms have one department of their own ...
DEPARTMENT_OF_PLATFORM = {"综合执法": "CGJ", "市场监管": "SJJ"}
# ... then those who watch over the named private party; what is left is for the command centre.
WATCHED_BY = {"物业": "ZJJ", "业主": "XFD"}
EXCEPTIONS = {"D203": "CGJ"}  # drop-off points belong to waste sorting, whoever minds them

# Matters of a household, a dispute or one person, besides the whole of C2: in public they show
# the grid and nothing nearer.
PRIVATE = {
    *("A104", "A105", "B101", "B102", "B104", "B105", "B106", "B110"),  # registers and visits
    *("B201", "B202", "B203", "B204", "B205"),  # disputes and leads about people
    *("B208", "B230"),  # people in need
}
PRIVATE_GROUPS = {"C2"}


def matters() -> Iterator[tables.Row]:
    """Yield every matter in the order of its code, or refuse the list."""
    initials = {row["character"]: row["initial"] for row in tables.read("pinyin-initials.csv")}
    common = {row["code"]: row for row in tables.read("common-matters.csv")}
    icons = {row["group_code"]: row["icon"] for row in tables.read("group-icons.csv")}
    national = {(row["code5"], row["name"]) for row in tables.read("gbt47678-5-2026.csv")}
    for row in tables.read("matters.csv"):
        _check(row, national)
        tile = {"icon": icons[row["group_code"]]} | common.get(row["code"], {})
        yield _kept(row) | tile | {"initials": initials_of(row["name_zh"], initials)}


def _check(row: tables.Row, national: set[tuple[str, str]]) -> None:
    """Refuse a row with a cell that is not what its column holds."""
    for column, shape in SHAPES.items():
        if not re.fullmatch(shape, row[column]):
            raise ValueError(f"matter {row['code']}: {column} cannot be {row[column]!r}")
    if not row["code"].startswith(row["group_code"]):
        raise ValueError(f"matter {row['code']} does not belong to group {row['group_code']}")
    standard = row["gbt47678_5_2026_code"], row["gbt47678_5_2026_name"]
    if any(standard) and standard not in national:
        raise ValueError(f"matter {row['code']}: {standard} is not in the national standard")


def _kept(row: tables.Row) -> tables.Row:
    """Return the cells of the list under the names that the portal gives them."""
    private = row["code"] in PRIVATE or row["group_code"] in PRIVATE_GROUPS
    return {column: row[column] for column in KEPT} | {
        "level": row["default_level"],
        "department": department_of(row),
        "days": row["limit_value"],
        "first_response_hours": row["urgent_first_response_hours"],
        "is_info": _flag(row["record_kind"] == "info"),
        "residents_may_report": _flag(row["resident_can_report"] == "yes"),
        "is_private": _flag(private),
        "national_code": row["gbt47678_5_2026_code"],
        "national_name": row["gbt47678_5_2026_name"],
        "national_code_2013": row["gbt30428_2_2013_code"],
        "national_name_2013": row["gbt30428_2_2013_seen_as"],
        "kind_of_unit": row["responsible_dept_type"],
    }


def department_of(row: tables.Row) -> str:
    """Return the code of the unit that handles the matter at level 4."""
    text = row["responsible_dept_type"]
    words = [word for word in DEPARTMENT_OF if word in text]
    if row["code"] in EXCEPTIONS:
        return EXCEPTIONS[row["code"]]
    if words:
        return DEPARTMENT_OF[min(words, key=text.index)]
    if row["platform"] in DEPARTMENT_OF_PLATFORM:
        return DEPARTMENT_OF_PLATFORM[row["platform"]]
    return next((unit for word, unit in WATCHED_BY.items() if word in text), units.CENTRE)


def initials_of(name: str, initials: dict[str, str]) -> str:
    """Return the pinyin initials, for finding a matter by a few keys; marks are passed over.

    The table gives a character one reading. That is enough for this list, where no character
    is read in two ways; a new matter that breaks this must be checked by hand.
    """
    return "".join(initials[character] for character in name if character not in "、（）")


def _flag(is_so: bool) -> str:
    return "true" if is_so else "false"
