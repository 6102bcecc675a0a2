"""The door for residents: boards, reports, following and rating."""

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from portal.public import health, home  # noqa: E402 - views register on the blueprint above

__all__ = ["blueprint", "health", "home"]
