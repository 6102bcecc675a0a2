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
