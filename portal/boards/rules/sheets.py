"""What is true of the sheets on which a board is printed: their sizes, in millimetres."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


class Sheet(enum.StrEnum):
    """The sizes in which a board is printed."""

    A4_LANDSCAPE = "a4-landscape"
    A4_PORTRAIT = "a4-portrait"
    A3_LANDSCAPE = "a3-landscape"
    A3_PORTRAIT = "a3-portrait"
    A2_LANDSCAPE = "a2-landscape"
    A2_PORTRAIT = "a2-portrait"
    DOOR_PLATE = "door-plate"
    STICKER = "sticker"


@dataclass(frozen=True)
class Size:
    """How wide and high a sheet is once it is cut."""

    width: float
    height: float


SIZES: Mapping[Sheet, Size] = MappingProxyType(
    {
        Sheet.A4_LANDSCAPE: Size(297, 210),
        Sheet.A4_PORTRAIT: Size(210, 297),
        Sheet.A3_LANDSCAPE: Size(420, 297),
        Sheet.A3_PORTRAIT: Size(297, 420),
        Sheet.A2_LANDSCAPE: Size(594, 420),
        Sheet.A2_PORTRAIT: Size(420, 594),
        Sheet.DOOR_PLATE: Size(100, 150),
        Sheet.STICKER: Size(80, 80),
    }
)
BLEED = 3.0  # what is printed beyond the cut, so that no white edge is left where the knife strays
MARGIN_FOR_MARKS = 10.0  # around the cut sheet: the bleed, and the crop marks beyond it


def sheet_named(name: str) -> Sheet | None:
    """Return the sheet of a name, or None where there is no such sheet.

    >>> sheet_named("a2-portrait"), sheet_named("a5")
    (<Sheet.A2_PORTRAIT: 'a2-portrait'>, None)
    """
    return {sheet.value: sheet for sheet in Sheet}.get(name)
