"""The door for everyone who signs in."""

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/staff")

from portal.staff import (  # noqa: E402 - views register on the blueprint above
    boards,
    bulk,
    case_steps,
    cases,
    coverage,
    figures,
    info_items,
    my_reports,
    notices,
    order_steps,
    outbox,
    patrol_entry,
    patrols,
    policy,
    reporting,
    request_steps,
    requests,
    sign_in,
    today,
    tools,
    working_steps,
)

__all__ = [
    "blueprint",
    "boards",
    "bulk",
    "case_steps",
    "cases",
    "coverage",
    "figures",
    "info_items",
    "my_reports",
    "notices",
    "order_steps",
    "outbox",
    "patrol_entry",
    "patrols",
    "policy",
    "reporting",
    "request_steps",
    "requests",
    "sign_in",
    "today",
    "tools",
    "working_steps",
]
