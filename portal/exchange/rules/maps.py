"""A field map: which fields go where under which names and codes, read line by line."""

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as field_of
from difflib import get_close_matches
from typing import Any

from portal.cases.rules import CaseStatus
from portal.errors import N_
from portal.exchange.rules.fields import FIELDS, Direction, Field, Openness
from portal.exchange.rules.yaml_nodes import Fault, Said, read_yaml

ENCODINGS = ("utf-8-sig", "utf-8", "gb18030")
MOST_COLUMNS, LONGEST = 100, 10_000
LANGUAGES, LONGEST_TITLE = ("zh", "en"), 60
DATES, DECIMALS = re.compile(r"(%[YmdHMS]|[^%])+"), re.compile(r"0(\.0{1,8})?")
MAP_KEYS = (
    *("name", "title", "system", "direction", "format", "encoding", "filters", "personal_reason"),
    *("root", "row", "columns", "deliver"),
)
TARGET_KEYS = ("to", "method", "key")
METHODS = ("put", "post")
ADDRESS, KEY_NAME = re.compile(r"https?://[\x21-\x7e]{1,500}"), re.compile(r"[a-z0-9-]{0,40}")
FILE_NAME = "{file}"  # in an address it stands for the name of the file
COLUMN_KEYS = ("name", "from", "constant", "codes", "format", "required", "max")
YES = {"yes": True, "true": True, "no": False, "false": False}


class FileFormat(enum.StrEnum):
    """What kind of file a map makes or reads."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    XML = "xml"


MEDIA_TYPES = {
    FileFormat.CSV: "text/csv",
    FileFormat.JSON: "application/json",
    FileFormat.XML: "application/xml",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Period(enum.StrEnum):
    """Of when the cases are that an export holds, by the day of their report."""

    DAY = "day"  # yesterday
    WEEK = "week"  # the last whole one, from Monday
    MONTH = "month"  # the last whole one


class Filter(enum.StrEnum):
    """What an export can be narrowed by."""

    PERIOD = "period"
    STATUS = "status"
    MATTER = "matter"  # our codes
    AREA = "area"  # codes of the district, streets, communities or grids
    LEVEL = "level"
    ONLY_VALID = "only_valid"


@dataclass(frozen=True)
class MapColumn:
    """One column of the other system: from one of our fields, or the same in every row."""

    name: str
    field: str = ""  # of the catalogue
    constant: str = ""
    codes: Mapping[str, str] = field_of(default_factory=dict)  # ours to theirs
    format: str = ""
    required: bool = False
    longest: int = LONGEST


@dataclass(frozen=True)
class Target:
    """Where a finished file is sent by itself."""

    to: str
    method: str  # PUT or POST
    key: str  # under which the settings hold what the other system lets us in with; or nothing

    def address_of(self, name: str) -> str:
        """Return the address for a file of this name.

        >>> Target("https://x.example/in/{file}", "PUT", "").address_of("upload-1.csv")
        'https://x.example/in/upload-1.csv'
        """
        return self.to.replace(FILE_NAME, name)


@dataclass(frozen=True)
class FieldMap:
    """A map that has no fault."""

    name: str
    system: str
    direction: Direction
    format: FileFormat
    encoding: str
    columns: tuple[MapColumn, ...]
    filters: Mapping[Filter, tuple[str, ...]]
    title: Mapping[str, str] = field_of(default_factory=dict)  # by language; empty: its name
    personal_reason: str = ""
    root: str = "rows"  # what XML calls the whole, and each row
    row: str = "row"
    target: Target | None = None

    @property
    def period(self) -> Period:
        """Return of when its cases are."""
        return Period(self.filters.get(Filter.PERIOD, ("month",))[0])

    def title_in(self, language: str) -> str:
        """Return its title in a language, or its name where it has none."""
        return self.title.get(language, self.name)


def read_map(text: str) -> tuple[FieldMap | None, list[Fault]]:
    """Return the map that a text describes, or everything that is wrong with it, by line."""
    said, faults = read_yaml(text)
    if said is None:
        return None, faults
    reader = _Reader(faults)
    read = reader.map_of(said)
    return (None, sorted(faults, key=lambda fault: fault.line)) if faults else (read, [])


class _Reader:
    """Reads a map and collects what is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.direction = Direction.EXPORT
        self.reason = ""

    def map_of(self, said: Said) -> FieldMap:
        keys = said.keys()
        self._known(keys, MAP_KEYS)
        for needed in ("name", "system", "columns"):
            if not (keys.get(needed) and keys[needed].value):
                self._say(said.line, N_("“%(key)s” is missing."), key=needed)
        self.direction = Direction(self._one_of(keys, "direction", list(Direction)))
        self.reason = self._text(keys, "personal_reason")
        return FieldMap(
            name=self._text(keys, "name"),
            system=self._text(keys, "system"),
            direction=self.direction,
            format=FileFormat(self._one_of(keys, "format", list(FileFormat))),
            encoding=self._one_of(keys, "encoding", list(ENCODINGS)),
            columns=self._columns(keys.get("columns", said)),
            filters=self._filters(keys.get("filters", Said(1, {}))),
            title=self._title(keys),
            personal_reason=self.reason,
            root=self._xml_name(keys, "root", "rows"),
            row=self._xml_name(keys, "row", "row"),
            target=self._target(keys["deliver"]) if "deliver" in keys else None,
        )

    def _title(self, keys: Mapping[str, Said]) -> dict[str, str]:
        """Return what a map is called in both languages, or nothing."""
        if "title" not in keys:
            return {}
        said = keys["title"].keys()
        self._known(said, LANGUAGES)
        title = {tongue: self._text(said, tongue) for tongue in LANGUAGES}
        if not all(0 < len(words) <= LONGEST_TITLE for words in title.values()):
            words = N_("A title needs “zh” and “en”, each of at most %(most)d characters.")
            self._say(keys["title"].line, words, most=LONGEST_TITLE)
        return title

    def _target(self, said: Said) -> Target:
        """Return where the file goes; whether that may be asked is for the settings to say."""
        keys = said.keys()
        self._known(keys, TARGET_KEYS)
        if self.direction is not Direction.EXPORT:
            self._say(said.line, N_("Only maps that send have an address to deliver to."))
        to, key = self._text(keys, "to"), self._text(keys, "key")
        if not ADDRESS.fullmatch(to):
            self._say(said.line, N_("“to” needs an address that begins with https:// or http://."))
        if not KEY_NAME.fullmatch(key):
            self._say(said.line, N_("A name of a key has small letters, digits and hyphens only."))
        return Target(to, self._one_of(keys, "method", list(METHODS)).upper(), key)

    def _columns(self, said: Said) -> tuple[MapColumn, ...]:
        if len(said.items()) > MOST_COLUMNS:
            self._say(said.line, N_("A map has at most %(most)d columns."), most=MOST_COLUMNS)
        columns, names = [], set()
        for each in said.items()[:MOST_COLUMNS]:
            column = self._column(each)
            if column.name in names:
                self._say(each.line, N_("Two columns are called “%(name)s”."), name=column.name)
            names.add(column.name)
            columns.append(column)
        return tuple(columns)

    def _column(self, said: Said) -> MapColumn:
        keys = said.keys()
        self._known(keys, COLUMN_KEYS)
        if not self._text(keys, "name"):
            self._say(said.line, N_("“%(key)s” is missing."), key="name")
        if ("from" in keys) == ("constant" in keys):
            self._say(said.line, N_("A column needs “from” or “constant”, one of the two."))
        known = self._field(keys["from"]) if "from" in keys else None
        codes = {ours: theirs.text() for ours, theirs in keys.get("codes", said).keys().items()}
        column = MapColumn(
            name=self._text(keys, "name"),
            field=known.name if known else "",
            constant=self._text(keys, "constant"),
            codes=codes if "codes" in keys else {},
            format=self._text(keys, "format"),
            required=YES.get(self._one_of(keys, "required", ["no", "yes", "true", "false"]), False),
            longest=self._number(keys, "max", LONGEST),
        )
        self._check(said.line, column, known)
        return column

    def _check(self, line: int, column: MapColumn, known: Field | None) -> None:
        if known is None:
            return
        if known.needs_codes and not column.codes:
            self._say(line, N_("“%(name)s” needs a table of codes."), name=known.name)
        is_sent = self.direction is Direction.EXPORT
        if is_sent and known.openness is Openness.WITH_REASON and not self.reason:
            words = N_("“%(name)s” may hold personal data: say why in personal_reason.")
            self._say(line, words, name=known.name)
        is_format = DATES.fullmatch(column.format) or DECIMALS.fullmatch(column.format)
        if column.format and not is_format:
            self._say(
                line,
                N_("“%(text)s” is no format: write %%Y-%%m-%%d or 0.000000."),
                text=column.format,
            )

    def _field(self, said: Said) -> Field | None:
        known, name = FIELDS[self.direction], said.text()
        if name in known:
            return known[name]
        if name in {"national_code", "national_name"}:
            self._say(
                said.line,
                N_(
                    "“%(name)s” needs its edition: the same number means other things in 2007,"
                    " 2013 and 2026. Write %(name)s_2026, for example."
                ),
                name=name,
            )
            return None
        near = get_close_matches(name, known, n=3) or list(known)
        words = N_("There is no field called “%(name)s”; fields are %(fields)s.")
        self._say(said.line, words, name=name, fields=", ".join(near))
        return None

    def _filters(self, said: Said) -> dict[Filter, tuple[str, ...]]:
        keys = said.keys()
        self._known(keys, list(Filter))
        allowed: dict[str, Iterable[str]] = {
            Filter.PERIOD: list(Period),
            Filter.STATUS: list(CaseStatus),
            Filter.LEVEL: ("1", "2", "3", "4"),
            Filter.ONLY_VALID: list(YES),
        }
        found = {}
        for key, value in keys.items():
            texts = tuple(each.text() for each in value.items()) or (value.text(),)
            for text in texts:
                if key in allowed and text not in allowed[key]:
                    self._not_of(value.line, text, allowed[key])
            if key in list(Filter):
                found[Filter(key)] = texts
        return found

    def _one_of(self, keys: Mapping[str, Said], key: str, allowed: list[str]) -> str:
        """Return one of a few words; the first stands for nothing, and for what is wrong."""
        said = keys.get(key)
        if said is None or said.text().lower() in allowed:
            return said.text().lower() if said else str(allowed[0])
        self._not_of(said.line, said.text(), allowed)
        return str(allowed[0])

    def _number(self, keys: Mapping[str, Said], key: str, most: int) -> int:
        said = keys.get(key)
        if said is None:
            return most
        text = said.text()
        if re.fullmatch(r"[1-9][0-9]{0,4}", text) and int(text) <= most:
            return int(text)
        self._say(
            said.line, N_("“%(text)s” is no number from 1 to %(most)d."), text=text, most=most
        )
        return most

    def _xml_name(self, keys: Mapping[str, Said], key: str, default: str) -> str:
        name = self._text(keys, key) or default
        if not re.fullmatch(r"[A-Za-z_\u4e00-\u9fff][\w.-]*", name):
            self._say(keys[key].line, N_("“%(name)s” cannot be a name in XML."), name=name)
        return name

    def _text(self, keys: Mapping[str, Said], key: str) -> str:
        return keys[key].text().strip() if key in keys else ""

    def _known(self, keys: Mapping[str, Said], allowed: Iterable[str]) -> None:
        for key, said in keys.items():
            if key not in set(allowed):
                self._not_of(said.line, key, allowed)

    def _not_of(self, line: int, text: str, allowed: Iterable[str]) -> None:
        words = N_("“%(text)s” is not known here; known are %(known)s.")
        self._say(line, words, text=text, known=", ".join(allowed))

    def _say(self, line: int, words: str, **facts: Any) -> None:
        self.faults.append(Fault(line, words, facts))
