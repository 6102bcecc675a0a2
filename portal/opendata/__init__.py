"""The door to the open data: files for everyone, with words that say what is in them."""

from flask import Blueprint

blueprint = Blueprint("opendata", __name__, url_prefix="/open-data")

# Views register on the blueprint above, the job on the timetable.
from portal.opendata import cases, catalogue, jobs, results, snapshots, views  # noqa: E402

__all__ = ["blueprint", "cases", "catalogue", "jobs", "results", "snapshots", "views"]
