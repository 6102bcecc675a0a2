"""The door for departments' own systems: a JSON API described by OpenAPI 3.1."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api")
