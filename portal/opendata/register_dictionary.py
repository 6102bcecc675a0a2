"""What the files of cases, boards and spot checks hold, column by column."""

from typing import Any

from portal.i18n import _l, speaking
from portal.opendata.columns import Column, of_pairs
from portal.supervision.rules import COLUMNS

CASES = (
    Column(
        "area",
        _l("Code of the grid, community, subdistrict or district: 15, 12, 9 or 6 digits"),
        lambda row: row.told.area,
    ),
    Column(
        "matter",
        _l("Code of the matter, or the letter of its category alone"),
        lambda row: row.told.matter,
    ),
    Column(
        "reported",
        _l("Day on which it was reported, or the month alone"),
        lambda row: row.told.when,
    ),
    Column(
        "fineness",
        _l("How finely it is told: as finely as at least five are told alike"),
        lambda row: row.told.fineness.value,
    ),
    Column("status", _l("Where the case stood when the file was made"), lambda row: row.status),
    Column(
        "level",
        _l("Level that handles it: 1 grid to 4 district; empty where none was set"),
        lambda row: row.level,
    ),
    Column(
        "was_in_time",
        _l("true where it was resolved by its due date; empty while it is not resolved"),
        lambda row: row.was_in_time,
    ),
)
BOARDS = (
    Column("number", _l("Number of the board"), lambda row: row[0].number),
    Column("code", _l("Code in its QR code"), lambda row: row[0].code),
    Column("grid", _l("Code of the grid"), lambda row: row[0].grid.code),
    Column("hangs_at", _l("What kind of place it hangs at"), lambda row: row[0].hangs_at.value),
    Column("lon", _l("Longitude of the board, WGS 84"), lambda row: row[0].lon),
    Column("lat", _l("Latitude of the board, WGS 84"), lambda row: row[0].lat),
    Column("revision", _l("Which edition was printed last"), lambda row: row[0].revision),
    Column("page", _l("Address of its page"), lambda row: row[1]),
)


def _of_round(name: str) -> Any:
    return lambda row: getattr(row.round, name) if row.round else None


def _file(name: str) -> Any:
    return lambda row: f"{row.site}/supervision/{row.check.code}/{name}"


CHECKS = (
    Column("check", _l("Code of the spot check"), lambda row: row.check.code),
    Column("frame", _l("What the list holds"), lambda row: row.check.frame.value),
    Column("area", _l("Code of the area that is checked"), lambda row: row.check.area_code),
    Column("period_from", _l("First day of what is checked"), lambda row: row.check.period_from),
    Column("period_to", _l("Last day of what is checked"), lambda row: row.check.period_to),
    Column("status", _l("How far the check is"), lambda row: row.check.status.value),
    Column("population", _l("How many stand on the list"), lambda row: row.check.population),
    Column("list_sha256", _l("SHA-256 of the frozen list"), lambda row: row.check.list_sha256),
    Column(
        "round",
        _l("Which round of drawing, from 1; empty while no seed is confirmed"),
        _of_round("turn"),
    ),
    Column("seed", _l("The seed of that round, letter for letter"), _of_round("seed")),
    Column(
        "sizes",
        _l("How many each stratum gives, as stratum:number; several separated by semicolons"),
        lambda row: row.round and "; ".join(f"{k}:{n}" for k, n in sorted(row.round.sizes.items())),
    ),
    Column("list", _l("Address of the frozen list"), _file("list.csv")),
    Column("drawn", _l("Address of what was drawn, with its tickets"), _file("drawn.csv")),
    Column(
        "results",
        _l("Address of what was found; there only once the check has ended"),
        lambda row: row.check.closed_at and _file("results.csv")(row),
    ),
)


def _word(name: str, meaning: Any) -> Column:
    return Column(name, meaning, lambda row: row[name])


FRAME = (
    _word("number", _l("Number of the case, the patrol or the place on the list")),
    _word("stratum", _l("Which stratum it lies in")),
)
DRAWN = (
    *FRAME,
    _word("round", _l("Which round drew it, from 1")),
    _word("rank", _l("Its place in its stratum by its ticket, from 1")),
    _word("as", _l("drawn, or reserve")),
    _word("ticket", _l("SHA-256 of the seed and the number: the smallest are drawn")),
)
_LOG = {
    "turn": _l("Number of the entry, without a gap"),
    "at": _l("When, in UTC"),
    "step": _l("What happened to the finding"),
    "check": _l("Code of the spot check"),
    "digest": _l("SHA-256 of the details"),
    "hash": _l("Hash of the entry, which binds the one before it"),
    "details": _l("The finding itself, once its check has ended; empty until then"),
}
FINDINGS = tuple(_word(name, _LOG[name]) for name in COLUMNS)


_CHECK = _word("check", _l("Code of the spot check"))
ALL_FRAMES, ALL_DRAWN = (_CHECK, *FRAME), (_CHECK, *DRAWN)


def said(words: Any, tongue: str) -> str:
    """Return words in one of the two languages, whatever the reader's is."""
    with speaking(tongue):
        return str(words)


DICTIONARY = (
    Column("column", _l("Name of the column"), lambda column: column.name),
    Column("meaning", _l("What it means, in Chinese"), lambda column: said(column.meaning, "zh")),
    Column(
        "meaning_en", _l("What it means, in English"), lambda column: said(column.meaning, "en")
    ),
)
ALL_DICTIONARIES = (
    Column("file", _l("Name of the file in this snapshot"), lambda row: row[0]),
    *of_pairs(DICTIONARY),
)
