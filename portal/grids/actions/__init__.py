"""What is done with places: a registry is read and imported."""

from portal.grids.actions.importing import Changes, import_registry, make_district
from portal.grids.actions.reading import read_registry

__all__ = ["Changes", "import_registry", "make_district", "read_registry"]
