"""The door for everyone who signs in."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

from portal.staff import (  # noqa: E402 - views register on the blueprint above
    boards,
    case_steps,
    cases,
    figures,
    notices,
    outbox,
    policy,
    reporting,
    sign_in,
    today,
    tools,
    working_steps,
)

__all__ = [
    "blueprint",
    "boards",
    "case_steps",
    "cases",
    "figures",
    "notices",
    "outbox",
    "policy",
    "reporting",
    "sign_in",
    "today",
    "tools",
    "working_steps",
]
