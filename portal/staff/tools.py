"""The page of everything that is not used forty times an hour, in one list."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Permission, allow, may
from portal.i18n import _l
from portal.staff import blueprint as staff


@dataclass(frozen=True)
class Tool:
    """One place: where it is, its picture, its name and what one does there."""

    endpoint: str
    picture: str
    name: Any
    words: Any
    permission: Permission


TOOLS = (
    Tool(
        "staff.list_patrols",
        "route",
        _l("Patrols"),
        _l("Begin a patrol, enter one afterwards, look at your own"),
        Permission.LOG_PATROL,
    ),
    Tool(
        "staff.show_coverage",
        "map-pin",
        _l("Coverage of the rounds"),
        _l("Which parks, streets and enterprises were visited this month, and which were not"),
        Permission.SEE_PATROLS,
    ),
    Tool(
        "staff.list_info_items",
        "clipboard-check",
        _l("Records to check"),
        _l("What each grid keeps itself informed of, with when it was last checked"),
        Permission.SEE_PATROLS,
    ),
    Tool(
        "staff.list_to_verify",
        "badge-check",
        _l("Cases to verify"),
        _l("What units say is solved in your grid, and what you have looked at"),
        Permission.VERIFY_CASE,
    ),
    Tool(
        "staff.list_my_reports",
        "send",
        _l("What became of what I reported"),
        _l("Your own reports, the newest first, with where each is now"),
        Permission.REPORT_CASE,
    ),
    Tool(
        "staff.list_requests",
        "pause",
        _l("Waiting for approval"),
        _l("Pauses and more days that units below you ask for"),
        Permission.APPROVE_REQUEST,
    ),
    Tool(
        "staff.list_boards",
        "qr-code",
        _l("Boards"),
        _l("The board of each grid, to print and to look at"),
        Permission.SEE_BOARDS,
    ),
    Tool(
        "staff.show_policy",
        "list",
        _l("Policy"),
        _l("Every number that the portal goes by, and the working-day calendar"),
        Permission.SEE_POLICY,
    ),
)


@staff.get("/tools")
@allow(Permission.SEE_OWN_PAGE)
def list_tools() -> ResponseReturnValue:
    """List the places that whoever looks may use."""
    return render_template(
        "staff/tools.html", tools=[tool for tool in TOOLS if may(tool.permission)]
    )
