"""How patrols, places and records are spoken of on staff pages."""

from typing import Any

from portal.grids.rules import InfoFinding, PlaceKind
from portal.i18n import _l

PLACES: dict[PlaceKind, Any] = {
    PlaceKind.PARK: _l("Park or green"),
    PlaceKind.STREET: _l("Street or road"),
    PlaceKind.ENTERPRISE: _l("Enterprise or shop"),
    PlaceKind.BUILDING: _l("Building or estate"),
    PlaceKind.FACILITY: _l("Public facility"),
    PlaceKind.OTHER: _l("Other place"),
}
PICTURES: dict[PlaceKind, str] = {
    PlaceKind.PARK: "trees",
    PlaceKind.STREET: "route",
    PlaceKind.ENTERPRISE: "store",
    PlaceKind.BUILDING: "house",
    PlaceKind.FACILITY: "lamp",
    PlaceKind.OTHER: "map-pin",
}
FINDINGS: dict[InfoFinding, Any] = {
    InfoFinding.STILL_RIGHT: _l("Checked: still right"),
    InfoFinding.CHANGED: _l("Changed"),
    InfoFinding.GONE: _l("No longer there"),
}
