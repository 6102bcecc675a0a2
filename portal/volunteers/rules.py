"""What is true of volunteers: what they are, where they stand, and who may decide about whom."""

import enum
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.errors import N_, NotAllowedNow, NotYours

Span = tuple[date, date | None]  # from a day up to the day before another, or open


class VolunteerKind(enum.StrEnum):
    """What a part-time grid worker is in the neighbourhood."""

    PARTY_MEMBER = "party_member"
    REPRESENTATIVE = "representative"  # of the residents
    STAIR_HEAD = "stair_head"
    NEIGHBOUR = "neighbour"  # a volunteer without another office


class VolunteerStatus(enum.StrEnum):
    """Where a volunteer stands; whoever has left keeps their record."""

    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"


class VolunteerTask(enum.StrEnum):
    """What a volunteer may be given to do."""

    REPORT = "report"
    PATROL = "patrol"
    VERIFY = "verify"


class ApplicationStatus(enum.StrEnum):
    """Where an application stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class VolunteerStep(enum.StrEnum):
    """What happens to a volunteer's standing: each is a line of the history."""

    JOINED = "joined"
    AGREED = "agreed"
    PAUSED = "paused"
    RESUMED = "resumed"
    MOVED = "moved"
    LEFT = "left"


class HelpKind(enum.StrEnum):
    """What help in a household is about; never who or where."""

    ERRAND = "errand"
    COMPANY = "company"
    REPAIR = "repair"
    PHONE = "phone"  # showing how a phone or a form works
    CARE = "care"


class HelpStatus(enum.StrEnum):
    """Where help that somebody wrote down stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Known:
    """By what somebody may be recognised: their name, their phone, their e-mail."""

    name: str
    phone: str | None
    email: str | None


def is_same(one: Known, other: Known) -> bool:
    """Say whether two may be one person: the same phone or e-mail, or exactly the same name."""
    if plain(one.phone) and plain(one.phone) == plain(other.phone):
        return True
    if one.email and one.email.casefold() == (other.email or "").casefold():
        return True
    return bool(one.name) and one.name == other.name


def plain(phone: str | None) -> str:
    """Return the digits of a phone number, without the country's.

    >>> plain("+86 138-0000 0000"), plain(None)
    ('13800000000', '')
    """
    digits = "".join(letter for letter in phone or "" if letter.isdecimal())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def refuse_own(applicant: Known, by: Known, relatives: Collection[Known]) -> None:
    """Refuse to decide about oneself or somebody whom one has declared to be a relative."""
    if is_same(applicant, by):
        raise NotYours(N_("This looks like your own application. A colleague has to decide it."))
    if any(is_same(applicant, relative) for relative in relatives):
        raise NotYours(N_("This looks like a relative of yours. A colleague has to decide it."))


def refuse_decided(status: ApplicationStatus) -> None:
    """Refuse a second decision about one application."""
    if status is not ApplicationStatus.WAITING:
        raise NotAllowedNow(N_("This application was decided or withdrawn already."))


def active_spans(started_on: date, left_on: date | None, pauses: Sequence[Span]) -> list[Span]:
    """Return from when until when (that day no longer) somebody was active, pauses cut out."""
    spans: list[Span] = []
    begin = started_on
    for start, end in sorted(pauses, key=lambda pause: pause[0]):
        if left_on and start >= left_on:
            break
        if start > begin:
            spans.append((begin, start))
        if end is None or (left_on and end >= left_on):
            return spans
        begin = max(begin, end)
    if left_on is None or begin < left_on:
        spans.append((begin, left_on))
    return spans


def covers(spans: Sequence[Span], day: date) -> bool:
    """Say whether a day lies in one of some spans."""
    return any(start <= day and (end is None or day < end) for start, end in spans)


def status_on(
    started_on: date, left_on: date | None, pauses: Sequence[Span], day: date
) -> VolunteerStatus:
    """Return where somebody stands on a day."""
    if left_on and left_on <= day:
        return VolunteerStatus.LEFT
    is_active = covers(active_spans(started_on, left_on, pauses), day)
    return VolunteerStatus.ACTIVE if is_active or day < started_on else VolunteerStatus.PAUSED


KIND_WORDS = {
    "党员": VolunteerKind.PARTY_MEMBER,
    "居民代表": VolunteerKind.REPRESENTATIVE,
    "楼道长": VolunteerKind.STAIR_HEAD,
    "志愿者": VolunteerKind.NEIGHBOUR,
}
MOST_CHARACTERS = 40


@dataclass(frozen=True)
class Row:
    """One volunteer of a list that somebody kept elsewhere."""

    line: int
    number: str
    name: str
    phone: str
    grid: str  # its code
    kind: VolunteerKind


@dataclass(frozen=True)
class Checked:
    """What a list says, what is wrong in it, and lines that share a phone."""

    rows: Sequence[Row]
    faults: Sequence[tuple[int, str]]
    shared: Sequence[tuple[int, int]]


def check_list(lines: Iterable[tuple[int, Mapping[str, str]]], grids: Collection[str]) -> Checked:
    """Judge a list line by line; every fault is told with its line, a shared phone is no fault."""
    rows: list[Row] = []
    faults: list[tuple[int, str]] = []
    numbers: set[str] = set()
    for line, cells in lines:
        said = [cells[name] for name in ("number", "name", "phone", "grid", "kind")]
        found = _faults_of(said, numbers, grids)
        faults += [(line, words) for words in found]
        numbers.add(said[0])
        if not found:
            number, name, phone, grid, kind = said
            rows.append(Row(line, number, name, phone, grid, KIND_WORDS[kind]))
    return Checked(rows, faults, _shared(rows))


def _faults_of(said: Sequence[str], numbers: Collection[str], grids: Collection[str]) -> list[str]:
    number, name, _phone, grid, kind = said
    wrong = {
        N_("The number is missing."): not number,
        N_("The number stands twice in the list."): bool(number) and number in numbers,
        N_("The name is missing."): not name,
        N_("No grid of your area has this code."): grid not in grids,
        N_("The office is none of the four of the template."): kind not in KIND_WORDS,
        N_("A cell is too long."): any(len(cell) > MOST_CHARACTERS for cell in said),
    }
    return [words for words, is_so in wrong.items() if is_so]


def _shared(rows: Sequence[Row]) -> list[tuple[int, int]]:
    seen: dict[str, int] = {}
    shared = []
    for row in rows:
        phone = plain(row.phone)
        if phone and phone in seen:
            shared.append((seen[phone], row.line))
        seen.setdefault(phone, row.line)
    return shared
