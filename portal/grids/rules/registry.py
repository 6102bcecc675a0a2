"""What is true of a registry as a whole: which rows are good, and why the others are not."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.grids.rules import values
from portal.grids.rules.outlines import outline_of
from portal.grids.rules.places import DISTRICT, Duty, GridKind
from portal.grids.rules.rows import DUTIES, GRID_KINDS, ROW_KINDS, Note, Row, RowKind, plain
from portal.grids.rules.values import Wrong

DIGITS = {RowKind.STREET: 9, RowKind.COMMUNITY: 12, RowKind.GRID: 15}


@dataclass(frozen=True)
class Entry:
    """A good row: what it is about and what it says of it, ready to be kept."""

    place: str
    kind: RowKind
    key: str  # an area's or grid's code, a person's number
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """The codes that the portal knows already."""

    areas: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()


@dataclass
class Checked:
    """A registry after checking. `spared` are grids and people whose row was bad.

    Nobody's appointment may end because the row that names them had a slip.
    """

    entries: dict[RowKind, list[Entry]] = field(
        default_factory=lambda: {kind: [] for kind in RowKind}
    )
    faults: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    spared: set[str] = field(default_factory=set)


def check_rows(rows: Iterable[Row], known: Known, *, residents_limit: int) -> Checked:
    """Return the good rows and a note for each bad one; the order of the rows does not matter."""
    checking = _Checking(Checked(), set(known.areas), set(known.grids), residents_limit)
    by_kind: dict[RowKind, list[Row]] = {kind: [] for kind in RowKind}
    for row in rows:
        try:
            kind = values.one_of(ROW_KINDS, "kind")(row.cells.get("kind", ""))
        except Wrong as why:
            checking.refuse(row, [str(why)])
        else:
            by_kind[kind].append(row)
    for kind, found in by_kind.items():
        for row in found:
            checking.look_at(row, kind)
    checking.count_staff()
    return checking.checked


class _Reading:
    """Reads a row cell by cell: what it says, and what is wrong with it."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.said: dict[str, Any] = {}
        self.wrong: list[str] = []

    def take(self, column: str, reader: Callable[[str], Any], *, needed: bool = False) -> Any:
        """Read a cell; a column that is missing is read only where it is needed."""
        cell = self.row.cells.get(column)
        if cell is None and not needed:
            return None
        try:
            self.said[column] = reader(cell or "")
        except Wrong as why:
            self.wrong.append(str(why))
        return self.said.get(column)

    def refuse(self, words: str) -> None:
        self.wrong.append(words)


@dataclass
class _Checking:
    """What is known while going through a file."""

    checked: Checked
    areas: set[str]
    grids: set[str]
    residents_limit: int
    seen: dict[str, str] = field(default_factory=dict)  # what was given before, and where
    people: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)

    def look_at(self, row: Row, kind: RowKind) -> None:
        reading = _Reading(row)
        key = self._staff(reading) if kind is RowKind.STAFF else self._area_or_grid(reading, kind)
        if reading.wrong:
            self.refuse(row, reading.wrong)
            return
        self.checked.entries[kind].append(Entry(row.place, kind, key, reading.said))
        if kind is RowKind.GRID:
            self.grids.add(key)
            self._warn_of_size(row, reading.said)
        elif kind is not RowKind.STAFF:
            self.areas.add(key)

    def refuse(self, row: Row, reasons: list[str]) -> None:
        self.checked.faults += [Note(row.place, reason) for reason in reasons]
        self.checked.spared |= {plain(row.cells.get(name, "")) for name in ("grid", "person")}

    def count_staff(self) -> None:
        """Warn of a grid with two leaders, instructors or full-time workers."""
        held = Counter(
            (entry.said["grid"], entry.said["duty"])
            for entry in self.checked.entries[RowKind.STAFF]
            if entry.said["duty"] is not Duty.PART_TIME_WORKER
        )
        self.checked.warnings += [
            Note(f"grid {grid}", f"has {count} people as {duty}, one is usual")
            for (grid, duty), count in held.items()
            if count > 1
        ]

    def _area_or_grid(self, reading: _Reading, kind: RowKind) -> str:
        code = reading.take("code", lambda cell: values.digits(cell, DIGITS[kind]), needed=True)
        is_new = code not in (self.grids if kind is RowKind.GRID else self.areas)
        reading.take("name", values.name, needed=is_new)
        if not reading.take("name_en", values.words):
            reading.said.pop("name_en", None)
            if is_new:
                reading.said["name_en"] = reading.said.get("name")
        if kind is RowKind.GRID:
            self._rest_of_grid(reading, is_new=is_new)
        reading.said.pop("code", None)
        if code:
            self._refuse_twice(reading, code)
            self._refuse_without_parent(reading, kind, code)
        return code or ""

    def _rest_of_grid(self, reading: _Reading, *, is_new: bool) -> None:
        kind = reading.take("grid_kind", values.one_of(GRID_KINDS, "grid kind"), needed=is_new)
        reading.said.pop("grid_kind", None)
        if isinstance(kind, GridKind):
            reading.said["kind"] = kind
        for column, reader in (
            ("households", values.number),
            ("residents", values.number),
            ("scope", values.words),
            ("external_code", values.words_or_none),
        ):
            reading.take(column, reader)
        try:
            if outline := outline_of(reading.row.geometry):
                reading.said["outline"] = outline
        except Wrong as why:
            reading.refuse(str(why))

    def _refuse_twice(self, reading: _Reading, key: str) -> None:
        if first := self.seen.get(key):
            reading.refuse(f"{key} was given before, in {first}")
        self.seen.setdefault(key, reading.row.place)

    def _refuse_without_parent(self, reading: _Reading, kind: RowKind, code: str) -> None:
        parent = code[:-3]
        if kind is RowKind.STREET:
            if parent != DISTRICT:
                reading.refuse(f"the street {code} is not of this district, {DISTRICT}")
            return
        what = "community" if kind is RowKind.GRID else "street"
        if parent not in self.areas:
            reading.refuse(f"the {what} {parent} of {code} is not known")
        named = plain(reading.row.cells.get("community", "")) or parent
        if kind is RowKind.GRID and named != parent:
            reading.refuse(
                f"the community {named[:30]} is not the one that the code {code} begins with"
            )

    def _warn_of_size(self, row: Row, said: Mapping[str, Any]) -> None:
        if (residents := said.get("residents", 0)) > self.residents_limit:
            self.checked.warnings.append(
                Note(row.place, f"{residents:,} residents, {self.residents_limit:,} is the limit")
            )

    def _staff(self, reading: _Reading) -> str:
        grid = reading.take("grid", lambda cell: values.digits(cell, 15), needed=True)
        if grid and grid not in self.grids:
            reading.refuse(f"the grid {grid} is not known")
        reading.take("duty", values.one_of(DUTIES, "duty"), needed=True)
        number = reading.take("person", values.words, needed=True)
        if not number:
            reading.refuse("the staff number (person) is missing")
        reading.take("name", values.name, needed=True)
        reading.take("phone", values.phone)
        reading.take("email", values.email)
        reading.take("tasks", values.words)
        reading.take("started_on", values.day)
        reading.said.pop("person", None)
        if not reading.wrong:
            self._refuse_twice(reading, " ".join((grid, reading.said["duty"], number)))
            self._refuse_other_person(reading, number)
        return str(number or "")

    def _refuse_other_person(self, reading: _Reading, number: str) -> None:
        """One number is one person: with the same name and the same telephone in every row."""
        theirs = {key: reading.said.get(key) for key in ("name", "phone", "email")}
        where, before = self.people.setdefault(number, (reading.row.place, theirs))
        if different := [key for key in theirs if theirs[key] != before[key]]:
            reading.refuse(f"the person {number} has another {' and '.join(different)} in {where}")
