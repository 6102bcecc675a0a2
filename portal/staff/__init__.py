"""The door for everyone who signs in."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

__all__ = ["blueprint"]
