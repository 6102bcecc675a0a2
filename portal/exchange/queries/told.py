"""A case as other systems read it: facts without anybody's words, names or whereabouts.

Each fact is named, explained and computed in one place, so a description of the
document cannot say anything else than the document does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import joinedload

from portal.cases.models import Case
from portal.cases.rules import CaseStatus, Outcome, Validity
from portal.errors import N_

Shape = Mapping[str, Any]  # a JSON Schema of what a fact may be
TEXT: Shape = {"type": "string"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
DAY: Shape = {"type": "string", "format": "date"}
# With it a list of cases asks for all that their documents hold, in one statement.
TOLD = (
    joinedload(Case.matter),
    joinedload(Case.grid),
    joinedload(Case.community),
    joinedload(Case.street),
    joinedload(Case.unit),
)


@dataclass(frozen=True)
class Fact:
    """One member of a document: its name, its shape, what it means, and where it comes from."""

    name: str
    shape: Shape
    meaning: str  # an English sentence, marked for translation
    of: Callable[[Any], Any]


def none_or(shape: Shape) -> Shape:
    """Return the shape of a fact that may be missing: the member is there and null."""
    several = {"enum": [*shape["enum"], None]} if "enum" in shape else {}
    return {**shape, "type": [shape["type"], "null"], **several}


def one_of(words: type[StrEnum]) -> Shape:
    """Return the shape of a fact that is one of a list of words."""
    return {"type": "string", "enum": [word.value for word in words]}


def instant(moment: datetime | None) -> str | None:
    """Return an instant as RFC 3339 in UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def day(on: date | None) -> str | None:
    """Return an Asia/Shanghai day as RFC 3339 writes it."""
    return on.isoformat() if on else None


def _grid(case: Case, part: str) -> str | None:
    """Return something of a case's grid, and of a private matter nothing: its community only."""
    return None if case.matter.is_private else getattr(case.grid, part)


CASE_FACTS: tuple[Fact, ...] = (
    Fact("number", TEXT, N_("Number of the case"), lambda case: case.number),
    Fact("status", one_of(CaseStatus), N_("Where the case stands"), lambda case: case.status.value),
    Fact("matter_code", TEXT, N_("Code of the matter"), lambda case: case.matter.code),
    Fact("matter", TEXT, N_("The matter in Chinese"), lambda case: case.matter.name),
    Fact("matter_en", TEXT, N_("The matter in English"), lambda case: case.matter.name_en),
    Fact(
        "level",
        {"type": ["integer", "null"], "minimum": 1, "maximum": 4},
        N_("Level that resolves it: 1 grid, 2 community, 3 subdistrict, 4 district department"),
        lambda case: case.level,
    ),
    Fact(
        "grid_code",
        none_or(TEXT),
        N_("Code of the grid; null where the matter is private"),
        lambda case: _grid(case, "code"),
    ),
    Fact(
        "grid", none_or(TEXT), N_("Name of the grid in Chinese"), lambda case: _grid(case, "name")
    ),
    Fact(
        "grid_en",
        none_or(TEXT),
        N_("Name of the grid in English"),
        lambda case: _grid(case, "name_en"),
    ),
    Fact(
        "community_code",
        TEXT,
        N_("Official code of the community"),
        lambda case: case.community.code,
    ),
    Fact(
        "community", TEXT, N_("Name of the community in Chinese"), lambda case: case.community.name
    ),
    Fact(
        "community_en",
        TEXT,
        N_("Name of the community in English"),
        lambda case: case.community.name_en,
    ),
    Fact("street_code", TEXT, N_("Official code of the subdistrict"), lambda c: c.street.code),
    Fact("street", TEXT, N_("Name of the subdistrict in Chinese"), lambda c: c.street.name),
    Fact("street_en", TEXT, N_("Name of the subdistrict in English"), lambda c: c.street.name_en),
    Fact(
        "unit_code",
        none_or(TEXT),
        N_("Code of the unit that has the case"),
        lambda case: case.unit and case.unit.code,
    ),
    Fact(
        "unit",
        none_or(TEXT),
        N_("Name of the unit in Chinese"),
        lambda case: case.unit and case.unit.name,
    ),
    Fact(
        "unit_en",
        none_or(TEXT),
        N_("Name of the unit in English"),
        lambda case: case.unit and case.unit.name_en,
    ),
    Fact("reported_at", MOMENT, N_("When it was reported"), lambda c: instant(c.reported_at)),
    Fact(
        "due_on",
        none_or(DAY),
        N_("Last day on which it is resolved in time"),
        lambda case: day(case.due_on),
    ),
    Fact(
        "resolved_at",
        none_or(MOMENT),
        N_("When its unit said that it is resolved"),
        lambda case: instant(case.resolved_at),
    ),
    Fact("closed_at", none_or(MOMENT), N_("When it was closed"), lambda c: instant(c.closed_at)),
    Fact(
        "outcome",
        none_or(one_of(Outcome)),
        N_("How its unit says that it ended"),
        lambda case: case.outcome and case.outcome.value,
    ),
    Fact(
        "validity",
        one_of(Validity),
        N_("Whether it deserved to be a case"),
        lambda case: case.validity.value,
    ),
)


def case_document(case: Case) -> dict[str, Any]:
    """Return a case as other systems read it, also in what webhooks send: no personal data."""
    return document(case, CASE_FACTS)


def document(thing: object, facts: tuple[Fact, ...]) -> dict[str, Any]:
    """Return the facts of a thing by their names."""
    return {fact.name: fact.of(thing) for fact in facts}


def shape_of(facts: tuple[Fact, ...], said: Callable[[str], str]) -> dict[str, Any]:
    """Return the JSON Schema of a document, each fact explained in the words of `said`."""
    return {
        "type": "object",
        "properties": {
            one.name: {**_whole(one.shape, said), "description": said(one.meaning)} for one in facts
        },
        "required": [fact.name for fact in facts],
        "additionalProperties": False,
    }


def _whole(shape: Shape, said: Callable[[str], str]) -> Shape:
    """Return a shape in which a list of documents is described down to their facts."""
    items = shape.get("items")
    return {**shape, "items": shape_of(items, said)} if isinstance(items, tuple) else shape
