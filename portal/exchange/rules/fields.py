"""The fields that a field map may name: what each is, which way it goes, and who may see it."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from portal.errors import N_


class Direction(enum.StrEnum):
    """Which way a field map leads."""

    EXPORT = "export"
    IMPORT = "import"


class Openness(enum.StrEnum):
    """Who may be given a field."""

    ANYONE = "anyone"
    WITH_REASON = "with_reason"  # may hold what people wrote of themselves: the map says why


@dataclass(frozen=True)
class Field:
    """One field of a case: what it means, and whether only a table of codes makes sense of it."""

    name: str
    meaning: str
    openness: Openness = Openness.ANYONE
    needs_codes: bool = False


def _named(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


# Numbers of 2007, 2013 and 2026 mean different things: there is no field without its edition.
TO_SEND: Mapping[str, Field] = _named(
    Field("number", N_("Our number of the case")),
    Field("external_number", N_("The number that the system it came from gave it")),
    Field("external_system", N_("The system it came from")),
    Field("matter_code", N_("Our code of the matter")),
    Field("matter_name", N_("The matter, in Chinese")),
    Field("matter_name_en", N_("The matter, in English")),
    Field("category", N_("The category of the matter, a letter")),
    Field("platform", N_("The platform of the matter")),
    Field("national_code_2026", N_("The nearest type of GB/T 47678.5-2026, five digits")),
    Field("national_name_2026", N_("What GB/T 47678.5-2026 calls that type")),
    Field("national_code_2013", N_("The nearest type of GB/T 30428.2-2013, with E: or C:")),
    Field("national_name_2013", N_("What GB/T 30428.2-2013 calls that type")),
    Field(
        "national_code_2007",
        N_("A type of CJ/T 214-2007, through a table of codes from our matter codes"),
        needs_codes=True,
    ),
    Field("status", N_("Where the case stands")),
    Field("level", N_("Its level, 1 to 4")),
    Field("validity", N_("Whether it is a valid case")),
    Field("source", N_("Who reported it: resident or worker")),
    Field("outcome", N_("How the unit says that it ended")),
    Field("grid_code", N_("The grid, 15 digits")),
    Field("grid_name", N_("The grid, in Chinese")),
    Field("community_code", N_("The community, 12 digits")),
    Field("community_name", N_("The community, in Chinese")),
    Field("street_code", N_("The street, 9 digits")),
    Field("street_name", N_("The street, in Chinese")),
    Field("unit_code", N_("The unit in hand")),
    Field("unit_name", N_("The unit in hand, in Chinese")),
    Field("reported_at", N_("When it was reported")),
    Field("dispatched_at", N_("When it was dispatched")),
    Field("resolved_at", N_("When its unit said that it is resolved")),
    Field("closed_at", N_("When it was closed")),
    Field("due_on", N_("The day by which it is due")),
    Field("was_in_time", N_("Whether it was resolved in time")),
    Field("reopened", N_("How often it was opened again")),
    Field("lat", N_("Latitude; of private matters it needs a reason"), Openness.WITH_REASON),
    Field("lon", N_("Longitude; of private matters it needs a reason"), Openness.WITH_REASON),
    Field("words", N_("What the reporter wrote"), Openness.WITH_REASON),
    Field("place_note", N_("Where exactly, as written"), Openness.WITH_REASON),
)
TO_TAKE: Mapping[str, Field] = _named(
    Field("external_number", N_("The other system's number: the same one is never taken twice")),
    Field("matter_code", N_("Our code of the matter, as it is or through a table of codes")),
    Field("national_code_2026", N_("A type of GB/T 47678.5-2026: the matter nearest to it")),
    Field("grid_code", N_("The grid, 15 digits")),
    Field("lat", N_("Latitude, WGS 84; with longitude it finds the grid where none is given")),
    Field("lon", N_("Longitude, WGS 84")),
    Field("words", N_("What was reported")),
    Field("place_note", N_("Where exactly")),
    Field("reported_at", N_("When the other system had it; noted in the history")),
)
FIELDS: Mapping[Direction, Mapping[str, Field]] = {
    Direction.EXPORT: TO_SEND,
    Direction.IMPORT: TO_TAKE,
}
