"""The shapes of cases here; what a document holds is said where the document is made."""

from typing import Any

from portal.api.operations import Parameter
from portal.api.shapes import CODE, WORDS
from portal.cases.rules import CaseStatus
from portal.errors import N_
from portal.exchange.queries.told import CASE_FACTS, TEXT, Fact, none_or, one_of
from portal.exchange.queries.told_case import HANDLED_FACTS, OPEN_STEPS
from portal.exchange.queries.told_more import EVENT_FACTS
from portal.policy.rules import DRAFT

USUAL_CASES, MOST_CASES = 50, 200
MOST_PHOTOS = DRAFT.photos_limit
CASE, ONE_CASE = CASE_FACTS, (*HANDLED_FACTS, OPEN_STEPS)


def listed(name: str, facts: tuple[Fact, ...], meaning: str) -> Fact:
    """Return the member that holds a list of documents."""
    return Fact(name, {"type": "array", "items": facts}, meaning, list)


NEXT = Fact("next", none_or(TEXT), N_("Cursor of the next page; null on the last"), str)
LIST = (listed("cases", CASE, N_("Cases; a page may be empty and still have a next")), NEXT)
HISTORY = (listed("steps", EVENT_FACTS, N_("Steps, the oldest first")),)
NUMBERS = {"type": "array", "items": {"type": "integer"}}
PHOTOS_ADDED = (Fact("photos", NUMBERS, N_("Numbers of the photos"), list),)
NUMBER = Parameter("number", N_("Number of the case"), TEXT, "path", is_required=True)
PHOTO = Parameter("photo", N_("Number of the photo"), {"type": "integer"}, "path", is_required=True)
CURSOR = Parameter("cursor", N_("Where the page before ended: its `next`"), CODE)
LIMIT = Parameter(
    "limit",
    N_("Most cases of a page"),
    {"type": "integer", "minimum": 1, "maximum": MOST_CASES, "default": USUAL_CASES},
)
FILTERS = (
    Parameter("status", N_("Only cases that stand there"), one_of(CaseStatus)),
    Parameter("unit", N_("Only cases of this unit, by its code"), CODE),
    Parameter("area", N_("Only cases of this grid, community or street, by its code"), CODE),
    Parameter("matter", N_("Only cases of this matter, by its code"), CODE),
    Parameter(
        "updated_after",
        N_("Only cases to which something happened after this moment"),
        {"type": "string", "format": "date-time"},
    ),
    CURSOR,
    LIMIT,
)
NOTE: dict[str, Any] = {
    "type": "object",
    "properties": {"note": WORDS},
    "required": ["note"],
    "additionalProperties": False,
}
PHOTOS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "photos": {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "minItems": 1,
            "maxItems": MOST_PHOTOS,
        }
    },
    "required": ["photos"],
    "additionalProperties": False,
}
