"""What is true of partners: how their answers are read, how long we wait, what words mean.

Nothing that a partner says is trusted: numbers have a shape, words a length, and
what cannot be read is an answer too.
"""

import enum
import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.cases.rules.words import without_phones
from portal.errors import N_, NotAcceptable
from portal.exchange.rules.reasons import Why, read_reason, reason
from portal.troubles import NEVER_SENT

MOST_TRIES = 12  # the last about two days after the first
MOST_LOOKS = 3  # servers may list a report a while after they have taken it
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
PULLED_EVERY = timedelta(minutes=10)
BATCH = 50  # numbers in one question
MOST_WORDS = 500  # of a partner, as we keep them
NUMBER = re.compile(r"[A-Za-z0-9._:#-]{1,100}")
TRY_LATER = frozenset({429, 503})  # the standard says: not taken, come again


class PushState(enum.StrEnum):
    """How a case stands on its way to a partner."""

    QUEUED = "queued"
    LOOKING = "looking"  # not known whether it arrived: we look for it in the partner's list
    TOKEN = "token"  # noqa: S105 - taken; the partner gives its number later
    SENT = "sent"  # the partner has it, under a number
    UNSURE = "unsure"  # not known whether it arrived: somebody decides
    REFUSED = "refused"
    UNMAPPED = "unmapped"  # the table says nothing of its matter
    NEEDS_PHOTO = "needs_photo"  # the partner says it is done; ours asks for a photo
    OVER = "over"  # it is no longer with the partner's unit, or resolved
    GIVEN_UP = "given_up"  # by somebody of ours


class ExchangeKind(enum.StrEnum):
    """What a partner is asked."""

    PUSH = "push"
    LOOK_UP = "look_up"
    TOKEN = "token"  # noqa: S105 - of a report, no secret
    PULL = "pull"
    SERVICES = "services"


class Meaning(enum.StrEnum):
    """What a partner's status means here."""

    OPEN = "open"
    IN_HAND = "in_hand"
    DONE = "done"
    CANNOT_NOW = "cannot_now"
    NOT_THEIRS = "not_theirs"


WAITING = (PushState.UNSURE, PushState.REFUSED, PushState.UNMAPPED, PushState.NEEDS_PHOTO)
# What the standard knows, for partners whose table says nothing.
PLAIN = (("open", "", Meaning.OPEN), ("closed", "", Meaning.DONE))

# What is asked next about a report of this state; of all others nothing.
ASKS = {
    PushState.QUEUED: ExchangeKind.PUSH,
    PushState.LOOKING: ExchangeKind.LOOK_UP,
    PushState.TOKEN: ExchangeKind.TOKEN,
    PushState.SENT: ExchangeKind.PULL,
    PushState.NEEDS_PHOTO: ExchangeKind.PULL,
}


@dataclass(frozen=True)
class Heard:
    """What came back: an answer, or no status and why there is none."""

    status: int | None
    body: str
    why: str  # there is no answer, as `reason` keeps it

    @property
    def is_good(self) -> bool:
        """True for 2xx."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True)
class Update:
    """What a partner says of one report."""

    status: str
    notes: str


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many failures: twice as long each time, to a limit.

    >>> [str(pause_after(tries)) for tries in (1, 3, 30)]
    ['0:01:00', '0:04:00', '6:00:00']
    """
    return min(FIRST_PAUSE * (1 << min(tries - 1, 16)), LONGEST_PAUSE)


def reference_of(number: str, rounds: int) -> str:
    """Return what we call a report at a partner: a case that came back is a new one there.

    >>> reference_of("JA-20250901-0001", 0), reference_of("JA-20250901-0001", 1)
    ('JA-20250901-0001', 'JA-20250901-0001-R2')
    """
    return f"{number}-R{rounds + 1}" if rounds else number


def marked(reference: str) -> str:
    """Return the mark by which a report is found again: whole, between brackets."""
    return f"[{reference}]"


def rows_in(body: str) -> list[Mapping[str, Any]] | None:
    """Return the objects of a JSON list, or None: GeoReport answers with nothing else."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(read, list) and all(isinstance(row, dict) for row in read)
    return read if is_list else None


def number_in(row: Mapping[str, Any], name: str) -> str | None:
    """Return a number or token of a partner's, if it has the shape of one.

    >>> number_in({"service_request_id": 638344}, "service_request_id")
    '638344'
    >>> number_in({"service_request_id": "1,2"}, "service_request_id")
    """
    value = row.get(name)
    said = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return said if isinstance(said, str) and NUMBER.fullmatch(said) else None


def plain_words(value: Any, most: int = MOST_WORDS) -> str:
    """Return a partner's words in one line, without control characters and phones, cut.

    >>> plain_words("Filled" + chr(0) + " it," + chr(10) + " call 13812345678", 15)
    'Filled it, call'
    """
    if not isinstance(value, str):
        return ""
    spaced = (" " if char.isspace() else char for char in value[: most * 4])
    kept = "".join(char for char in spaced if not unicodedata.category(char).startswith("C"))
    return without_phones(" ".join(kept.split()))[:most].strip()


def read_push(heard: Heard) -> tuple[PushState, str]:
    """Return where a report stands after it was sent, with its number or token, or why not.

    Only what surely was not taken goes again by itself.
    """
    if heard.is_good:
        return _taken(rows_in(heard.body))
    why = why_of(heard)
    if heard.status is None:
        read = read_reason(why)
        is_here = read is not None and read[0] in NEVER_SENT
        return (PushState.QUEUED if is_here else PushState.LOOKING), why
    if heard.status in TRY_LATER:
        return PushState.QUEUED, why
    return (PushState.LOOKING if heard.status >= 500 else PushState.REFUSED), why


def why_of(heard: Heard) -> str:
    """Return why nothing good came back: no answer, or one with a fault."""
    if heard.status is None:
        return heard.why
    return reason(Why.ANSWERED, {"status": heard.status, "said": fault_in(heard.body)})


def fault_in(body: str) -> str:
    """Return what the standard's error list says, in plain words; nothing if it is none."""
    rows = rows_in(body) or [{}]
    return plain_words(rows[0].get("description"), 200) if rows else ""


def found_in(body: str, reference: str) -> str | None:
    """Return the number of the report in a list that carries our mark."""
    for row in rows_in(body) or ():
        if marked(reference) in str(row.get("description") or ""):
            return number_in(row, "service_request_id")
    return None


def updates_in(body: str, asked: Collection[str]) -> dict[str, Update] | None:
    """Return what is said of the numbers that were asked about, or None: it cannot be read."""
    rows = rows_in(body)
    if rows is None:
        return None
    said = [(number_in(row, "service_request_id"), row) for row in rows]
    return {
        number: Update(
            plain_words(row.get("status"), 40).casefold(), plain_words(row.get("status_notes"))
        )
        for number, row in said
        if number in asked and number
    }


def services_in(body: str) -> list[dict[str, str]] | None:
    """Return code and name of the services that a partner offers, at most 500."""
    rows = rows_in(body)
    if rows is None:
        return None
    pairs = [(number_in(row, "service_code"), row) for row in rows[:500]]
    return [
        {"code": code, "name": plain_words(row.get("service_name"), 100)}
        for code, row in pairs
        if code
    ]


def meaning_of(update: Update, table: Sequence[Sequence[str]]) -> Meaning | None:
    """Return what an update means by a partner's table; rows that look at the notes come first."""
    rows = sorted(table or PLAIN, key=lambda row: not row[1])
    for status, in_notes, meaning in rows:
        if status == update.status and in_notes.casefold() in update.notes.casefold():
            return Meaning(meaning)
    return None


def services_said(text: str) -> dict[str, dict[str, Any]]:
    """Return the table of matters that lines say, or refuse the first line that says none.

    >>> services_said("C3-01 = pothole; lane=left")
    {'C3-01': {'code': 'pothole', 'attributes': {'lane': 'left'}}}
    """
    table: dict[str, dict[str, Any]] = {}
    for line in _lines(text):
        ours, _equals, rest = (part.strip() for part in line.partition("="))
        code, *more = (part.strip() for part in rest.split(";"))
        pairs = [one.split("=", 1) for one in more if one]
        if not ours or not NUMBER.fullmatch(code) or any(len(pair) < 2 for pair in pairs):
            raise NotAcceptable(
                N_("“%(line)s” is not of the form OURS = THEIRS; attribute=value"), line=line[:60]
            )
        if ours in table:
            raise NotAcceptable(N_("%(matter)s stands there twice."), matter=ours[:60])
        table[ours] = {
            "code": code,
            "attributes": {key.strip(): value.strip() for key, value in pairs},
        }
    return table


def statuses_said(text: str) -> list[list[str]]:
    """Return the table of statuses that lines say, or refuse the first line that says none.

    >>> statuses_said("closed: duplicate = not_theirs")
    [['closed', 'duplicate', 'not_theirs']]
    """
    table = []
    for line in _lines(text):
        theirs, _equals, meaning = (part.strip() for part in line.rpartition("="))
        status, _colon, notes = (part.strip() for part in theirs.partition(":"))
        if not status or meaning not in set(Meaning):
            raise NotAcceptable(
                N_("“%(line)s” is not of the form THEIRS: words in the notes = MEANING"),
                line=line[:60],
            )
        table.append([status.casefold(), notes, meaning])
    return table


def _taken(rows: Sequence[Mapping[str, Any]] | None) -> tuple[PushState, str]:
    row = rows[0] if rows else {}
    if number := number_in(row, "service_request_id"):
        return PushState.SENT, number
    if token := number_in(row, "token"):
        return PushState.TOKEN, token
    return PushState.LOOKING, reason(Why.UNREADABLE)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
