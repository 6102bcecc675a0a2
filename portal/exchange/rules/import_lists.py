"""Reads the lists of staff and of working days line by line; a bad line says what to do."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.accounts.rules import Role, refuse_misplaced_post
from portal.errors import N_, NotAcceptable
from portal.exchange.rules.batches import BatchKind
from portal.exchange.rules.import_columns import COLUMNS_OF
from portal.exchange.rules.imports import Problem

Lines = Sequence[tuple[int, Sequence[str]]]
Cells = dict[str, str]
YES, NO = frozenset({"yes", "true", "1", "是"}), frozenset({"no", "false", "0", "否"})
SHAPES = {
    "number": (re.compile(r"[A-Za-z0-9-]{2,20}"), N_("The staff number is missing or not good.")),
    "name": (re.compile(r".{1,40}"), N_("The name is missing or has more than 40 characters.")),
    "login": (
        re.compile(r"([a-z][a-z0-9._-]{1,29})?"),
        N_("A login has small letters and digits. Write another, or leave it empty."),
    ),
    "phone": (re.compile(r"([0-9+() -]{5,20})?"), N_("The phone is not a number. Mend it.")),
    "email": (re.compile(r"([^@\s]+@[^@\s]+\.[^@\s]+)?"), N_("The e-mail is no address. Mend it.")),
}
PASSED = N_("This day has passed, and deadlines were counted with it. Leave it as it is.")
ANOTHER = N_("One number, two people: another line says otherwise.")
TWICE = N_("This stands twice in the file. Keep one of the lines.")


@dataclass(frozen=True)
class StaffRow:
    """One post of one person, as a list has it."""

    line: int
    person: Cells  # number, name, login, phone, email
    role: Role
    area: str
    unit: str
    is_ended: bool

    @property
    def post(self) -> str:
        """By what the post is known: number, role and what it is held for."""
        return f"{self.person['number']} {self.role} {self.area or self.unit}"


@dataclass(frozen=True)
class DayRow:
    """One day that breaks the plain week, as a list has it."""

    line: int
    day: date
    is_working: bool
    name: str


def named_cells(kind: BatchKind, lines: Lines) -> Iterator[tuple[int, Cells]]:
    """Yield each line's cells by column, the columns named in English or Chinese."""
    columns = COLUMNS_OF[kind]
    names = {zh: name for name, (zh, _words) in columns.items()} | {name: name for name in columns}
    header = [names.get(cell.strip()) for cell in lines[0][1]]
    if missing := [name for name in columns if name not in header]:
        raise NotAcceptable(
            N_("The first line lacks columns: %(missing)s. Use the template."),
            missing=", ".join(missing),
        )
    for line, cells in lines[1:]:
        padded = [*cells, *[""] * len(header)]
        pairs = zip(header, padded, strict=False)
        yield line, {name: cell.strip() for name, cell in pairs if name}


def check_staff(
    lines: Lines, areas: Collection[str], units: Collection[str]
) -> tuple[list[StaffRow], list[Problem]]:
    """Return the good lines of a list of staff, and why others are not."""
    rows: dict[str, StaffRow] = {}
    problems: list[Problem] = []
    people: dict[str, Cells] = {}
    for line, cells in named_cells(BatchKind.STAFF, lines):
        try:
            row = _staff_row(line, cells, areas, units)
            _refuse_if(row.post in rows, TWICE)
            said = people.setdefault(row.person["number"], row.person)
            _refuse_if(said != row.person, ANOTHER)
        except NotAcceptable as why:
            problems.append(_problem(line, why))
        else:
            rows[row.post] = row
    return list(rows.values()), problems


def check_days(
    lines: Lines, known: Mapping[date, bool], *, last_year: int, today: date
) -> tuple[list[DayRow], list[Problem]]:
    """Return the good lines of a calendar, and why others are not; what has passed stays."""
    rows: dict[date, DayRow] = {}
    problems: list[Problem] = []
    for line, cells in named_cells(BatchKind.CALENDAR, lines):
        try:
            row = _day_row(line, cells, last_year)
            _refuse_if(row.day in rows, TWICE)
            _refuse_if(row.day < today and known.get(row.day) != row.is_working, PASSED)
        except NotAcceptable as why:
            problems.append(_problem(line, why))
        else:
            rows[row.day] = row
    return list(rows.values()), problems


def _staff_row(line: int, cells: Cells, areas: Collection[str], units: Collection[str]) -> StaffRow:
    for name, (shape, words) in SHAPES.items():
        if not shape.fullmatch(cells[name]):
            raise NotAcceptable(words)
    role = next((role for role in Role if role == cells["role"]), None)
    if role is None or role is Role.VOLUNTEER:
        raise NotAcceptable(N_("This role is not given by a list. Look at the template's roles."))
    refuse_misplaced_post(role, cells["area"] or None, has_unit=bool(cells["unit"]))
    if (cells["area"] and cells["area"] not in areas) or (
        cells["unit"] and cells["unit"] not in units
    ):
        raise NotAcceptable(N_("No area, grid or working unit has this code. Look it up."))
    person = {name: cells[name] for name in SHAPES}
    return StaffRow(line, person, role, cells["area"], cells["unit"], cells["ended"] in YES)


def _day_row(line: int, cells: Cells, last_year: int) -> DayRow:
    try:
        day = date.fromisoformat(cells["day"])
    except ValueError:
        raise NotAcceptable(N_("Write the day as 2027-01-01.")) from None
    if cells["worked"].lower() not in YES | NO:
        raise NotAcceptable(N_("Write yes where people work on the day, no where they do not."))
    is_working = cells["worked"].lower() in YES
    if is_working == (day.weekday() < 5):
        raise NotAcceptable(N_("The plain week says so already. Leave this day out."))
    if day.year > last_year + 1:
        raise NotAcceptable(N_("First import the year before: no year may be left out."))
    if not 1 <= len(cells["name"]) <= 40:
        raise NotAcceptable(N_("Name the holiday, in 40 characters or fewer."))
    return DayRow(line, day, is_working, cells["name"])


def _refuse_if(is_so: bool, words: str) -> None:
    if is_so:
        raise NotAcceptable(words)


def _problem(line: int, why: NotAcceptable) -> Problem:
    return Problem(line, why.message, {name: str(fact) for name, fact in why.facts.items()})
