r"""The log of findings as a chain: each entry's hash holds the one before, so none can be bent.

Nothing here needs the portal: `printf '%s' "$before,$turn,$at,$step,$check,$digest" | sha256sum`
gives the hash of an entry, and the SHA-256 of its details is the digest. Details are published
when their check is closed; until then their digest already binds them.
"""

import csv
import enum
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from portal.errors import N_, NotAcceptable

BEGINNING = "0" * 64  # what stands before the first entry
COLUMNS = ("turn", "at", "step", "check", "digest", "hash", "details")


class Link(NamedTuple):
    """What an entry says in public from its first moment; times in UTC, to the microsecond."""

    turn: int  # 1, 2, 3 … without a gap
    at: str
    step: str
    check: str
    digest: str  # of its details


class LogLine(NamedTuple):
    """One line of the published log: the entry, its hash, and its details once they are public."""

    link: Link
    hash: str
    details: str


class Breach(enum.StrEnum):
    """In which way a log is not the one that was written."""

    GAP = "gap"  # an entry is missing, or stands twice
    CHAIN = "chain"  # an entry, or one before it, was changed
    DETAILS = "details"  # its details are not those that were logged
    ROWS = "rows"  # what is stored of the finding is not what was signed


class Broken(NamedTuple):
    """The first entry at which a log does not hold, and why."""

    turn: int
    why: Breach


def details_text(details: Mapping[str, str]) -> str:
    """Return details as the one text that is hashed, whatever order they were given in.

    >>> details_text({"b": "二", "a": "1"})
    '{"a":"1","b":"二"}'
    """
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def chained(before: str, link: Link) -> str:
    """Return the hash of an entry that follows one with the hash `before`."""
    return digest_of(",".join((before, *map(str, link))))


def first_break(lines: Iterable[LogLine], *, before: str = BEGINNING) -> Broken | None:
    """Return the first entry at which a log does not hold, or None where all of it does.

    A log that was cut off at its end holds too: compare its last hash with the
    head that others have seen.
    """
    for turn, (link, said, details) in enumerate(lines, 1):
        if link.turn != turn:
            return Broken(turn, Breach.GAP)
        if said != chained(before, link):
            return Broken(turn, Breach.CHAIN)
        if details and digest_of(details) != link.digest:
            return Broken(turn, Breach.DETAILS)
        before = said
    return None


def read_log(text: Iterable[str]) -> Iterator[LogLine]:
    """Yield the lines of a published log, a CSV file with the columns that it names."""
    rows = csv.DictReader(text)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise NotAcceptable(
            N_("This is not a log of findings: its first line is to be %(columns)s."),
            columns=",".join(COLUMNS),
        )
    for row in rows:
        turn = row["turn"] or ""
        if None in row.values() or not (turn.isascii() and turn.isdecimal()):
            raise NotAcceptable(N_("Line %(n)d of the log cannot be read."), n=rows.line_num)
        link = Link(int(turn), *(row[name] for name in COLUMNS[1:5]))
        yield LogLine(link, row["hash"], row["details"])
