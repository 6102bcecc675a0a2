"""What a board says, already in words: all that is needed to draw it, today or again in years."""

from dataclasses import dataclass
from datetime import date

Rings = tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True)
class PersonOnBoard:
    """Somebody who answers for a grid.

    A photo is the text of a JPEG in base 64, and here only with the person's recorded
    consent: whoever gathers the words of a board sees to that.
    """

    duty: str
    name: str
    phone: str | None
    tasks: tuple[str, ...]
    duty_en: str = ""
    photo: str = ""


@dataclass(frozen=True)
class BoardContent:
    """All that one board says, already in words.

    The outline is the rings of its parts and holes, each corner in degrees east and north, or
    nothing: then the service area stands in words where the map would be. Figures are pairs
    of name and value.
    """

    number: str
    revision: int
    printed_on: date
    url: str
    grid_name: str
    grid_name_en: str
    grid_code: str
    community: str
    street: str
    people: tuple[PersonOnBoard, ...]
    volunteers: tuple[str, ...]
    scope: str
    facts: tuple[tuple[str, str], ...]
    outline: Rings
    neighbours: tuple[tuple[str, Rings], ...]
    supervision_phone: str
    community_en: str = ""
    street_en: str = ""
    facts_en: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CertificateContent:
    """All that a certificate of training says; facts are pairs of a term and its words."""

    title: str
    title_en: str
    name: str
    staff: str  # the staff number, in words
    words: str
    words_en: str
    facts: tuple[tuple[str, str], ...]
    number: str
    url: str  # where anybody checks it
    check: str  # what stands under its symbol
    symbol_says: str
    on: date


@dataclass(frozen=True)
class ReportTable:
    """A table of a report; numbers stand right, the first column left."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ReportRange:
    """A share in a picture, from 0 to 1, with the ends between which it lies."""

    label: str
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class ReportPart:
    """One part of a report: its heading, what it says, a picture, and a table that says it too."""

    heading: str
    words: tuple[str, ...] = ()
    table: ReportTable | None = None
    picture: tuple[ReportRange, ...] = ()


@dataclass(frozen=True)
class ReportContent:
    """All that a printed report says; facts are pairs of a term and its words."""

    title: str
    under: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[ReportPart, ...]
    foot: str
    on: date
    tongue: str = "zh"
