"""Takes a list over, kind by kind, by the very actions that pages and commands use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select

from portal import clock
from portal.accounts.actions import NewPerson, appoint, end_post, take_on
from portal.accounts.models import Person, Post
from portal.accounts.queries import people_by_number, person_by_login, posts_of, unit_by_code
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.exchange.queries.imports import places_and_units
from portal.exchange.rules import (
    BatchKind,
    DayRow,
    Lines,
    Problem,
    StaffRow,
    check_days,
    check_staff,
    named_cells,
)
from portal.grids.actions import import_registry, read_registry
from portal.grids.models import Grid
from portal.grids.queries import known_codes
from portal.grids.rules import Checked, Row, RowKind, check_rows
from portal.grids.rules.rows import plain
from portal.policy.models import CalendarYear, WorkDay
from portal.policy.queries import policy_on
from portal.sheets import lines_of, unwritten
from portal.volunteers.actions import import_volunteer
from portal.volunteers.queries import grids_for_lists
from portal.volunteers.rules import Row as VolunteerRow
from portal.volunteers.rules import check_list

MOST_BYTES, MOST_LINES = 10_000_000, 10_000
OWN = N_("This line is about yourself. Somebody else imports it.")


@dataclass
class Ran:
    """What a list names, each with its line, and which lines were not taken over."""

    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    shared: Sequence[tuple[int, int]] = ()  # lines of two people with one phone

    def refuse(self, line: int, words: str, **facts: str) -> None:
        """Leave a line out and say why."""
        self.problems.append(Problem(line, words, facts))


@dataclass
class Read:
    """A file that was looked at: what it says that can be taken over, and what cannot."""

    ran: Ran
    numbers: set[str] = field(default_factory=set)  # of the people whom it names
    staff: list[StaffRow] = field(default_factory=list)
    days: list[DayRow] = field(default_factory=list)
    volunteers: Sequence[VolunteerRow] = ()
    grids: Mapping[str, Grid] = field(default_factory=dict)  # those that volunteers may be of
    registry: Checked = field(default_factory=Checked)


def read_list(kind: BatchKind, content: bytes, *, by: Person, now: datetime) -> Read:
    """Read and judge a file; what cannot be read as a whole is refused."""
    today = clock.day_of(now)
    if kind is BatchKind.REGISTRY:
        return _read_registry(content, by, today)
    lines = [
        (line, [unwritten(cell) for cell in cells])
        for line, cells in lines_of(content, most_bytes=MOST_BYTES)
    ]
    _refuse_too_many(len(lines) - 1)
    read = Read(Ran())
    if kind is BatchKind.STAFF:
        read.staff, read.ran.problems = check_staff(lines, *places_and_units())
        read.numbers = {row.person["number"] for row in read.staff}
        return read
    if kind is BatchKind.VOLUNTEERS:
        return _read_volunteers(lines, by, today)
    days = db.session.scalars(select(WorkDay))
    known = {day.day: day.is_working for day in days}
    last_year = db.session.scalar(select(func.max(CalendarYear.year))) or today.year - 1
    read.days, read.ran.problems = check_days(lines, known, last_year=last_year, today=today)
    return read


def run_list(read: Read, *, by: Person, now: datetime) -> Ran:
    """Bring the portal to what a list says, and say which lines were refused."""
    _take_staff(read, by=by, now=now)
    _take_volunteers(read, by=by, now=now)
    _take_days(read, clock.day_of(now))
    if any(read.registry.entries.values()):
        import_registry(read.registry, today=clock.day_of(now))
        _name_entries(read)
    db.session.flush()
    read.ran.problems.sort(key=lambda problem: problem.line)
    return read.ran


def _refuse_too_many(lines: int) -> None:
    if lines > MOST_LINES:
        raise NotAcceptable(
            N_("The file has more than %(most)d lines. Split it and import one part at a time."),
            most=MOST_LINES,
        )


def _read_registry(content: bytes, by: Person, today: date) -> Read:
    rows = [
        Row(row.place, {name: unwritten(cell) for name, cell in row.cells.items()}, row.geometry)
        for row in read_registry(content)
    ]
    _refuse_too_many(len(rows))
    read = Read(Ran())
    own = [row for row in rows if plain(row.cells.get("person", "")) == by.number]
    for row in own:
        read.ran.refuse(_line(row.place), OWN)
    others = [row for row in rows if row not in own]
    limit = policy_on(today).residents_limit
    read.registry = check_rows(others, known_codes(), residents_limit=limit)
    read.registry.spared.add(by.number)
    for note in read.registry.faults:
        read.ran.refuse(
            _line(note.place), N_("Mend this line: %(why)s. It is left out."), why=note.words
        )
    read.numbers = {entry.key for entry in read.registry.entries[RowKind.STAFF]}
    return read


def _read_volunteers(lines: Lines, by: Person, today: date) -> Read:
    read = Read(Ran(), grids=grids_for_lists(by, today))
    checked = check_list(named_cells(BatchKind.VOLUNTEERS, lines), read.grids)
    own = [(row.line, OWN) for row in checked.rows if row.number == by.number]
    read.volunteers = [row for row in checked.rows if row.number != by.number]
    read.ran.shared = checked.shared
    read.numbers = {row.number for row in read.volunteers}
    for line, words in [*checked.faults, *own]:
        read.ran.refuse(line, words)
    return read


def _line(place: str) -> int:
    return int(place.rsplit(" ", 1)[-1])


def _name_entries(read: Read) -> None:
    for kind, entries in read.registry.entries.items():
        for entry in entries:
            line, key = _line(entry.place), entry.key
            if kind is RowKind.STAFF:
                read.ran.lines.setdefault(f"#{key}", line)
                key = f"{entry.said['grid']} {entry.said['duty']} {key}"
            read.ran.lines[key] = line


def _take_staff(read: Read, *, by: Person, now: datetime) -> None:
    people = people_by_number(read.numbers)
    for row in read.staff:
        number = row.person["number"]
        try:
            with db.session.begin_nested():  # a refused line leaves everything as it was
                people[number] = _settle(people.get(number), row, by=by, now=now)
        except (NotAcceptable, NotAllowedNow) as why:
            facts = {name: str(fact) for name, fact in why.facts.items()}
            read.ran.refuse(row.line, why.message, **facts)
        else:
            read.ran.lines.setdefault(f"#{number}", row.line)
            read.ran.lines[row.post] = row.line


def _take_volunteers(read: Read, *, by: Person, now: datetime) -> None:
    people = people_by_number({row.number for row in read.volunteers})
    for row in read.volunteers:
        try:
            with db.session.begin_nested():
                import_volunteer(row, people.get(row.number), read.grids, by=by, now=now)
        except (NotAcceptable, NotAllowedNow) as why:
            read.ran.refuse(row.line, why.message)
        else:
            read.ran.lines[f"#{row.number}"] = row.line


def _settle(person: Person | None, row: StaffRow, *, by: Person, now: datetime) -> Person:
    if row.person["number"] == by.number:
        raise NotAcceptable(OWN)
    said: Mapping[str, str | None] = {name: cell or None for name, cell in row.person.items()}
    if person is None:
        if row.is_ended:
            raise NotAcceptable(N_("Nobody has this number. Look at it again."))
        person = take_on(
            NewPerson(
                number=row.person["number"],
                name=row.person["name"],
                login=said["login"],
                phone=said["phone"],
                email=said["email"],
            )
        )
    change_person(person, row.person)
    held = held_post(person, row, clock.day_of(now))
    if row.is_ended and held:
        end_post(held, by=by, now=now)
    if not row.is_ended and held is None:
        unit = unit_by_code(row.unit) if row.unit else None
        appoint(person, row.role, area_code=row.area or None, unit=unit, by=by, now=now)
    return person


def change_person(person: Person, said: Mapping[str, str]) -> None:
    """Let somebody be called and reached as a list says; a login that is taken is refused."""
    person.name = said["name"]
    person.phone, person.email = said["phone"] or None, said["email"] or None
    login = said.get("login", person.login) or None
    if login and login != person.login and person_by_login(login):
        raise NotAcceptable(N_("The login “%(login)s” is taken. Choose another."), login=login)
    person.login = login


def held_post(person: Person, row: StaffRow, on: date) -> Post | None:
    """Return the very post of a line, if somebody holds it."""
    wanted = (row.role, row.area, row.unit)
    for post in posts_of(person, on):
        if (post.role, post.area_code or "", post.unit.code if post.unit else "") == wanted:
            return post
    return None


def _take_days(read: Read, today: date) -> None:
    """Bring the years of a list to what it says; days that have passed stay as they are."""
    years = {row.day.year for row in read.days}
    kept = {row.day for row in read.days}
    gone = select(WorkDay).where(WorkDay.year.in_(years), WorkDay.day >= today)
    for day in db.session.scalars(gone).all() if years else ():
        if day.day not in kept:
            db.session.delete(day)
    for row in read.days:
        put_day(row.day, is_working=row.is_working, name=row.name)
        read.ran.lines[row.day.isoformat()] = row.line


def put_day(day: date, *, is_working: bool, name: str) -> None:
    """Let a day break the plain week; a year not known before is known from now on."""
    if db.session.get(CalendarYear, day.year) is None:
        db.session.add(CalendarYear(year=day.year, source="import"))
        db.session.flush()
    known = db.session.get(WorkDay, day)
    if known is None:
        known = WorkDay(day=day, year=day.year)
        db.session.add(known)
    known.is_working, known.name = is_working, name
