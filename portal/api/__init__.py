"""The door for departments' own systems: a JSON API described by OpenAPI 3.1."""

from flask import Blueprint

blueprint = Blueprint("api", __name__, url_prefix="/api")

from portal import web  # noqa: E402
from portal.api import (  # noqa: E402 - views register on the blueprint above
    cases,
    document,
    guard,
    lists,
    page,
    problems,
    steps,
)

web.csrf.exempt(blueprint)  # a key in a header is no cookie: no other site can send it

__all__ = ["blueprint", "cases", "document", "guard", "lists", "page", "problems", "steps"]
