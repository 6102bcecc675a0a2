"""The door for other civic systems: GeoReport v2 (Open311), in XML and JSON."""

from flask import Blueprint

blueprint = Blueprint("open311", __name__, url_prefix="/open311")

from portal.open311 import reporting, views  # noqa: E402 - views register on the blueprint above

__all__ = ["blueprint", "reporting", "views"]
