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
        "staff.list_ready_words",
        "message-square",
        _l("Ready words"),
        _l("What you often have to say to reporters, ready but for the facts of the case"),
        Permission.HANDLE_CASE,
    ),
    Tool(
        "staff.list_meetings",
        "users",
        _l("Meetings"),
        _l("Consultations on difficult cases, joint meetings of units, and what they decided"),
        Permission.SEE_CASES,
    ),
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
        "staff.list_in_my_hands",
        "hand-helping",
        _l("In my hands"),
        _l("The small cases of your grid that you are to solve yourself, also without a line"),
        Permission.VERIFY_CASE,
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
        "staff.show_live",
        "activity",
        _l("Live"),
        _l("What comes in, moves, is late and is more than usual, just now"),
        Permission.SEE_LIVE,
    ),
    Tool(
        "staff.list_routes",
        "split",
        _l("Routing"),
        _l("Which unit takes which cases: the table, read from the top, to change and to test"),
        Permission.EDIT_ROUTES,
    ),
    Tool(
        "staff.list_units",
        "building-2",
        _l("Units"),
        _l("Who handles cases: names, phones and duties, to change, to add to and to end"),
        Permission.EDIT_ROUTES,
    ),
    Tool(
        "staff.list_boards",
        "qr-code",
        _l("Boards"),
        _l("The board of each grid, to print and to look at"),
        Permission.SEE_BOARDS,
    ),
    Tool(
        "staff.ask_portrait",
        "user",
        _l("My photo on the board"),
        _l("Whether the board of your grid shows your face: only if you want it"),
        Permission.SHOW_PORTRAIT,
    ),
    Tool(
        "staff.list_stories",
        "image",
        _l("Stories"),
        _l("Solved cases told to everybody: drafts, those that wait for a second person, released"),
        Permission.EDIT_STORIES,
    ),
    Tool(
        "staff.show_outbox",
        "wifi-off",
        _l("Outbox of this phone"),
        _l("What was sent without a line: whether it waits, was refused, or has arrived"),
        Permission.SEE_OWN_PAGE,
    ),
    Tool(
        "staff.show_reach",
        "chart-column",
        _l("Reach of the boards"),
        _l("How often boards are scanned, what comes of it, and which nobody scans"),
        Permission.SEE_BOARDS,
    ),
    Tool(
        "staff.check_board",
        "qr-code",
        _l("Check a code"),
        _l("Whether the code on a board is ours, also without a line"),
        Permission.CHECK_BOARDS,
    ),
    Tool(
        "staff.list_doubts",
        "shield-alert",
        _l("Doubted codes"),
        _l("Codes that residents think are not ours, and what was found there"),
        Permission.CHECK_BOARDS,
    ),
    Tool(
        "staff.list_keys",
        "keyboard",
        _l("Keys"),
        _l("Which keys lead where, and how to turn them off"),
        Permission.SEE_OWN_PAGE,
    ),
    Tool(
        "staff.show_policy",
        "list",
        _l("Rules and working days"),
        _l("Every number that the portal goes by, and the working-day calendar"),
        Permission.SEE_POLICY,
    ),
    Tool(
        "staff.list_matters",
        "list",
        _l("Admitted matters"),
        _l("The list by groups, its editions, what each matter asks for and who may report it"),
        Permission.SEE_OWN_PAGE,
    ),
    Tool(
        "staff.list_campaigns",
        "megaphone",
        _l("Campaigns"),
        _l("Topics of the season: their matters, their aims and how far they have come"),
        Permission.SEE_OWN_PAGE,
    ),
    Tool(
        "staff.list_platforms",
        "layers",
        _l("Platforms"),
        _l("What the platforms are called, and in which order they stand"),
        Permission.EDIT_MATTERS,
    ),
)


@staff.get("/tools")
@allow(Permission.SEE_OWN_PAGE)
def list_tools() -> ResponseReturnValue:
    """List the places that whoever looks may use."""
    return render_template(
        "staff/tools.html", tools=[tool for tool in TOOLS if may(tool.permission)]
    )
