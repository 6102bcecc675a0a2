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
        "staff.list_items",
        "clipboard-check",
        _l("My worksheets"),
        _l("What was drawn and is yours to look at, the nearest next, also without a line"),
        Permission.INSPECT,
    ),
    Tool(
        "staff.list_questions",
        "list",
        _l("Check-lists"),
        _l("What worksheets ask, of everything, of a group of matters, of one matter"),
        Permission.PLAN_CHECKS,
    ),
    Tool(
        "staff.my_page",
        "star",
        _l("My page"),
        _l("My stars, what counted and why, and what the next star takes"),
        Permission.SEE_OWN_POINTS,
    ),
    Tool(
        "staff.show_quarters",
        "star",
        _l("Star ratings"),
        _l("Who has which star, quarter by quarter, and when the next one is frozen"),
        Permission.SEE_POINTS,
    ),
    Tool(
        "staff.list_objections",
        "message-square",
        _l("Objections to lines"),
        _l("What volunteers say is not right in their statements, to be decided in words"),
        Permission.DECIDE_POINTS,
    ),
    Tool(
        "staff.list_periods",
        "chart-column",
        _l("Periods"),
        _l("Months, quarters and years that are assessed: in draft, open to objections, published"),
        Permission.SEE_FIGURES,
    ),
    Tool(
        "staff.list_signals",
        "flag",
        _l("Signals"),
        _l("What looks odd in volunteers' reports and patrols, with its evidence, to be looked at"),
        Permission.SEE_POINTS,
    ),
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
        "staff.list_applications",
        "hand-helping",
        _l("Applications of volunteers"),
        _l("Who wants to join: to accept with a grid and tasks, or to refuse with a reason"),
        Permission.VET_VOLUNTEERS,
    ),
    Tool(
        "staff.list_volunteers",
        "users",
        _l("Volunteers"),
        _l("Who works in your area, how they stand, and their history"),
        Permission.SEE_VOLUNTEERS,
    ),
    Tool(
        "staff.show_volunteering",
        "hand-helping",
        _l("My volunteering"),
        _l("The rules you agreed to, a pause, leaving, and what others see of you"),
        Permission.SEE_OWN_POINTS,
    ),
    Tool(
        "staff.list_my_helps",
        "house",
        _l("My help in households"),
        _l("Write down when and with what you helped a neighbour"),
        Permission.LOG_HELP,
    ),
    Tool(
        "staff.list_helps",
        "house",
        _l("Help to confirm"),
        _l("Help in households that volunteers wrote down: confirm it, or say why not"),
        Permission.CONFIRM_HELP,
    ),
    Tool(
        "staff.list_relatives",
        "users",
        _l("My relatives here"),
        _l("Who of yours works here or volunteers: neither decides about the other"),
        Permission.SEE_OWN_PAGE,
    ),
    Tool(
        "staff.list_findings",
        "badge-check",
        _l("Findings"),
        _l("What your team found: to propose, to sign, to decide, to look at again"),
        Permission.INSPECT,
    ),
    Tool(
        "staff.list_held",
        "shield-alert",
        _l("Findings about us"),
        _l("What a supervision team found not solved: to rebut, or to put right"),
        Permission.ANSWER_FINDINGS,
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
        "staff.list_my_rewards",
        "star",
        _l("My rewards"),
        _l("What you got for your stars and what is to come: money, or goods if you like"),
        Permission.SEE_OWN_POINTS,
    ),
    Tool(
        "staff.show_rewards",
        "hand-helping",
        _l("Rewards"),
        _l("Budgets, what is proposed, approved and paid, community by community"),
        Permission.SEE_REWARDS,
    ),
    Tool(
        "staff.ask_collection_code",
        "badge-check",
        _l("Hand over goods"),
        _l("Somebody shows a code: see what it is for, and hand it over"),
        Permission.HAND_OVER_GOODS,
    ),
    Tool(
        "staff.list_stories",
        "image",
        _l("Stories"),
        _l("Solved cases told to everybody: drafts, those that wait for a second person, released"),
        Permission.EDIT_STORIES,
    ),
    Tool(
        "staff.list_training",
        "bookmark",
        _l("Training"),
        _l("Courses for you, the next meetings, your results and certificates"),
        Permission.TAKE_COURSES,
    ),
    Tool(
        "staff.list_courses",
        "clipboard-check",
        _l("Courses"),
        _l("Make courses, publish them, and see who lacks a required one"),
        Permission.KEEP_COURSES,
    ),
    Tool(
        "staff.list_gatherings",
        "users",
        _l("Training meetings"),
        _l("Call one, show its code, and keep the list of who came"),
        Permission.KEEP_COURSES,
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
        "staff.show_leaders",
        "users",
        _l("Volunteers at a glance"),
        _l("Who is active, whose star moves, where volunteers lack; thanks and exports"),
        Permission.SEE_POINTS,
    ),
    Tool(
        "staff.show_point_rules",
        "star",
        _l("Rules of points"),
        _l("What earns points and stars; other values are tried before they take force"),
        Permission.SEE_POINTS,
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
        "staff.list_people",
        "users",
        _l("People and posts"),
        _l("Who works here and what they may do: take on, give and end posts, invite, sign out"),
        Permission.KEEP_PEOPLE,
    ),
    Tool(
        "staff.list_sign_ins",
        "log-in",
        _l("My sign-ins"),
        _l("On which phones and computers you are signed in, and how to end that"),
        Permission.SEE_OWN_PAGE,
    ),
    Tool(
        "staff.ask_password",
        "pencil",
        _l("My password"),
        _l("Set your first password, or change the one you have"),
        Permission.SEE_OWN_PAGE,
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
        "staff.list_checks",
        "clipboard-check",
        _l("Spot checks"),
        _l("Samples of closed cases, patrols and places: planned, drawn in the open, shared out"),
        Permission.SEE_CHECKS,
    ),
    Tool(
        "staff.list_teams",
        "users",
        _l("Supervision teams"),
        _l("Who inspects from outside, where they may not look, and phones to set up anew"),
        Permission.KEEP_TEAMS,
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
