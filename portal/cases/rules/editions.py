"""What is true of editions of the list: their difference, and whether a sheet makes a good one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.cases.rules.cells import plain
from portal.cases.rules.matter_rows import (
    BY_NAME,
    COLUMNS,
    FOR_ALL,
    FOR_STAFF,
    HOURS,
    KEYS,
    WORKDAYS,
    Fault,
    Known,
    Row,
    cells_of,
    read_row,
)
from portal.errors import N_, NotAcceptable

MOST_ROWS = 20_000
OF_GROUP = ("category", "group_name")
_YES_OR_NO = {True: ("是", "yes"), False: ("否", "no")}
# How a sheet says what a row keeps otherwise, in Chinese and in English.
WORDED: dict[str, dict[Any, tuple[str, str]]] = {
    "limit_unit": {WORKDAYS: ("工作日", "working days"), HOURS: ("小时", "hours")},
    "is_info": {True: ("信息", "info"), False: ("事件", "case")},
    "residents_may_report": {True: (FOR_ALL, "residents"), False: (FOR_STAFF, "staff only")},
    "is_private": _YES_OR_NO,
    "is_draft": _YES_OR_NO,
    "name_basis": {
        "standard": ("国标", "standard"),
        "report": ("报告", "report"),
        "drafted": ("拟定", "drafted"),
    },
}
_BY_HEADER = {
    name.lower(): column.name
    for column in COLUMNS
    for name in (column.name, column.zh, *column.also)
}


@dataclass(frozen=True)
class Change:
    """One matter that reads differently: its cells by column, before and after."""

    code: str
    old: Row
    new: Row

    @property
    def cells(self) -> list[tuple[str, Any, Any]]:
        """Return the columns that differ, each with what it held and what it holds."""
        before, after = cells_of(self.old), cells_of(self.new)
        return [(name, before[name], after[name]) for name in before if before[name] != after[name]]


@dataclass(frozen=True)
class Difference:
    """What one list has that another has not, in the order of codes."""

    added: list[Row]
    changed: list[Change]
    retired: list[Row]

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.added or self.changed or self.retired)


@dataclass
class Checked:
    """A sheet after checking: its rows, and everything that is wrong with any of them."""

    header: list[str]
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def difference(old: Iterable[Row], new: Iterable[Row]) -> Difference:
    """Return what changes when one list replaces another."""
    before, after = by_code(old), by_code(new)
    both = [code for code in after if code in before]
    changed = (Change(code, before[code], after[code]) for code in sorted(both))
    return Difference(
        added=[after[code] for code in sorted(after) if code not in before],
        changed=[change for change in changed if not is_same(change.old, change.new)],
        retired=[before[code] for code in sorted(before) if code not in after],
    )


def is_same(one: Row, other: Row) -> bool:
    """Say whether two rows read the same."""
    return all(one[key] == other[key] for key in KEYS)


def by_code(rows: Iterable[Row]) -> dict[str, Row]:
    """Return rows by their codes."""
    return {row["code"]: row for row in rows}


def carried_over(base: Iterable[Row], mine: Iterable[Row], now: Iterable[Row]) -> list[Row]:
    """Return the list as it is now with what a draft changed in an older one.

    Cell by cell: what the draft did not touch follows the list, what it did
    touch stays as the draft has it.
    """
    old, drafted, list_now = by_code(base), by_code(mine), by_code(now)
    merged = []
    for code in sorted(drafted | list_now):
        row = _carried(old.get(code), drafted.get(code), list_now.get(code))
        if row:
            merged.append(row)
    return merged


def _carried(base: Row | None, mine: Row | None, now: Row | None) -> Row | None:
    if base is None or mine is None or now is None:
        if base is None:
            return mine or now
        touched = mine is None or not is_same(base, mine)
        return mine if touched else now
    return {key: mine[key] if mine[key] != base[key] else now[key] for key in KEYS}


def check_sheet(lines: Sequence[tuple[int, list[str]]], known: Known) -> Checked:
    """Return a sheet's rows and everything that is wrong with them, or refuse a wrong header."""
    (_, header), *rest = lines
    if len(rest) > MOST_ROWS:
        raise NotAcceptable(
            N_("The sheet has %(count)d rows. It may have %(most)d."),
            count=len(rest),
            most=MOST_ROWS,
        )
    if not rest:
        raise NotAcceptable(N_("Below its first row the sheet is empty."))
    columns = _columns_of(header)
    checked = Checked(header)
    seen: dict[str, int] = {}
    for line, cells in rest:
        named = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        row, faults = read_row(named, known, line)
        if any(map(str.strip, cells[len(columns) :])):
            faults.append(Fault(line, "", N_("This line has more cells than the first row.")))
        first = seen.setdefault(row["code"], line) if row["code"] else line
        if first != line:
            again = N_("The code %(code)s stands in line %(line)d already.")
            faults.append(Fault(line, "code", again, {"code": row["code"], "line": first}))
        checked.rows.append(row)
        checked.faults += faults
    checked.faults += _at_odds(checked.rows, [line for line, _ in rest])
    return checked


def at_odds(rows: Sequence[Row]) -> list[Fault]:
    """Return what is wrong between the rows of a list: one tile twice, one group by two names."""
    return _at_odds(rows, list(range(1, len(rows) + 1)))


def _at_odds(rows: Sequence[Row], lines: Sequence[int]) -> list[Fault]:
    tiles: dict[int, str] = {}
    groups: dict[str, Row] = {}
    faults = []
    for row, line in zip(rows, lines, strict=True):
        if row["rank"] and tiles.setdefault(row["rank"], row["code"]) != row["code"]:
            twice = N_("Tile %(rank)d belongs to %(code)s already.")
            facts: Mapping[str, object] = {"rank": row["rank"], "code": tiles[row["rank"]]}
            faults.append(Fault(line, "rank", twice, facts))
        first = groups.setdefault(row["group_code"], row)
        for name in OF_GROUP:
            if row[name] != first[name]:
                other = N_("Group %(group)s has “%(word)s” here and “%(first)s” in %(code)s.")
                facts = {
                    "group": row["group_code"],
                    "word": row[name],
                    "first": first[name],
                    "code": first["code"],
                }
                faults.append(Fault(line, name, other, facts))
    return faults


def _columns_of(header: Sequence[str]) -> list[str | None]:
    """Return the column that each cell of a header names, None where it names none."""
    columns = [_BY_HEADER.get(plain(cell).lower()) for cell in header]
    named = [name for name in columns if name]
    missing = [BY_NAME[name].zh for name in ("code", "name") if name not in named]
    if missing:
        raise NotAcceptable(
            N_(
                "The first row must name the columns: %(missing)s is not among them. It reads "
                "“%(found)s”. Take the header of a list that was downloaded here."
            ),
            missing=", ".join(missing),
            found=" ".join(map(plain, header))[:80],
        )
    if twice := sorted({BY_NAME[name].zh for name in named if named.count(name) > 1}):
        raise NotAcceptable(
            N_("The first row names a column twice: %(twice)s."), twice=", ".join(twice)
        )
    return columns


def sheet_of(rows: Iterable[Row], *, is_chinese: bool) -> list[list[Any]]:
    """Return a list as the lines of a sheet, header first, in words that an import reads back."""
    header = [column.zh if is_chinese else column.name for column in COLUMNS]
    lines = ([_worded(*cell, is_chinese) for cell in cells_of(row).items()] for row in rows)
    return [header, *lines]


def _worded(column: str, value: Any, is_chinese: bool) -> Any:
    zh, en = WORDED.get(column, {}).get(value, (value, value))
    return zh if is_chinese else en
