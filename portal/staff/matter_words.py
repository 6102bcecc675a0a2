"""What pages call the columns of the list of admitted matters, and how they say what is in them."""

from collections.abc import Callable
from typing import Any

from portal.cases.rules.matter_rows import BY_NAME, HOURS, WORKDAYS, Fault
from portal.i18n import LANGUAGES, _, _l, language

LABELS = {
    "code": _l("Code"),
    "name": _l("Name in Chinese"),
    "name_en": _l("Name in English"),
    "short_name": _l("Short name in Chinese, for a tile"),
    "short_name_en": _l("Short name in English"),
    "initials": _l("Pinyin initials"),
    "category": _l("Category"),
    "category_name": _l("Name of the category"),
    "category_name_en": _l("Name of the category in English"),
    "group_code": _l("Group"),
    "group_name": _l("Name of the group"),
    "group_name_en": _l("Name of the group in English"),
    "platform": _l("Platform"),
    "level": _l("Level"),
    "limit_value": _l("Time limit"),
    "limit_unit": _l("Counted in"),
    "first_response_hours": _l("Hours to the first answer"),
    "department": _l("Department at level 4"),
    "kind_of_unit": _l("Kind of unit"),
    "evidence": _l("Evidence to collect"),
    "is_info": _l("Kept as"),
    "residents_may_report": _l("Who may report it"),
    "is_private": _l("Public pages show the grid only"),
    "national_code": _l("Code in GB/T 47678.5-2026"),
    "national_name": _l("Name in GB/T 47678.5-2026"),
    "national_code_2013": _l("Code in GB/T 30428.2-2013"),
    "national_name_2013": _l("Name in GB/T 30428.2-2013"),
    "name_basis": _l("Where the name comes from"),
    "rank": _l("Tile"),
    "icon": _l("Picture"),
    "same_within_m": _l("Same problem within (metres)"),
    "same_within_days": _l("Same problem within (days)"),
    "is_draft": _l("Draft, not confirmed"),
}
BASES = {
    "": _l("not said"),
    "standard": _l("the national standard"),
    "report": _l("the district's report"),
    "drafted": _l("drafted"),
}
VALUES: dict[str, dict[Any, Any]] = {
    "limit_unit": {WORKDAYS: _l("working days"), HOURS: _l("hours")},
    "is_info": {True: _l("an entry of the patrol log"), False: _l("a case")},
    "residents_may_report": {True: _l("residents and staff"), False: _l("staff only")},
    "name_basis": BASES,
}
YES_OR_NO = {True: _l("yes"), False: _l("no")}


def shown(column: str, value: Any) -> str:
    """Return what a cell says, in words."""
    if value is None or value == "":
        return str(_("none"))
    words = VALUES.get(column, YES_OR_NO if isinstance(value, bool) else {})
    return str(words.get(value, value))


def said(fault: Fault, translated: Callable[[str], Any] = _) -> str:
    """Return what is wrong with a cell, in the reader's language."""
    words = str(translated(fault.message))
    return words % fault.facts if fault.facts else words


def label(column: str) -> str:
    """Return a column's heading in the file; without one the fault is of the whole line.

    Whoever does not read Chinese has its meaning before it.
    """
    if not column:
        return str(_("the line"))
    heading = BY_NAME[column].zh
    return heading if language() == LANGUAGES[0] else f"{LABELS[column]} ({heading})"
