"""The door to the open data: files for everyone, with words that say what is in them."""

from flask import Blueprint

blueprint = Blueprint("opendata", __name__, url_prefix="/open-data")

from portal.opendata import results, views  # noqa: E402 - views register on the blueprint above

__all__ = ["blueprint", "results", "views"]
