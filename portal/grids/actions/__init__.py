"""What is done with places: a registry is imported, patrols are kept, records are looked at."""

from portal.grids.actions.clues import note_clues
from portal.grids.actions.importing import Changes, import_registry, make_district
from portal.grids.actions.info_items import check_info, record_info
from portal.grids.actions.patrols import (
    Walked,
    end_patrol,
    log_patrol,
    longest,
    start_patrol,
    tick,
    untick,
)
from portal.grids.actions.places import add_place, end_place
from portal.grids.actions.reading import read_registry

__all__ = [
    "Changes",
    "Walked",
    "add_place",
    "check_info",
    "end_patrol",
    "end_place",
    "import_registry",
    "log_patrol",
    "longest",
    "make_district",
    "note_clues",
    "read_registry",
    "record_info",
    "start_patrol",
    "tick",
    "untick",
]
