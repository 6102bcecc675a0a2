"""What a list of cases is narrowed by, as read from its address; nothing unknown is obeyed."""

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal import i18n
from portal.accounts.models import Unit
from portal.accounts.queries import person_called, units_around
from portal.cases.queries import Trait, Wanted, matters_to_filter
from portal.cases.rules import CaseStatus, Light, Outcome, Source, Validity
from portal.grids.models import Area
from portal.grids.queries import all_areas, place_called
from portal.grids.rules import DISTRICT
from portal.i18n import _, _l, named
from portal.staff import case_words

LONGEST = 60  # characters of a search: nobody types more, and each pair is looked up
MOST_VALUES = 20  # of one filter
Known = tuple[Any, Any]  # a value, and what it is called


@dataclass(frozen=True)
class Offer:
    """What can be chosen: matters by code with their groups, units by code, places."""

    matters: Mapping[str, Any]
    units: Mapping[str, Unit]
    areas: Iterable[Area]

    def of_matters(self, name: str) -> dict[str, str]:
        """Return the groups, categories or platforms of the matters, by code, in order."""
        if name == "platform":
            return {row.platform: row.platform for row in self.matters.values() if row.platform}
        words = f"{name}_name_en" if i18n.language() == "en" else f"{name}_name"
        code = "group_code" if name == "group" else name
        return {getattr(row, code): getattr(row, words) for row in self.matters.values()}


def offer() -> Offer:
    """Return what the filters offer."""
    areas = all_areas()
    units = units_around([DISTRICT])  # ended ones too: old cases stay with them
    matters = {row.code: row for row in matters_to_filter()}
    return Offer(matters, {unit.code: unit for unit in units}, areas)


@dataclass(frozen=True)
class Filter:
    """One parameter of the address: which part of a list it narrows, and how it is read."""

    name: str
    part: str  # of Wanted
    label: Any
    read: Callable[[str, Offer], Known | None]
    is_many: bool = False
    end: int | None = None  # 0 and 1: the first and the last day of a span


@dataclass(frozen=True)
class Chip:
    """One active filter in words, and the address of the list without it."""

    label: Any
    words: Any
    url: str


@dataclass
class Asked:
    """The list that is wanted, what was typed to get it, and in words what was left out."""

    wanted: Wanted
    typed: MultiDict[str, str]
    columns: list[str]
    left_out: list[str] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)

    @property
    def query(self) -> str:
        """Return the address of the list, from its question mark on, without a page."""
        return urlencode([("view", self.wanted.view), *self.typed.items(multi=True)])

    @property
    def is_narrowed(self) -> bool:
        """True if anything beside the view was asked for."""
        return any(name != "col" for name in self.typed)

    def url(self, *, without: tuple[str, str] | None = None, **changes: str | None) -> str:
        """Return this list's address with something changed, at its first page."""
        pairs = [("view", self.wanted.view), *self.typed.items(multi=True)]
        kept = [pair for pair in pairs if pair != without and pair[0] not in changes]
        new = [(name, value) for name, value in changes.items() if value]
        first = [pair for pair in new if pair[0] == "view"]
        rest = [pair for pair in new if pair[0] != "view"]
        return f"{url_for('staff.list_cases')}?{urlencode([*first, *kept, *rest])}"


def asked_for(args: MultiDict[str, str], choice: Offer) -> Asked:
    """Return the list that an address asks for; what is not known is left out, and said."""
    view = args["view"] if args.get("view") in case_words.VIEWS else "mine"
    asked = Asked(Wanted(view=view), _typed(args), [])
    asked.columns = [name for name in COLUMNS if name in asked.typed.getlist("col")]
    asked.columns = asked.columns or list(FIRST_COLUMNS)
    narrowed: dict[str, Any] = {"words": asked.typed.get("q", "")}
    for one in FILTERS:
        for typed in asked.typed.getlist(one.name):
            known = one.read(typed, choice)
            if known is None:
                asked.left_out.append(_left_out(typed))
                continue
            _narrow(narrowed, one, known[0])
            asked.chips.append(Chip(one.label, known[1], asked.url(without=(one.name, typed))))
    if words := narrowed["words"]:
        asked.chips.append(Chip(_("Words"), words, asked.url(q=None)))
    asked.wanted = Wanted(view=view, **narrowed)
    return asked


def _typed(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what was typed into known fields, trimmed; a grid was once asked for by that name."""
    given = [(name, value) for name in NAMES for value in args.getlist(name)[:MOST_VALUES]]
    if "area" not in args and args.get("grid"):
        given.append(("area", args["grid"]))
    short = [(name, value.strip()[:LONGEST]) for name, value in given]
    return MultiDict(list(dict.fromkeys(pair for pair in short if pair[1])))


def _narrow(narrowed: dict[str, Any], one: Filter, value: Any) -> None:
    if one.end is not None:
        span = list(narrowed.get(one.part, (None, None)))
        span[one.end] = value
        narrowed[one.part] = tuple(span)
    elif one.part == "traits":
        narrowed["traits"] = narrowed.get("traits", frozenset()) | {value}
    elif one.is_many:
        narrowed[one.part] = (*narrowed.get(one.part, ()), value)
    else:
        narrowed[one.part] = value


def _left_out(word: str) -> str:
    return str(_("We do not know “%(word)s”, so the list is not narrowed by it.", word=word))


def _one_of(kind: type[enum.StrEnum], words: Mapping[Any, Any]) -> Callable[..., Known | None]:
    def read(typed: str, _offer: Offer) -> Known | None:
        return (kind(typed), words[kind(typed)]) if typed in set(kind) else None

    return read


def _of_matters(name: str) -> Callable[..., Known | None]:
    def read(typed: str, choice: Offer) -> Known | None:
        words = choice.of_matters(name).get(typed)
        return (typed, words) if words else None

    return read


def _level(typed: str, _offer: Offer) -> Known | None:
    levels = {str(level): level for level in case_words.LEVELS}
    return (levels[typed], case_words.LEVELS[levels[typed]]) if typed in levels else None


def _matter(typed: str, choice: Offer) -> Known | None:
    matter = choice.matters.get(typed)
    return (typed, named(matter)) if matter else None


def _unit(typed: str, choice: Offer) -> Known | None:
    unit = choice.units.get(typed)
    return (typed, named(unit)) if unit else None


def _place(typed: str, _offer: Offer) -> Known | None:
    place = place_called(typed)
    return (place.code, named(place)) if place else None


def _person(typed: str, _offer: Offer) -> Known | None:
    person = current_user if typed == "me" else person_called(typed)
    return (person.number, person.name) if person else None


def _day(typed: str, _offer: Offer) -> Known | None:
    try:
        day = date.fromisoformat(typed) if len(typed) == len("2026-09-21") else None
    except ValueError:
        return None
    return (day, i18n.day(day)) if day and day.year >= FIRST_YEAR else None


FIRST_YEAR = 2000
FILTERS = (
    Filter("status", "statuses", _l("Status"), _one_of(CaseStatus, case_words.STATUSES), True),
    Filter("level", "levels", _l("Level"), _level, True),
    Filter("light", "light", _l("Clock"), _one_of(Light, case_words.LIGHTS)),
    Filter("matter", "matter", _l("Matter"), _matter),
    Filter("group", "group", _l("Group of matters"), _of_matters("group")),
    Filter("category", "category", _l("Category of matters"), _of_matters("category")),
    Filter("platform", "platform", _l("Platform"), _of_matters("platform")),
    Filter("area", "area", _l("Place"), _place),
    Filter("unit", "unit", _l("Unit"), _unit),
    Filter("person", "person", _l("Given to"), _person),
    Filter("source", "source", _l("Reported by"), _one_of(Source, case_words.SOURCES)),
    Filter("validity", "validity", _l("Validity"), _one_of(Validity, case_words.VALIDITIES)),
    Filter("outcome", "outcome", _l("Outcome"), _one_of(Outcome, case_words.OUTCOMES)),
    Filter("reported-from", "reported", _l("Reported from"), _day, end=0),
    Filter("reported-to", "reported", _l("Reported until"), _day, end=1),
    Filter("due-from", "due", _l("Due from"), _day, end=0),
    Filter("due-to", "due", _l("Due until"), _day, end=1),
    Filter("resolved-from", "resolved", _l("Resolved from"), _day, end=0),
    Filter("resolved-to", "resolved", _l("Resolved until"), _day, end=1),
    Filter("has", "traits", _l("Only those that"), _one_of(Trait, case_words.TRAITS), True),
)
COLUMNS: dict[str, Any] = {
    "matter": _l("Matter"),
    "due": _l("Due"),
    "status": _l("Status"),
    "level": _l("Level"),
    "unit": _l("Unit"),
    "grid": _l("Grid"),
    "community": _l("Community"),
    "person": _l("Given to"),
    "reported": _l("Reported"),
    "source": _l("Reported by"),
    "validity": _l("Validity"),
    "reopened": _l("Reopened"),
    "words": _l("Words"),
}
FIRST_COLUMNS = ("matter", "due", "status", "level", "unit", "grid")
NAMES = (*(one.name for one in FILTERS), "q", "col")
