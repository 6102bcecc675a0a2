"""How boards, their life and their prints are spoken of on staff pages."""

from typing import Any

from portal.boards.queries import Happened, Part
from portal.boards.rules import (
    BoardState,
    Field,
    Finding,
    HangsAt,
    Packing,
    Revocation,
    Sheet,
)
from portal.i18n import _l

# With a picture and a tone: no state is told by colour alone.
STATES: dict[BoardState, tuple[Any, str, str]] = {
    BoardState.UP: (_l("Up and right"), "check", "ok"),
    BoardState.OUT_OF_DATE: (_l("Out of date"), "refresh-cw", "warn"),
    BoardState.FAULTY: (_l("Something is wrong"), "triangle-alert", "danger"),
    BoardState.NOT_POSTED: (_l("Printed, to be put up"), "map-pin", "go"),
    BoardState.NOT_PRINTED: (_l("Never printed"), "printer", ""),
    BoardState.REVOKED: (_l("Revoked"), "ban", ""),
}
PARTS: dict[Part, Any] = {
    Part.VALID: _l("All valid boards"),
    Part.REPRINT: _l("To be printed again"),
    Part.MISSING: _l("Not hanging yet"),
}
PLACES: dict[HangsAt, Any] = {
    HangsAt.MOST_VISIBLE: _l("The most visible place of the grid"),
    HangsAt.ENTRANCE: _l("A building entrance"),
}
FINDINGS: dict[Finding, Any] = {
    Finding.FINE: _l("Fine"),
    Finding.DAMAGED: _l("Damaged or unreadable"),
    Finding.OUTDATED: _l("Says what is no longer so"),
    Finding.MISSING: _l("Missing"),
    Finding.COVERED: _l("Covered"),
    Finding.SUSPICIOUS: _l("The code was pasted over"),
}
REVOCATIONS: dict[Revocation, Any] = {
    Revocation.WITHDRAWN: _l("Withdrawn: it is no longer to hang there"),
    Revocation.LOST: _l("Lost: nobody knows where it is"),
    Revocation.SUSPICIOUS: _l("Suspicious: somebody may have copied or pasted over it"),
}
FIELDS: dict[Field, Any] = {
    Field.WORKER: _l("Who answers"),
    Field.PHONE: _l("Phone"),
    Field.DUTIES: _l("Duties"),
    Field.PHOTO: _l("Photo"),
    Field.VOLUNTEERS: _l("Volunteers"),
    Field.SCOPE: _l("Service area"),
    Field.OUTLINE: _l("Outline"),
    Field.NAME: _l("Name of the place"),
    Field.SUPERVISION: _l("Supervision phone"),
    Field.OTHER: _l("Something else"),
}
PACKINGS: dict[Packing, Any] = {
    Packing.ONE_PDF: _l("One PDF, a page for each board"),
    Packing.FILES: _l("A ZIP with one PDF for each board"),
    Packing.FOLDERS: _l("A ZIP with a folder for each community"),
}
SHEETS: dict[Sheet, Any] = {
    Sheet.A3_LANDSCAPE: _l("A3 landscape"),
    Sheet.A3_PORTRAIT: _l("A3 portrait"),
    Sheet.A4_LANDSCAPE: _l("A4 landscape"),
    Sheet.A4_PORTRAIT: _l("A4 portrait"),
    Sheet.A2_LANDSCAPE: _l("A2 landscape"),
    Sheet.A2_PORTRAIT: _l("A2 portrait"),
    Sheet.DOOR_PLATE: _l("Door plate, 100 × 150 mm"),
    Sheet.STICKER: _l("Stairwell sticker, 80 × 80 mm"),
}
HAPPENED: dict[Happened, tuple[Any, str]] = {
    Happened.MADE: (_l("Made"), "plus"),
    Happened.PRINTED: (_l("Printed for the first time with these words"), "printer"),
    Happened.ORDERED: (_l("Ordered from the print shop"), "send"),
    Happened.POSTED: (_l("Put up"), "map-pin"),
    Happened.INSPECTED: (_l("Inspected"), "clipboard-check"),
    Happened.REPORTED: (_l("Reported by residents"), "megaphone"),
    Happened.REVOKED: (_l("Code revoked"), "ban"),
}
