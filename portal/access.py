"""Who may do what: one table of permissions, and two marks: every view must carry one."""

import enum
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, flash, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response as BaseResponse

from portal import clock, half_typed
from portal.accounts.actions import note_use
from portal.accounts.models import Person, SignIn
from portal.accounts.queries import live_session, posts_of, stays_signed_in
from portal.accounts.rules import Role, effective, has_idled, needs_second_factor
from portal.errors import N_, NotYours
from portal.i18n import _
from portal.policy.queries import policy_on


class Permission(enum.StrEnum):
    """What a signed-in person may do; to which cases or grids is the query's reach."""

    SEE_OWN_PAGE = "see_own_page"  # today, and one's own notices: everyone with a post
    SEE_CASES = "see_cases"
    REPORT_CASE = "report_case"
    DISPATCH_CASE = "dispatch_case"
    HANDLE_CASE = "handle_case"
    VERIFY_CASE = "verify_case"
    NOTE_CASE = "note_case"  # write a note, answer an order, ask a second unit in
    APPROVE_REQUEST = "approve_request"
    EXPEDITE_CASE = "expedite_case"
    HOLD_MEETING = "hold_meeting"
    EDIT_MATTERS = "edit_matters"
    EDIT_ROUTES = "edit_routes"
    SEE_LIVE = "see_live"
    LOG_PATROL = "log_patrol"
    SHOW_PORTRAIT = "show_portrait"  # one's own photo, on the board of one's grid
    SEE_PATROL = "see_patrol"  # one: one's own, or one in reach
    SEE_PATROLS = "see_patrols"  # everybody's in reach: coverage, records
    KEEP_RECORDS = "keep_records"  # what a grid keeps itself informed of
    KEEP_PLACES = "keep_places"  # what a round is to pass
    SEE_FIGURES = "see_figures"
    SEE_BOARDS = "see_boards"
    KEEP_BOARDS = "keep_boards"  # put them up and look at them
    PRINT_BOARDS = "print_boards"  # order prints, make boards, revoke codes
    CHECK_BOARDS = "check_boards"  # whether a code is ours, and close what residents doubt
    SEE_POLICY = "see_policy"
    KEEP_PEOPLE = "keep_people"  # who works here, and with which posts
    SEE_OWN_POINTS = "see_own_points"  # the volunteer's own page: statement, stars, rewards
    SEE_POINTS = "see_points"  # those of volunteers in reach: lists, ratings, signals
    DECIDE_POINTS = "decide_points"  # objections, made-up facts, signals
    SEE_VOLUNTEERS = "see_volunteers"
    VET_VOLUNTEERS = "vet_volunteers"  # who joins, and how volunteers stand
    LOG_HELP = "log_help"  # one's own, in households
    CONFIRM_HELP = "confirm_help"  # that of others
    RATE_STARS = "rate_stars"  # freeze a quarter
    SEE_REWARDS = "see_rewards"  # budgets, rewards and the book
    PROPOSE_REWARDS = "propose_rewards"  # and set budgets
    APPROVE_REWARDS = "approve_rewards"  # what others proposed, and take back what others did
    PAY_REWARDS = "pay_rewards"  # lists for the bank, goods, statements
    HAND_OVER_GOODS = "hand_over_goods"  # against a code
    EDIT_POINT_RULES = "edit_point_rules"  # try other values, and put them in force
    EDIT_STORIES = "edit_stories"
    RELEASE_STORIES = "release_stories"  # and photos: to everybody
    TAKE_COURSES = "take_courses"  # and come to meetings: everyone with a post
    KEEP_TEAMS = "keep_teams"  # supervision teams, their members and conflicts
    SEE_CHECKS = "see_checks"  # spot checks and what they are drawn from
    PLAN_CHECKS = "plan_checks"  # and draw them: the lead of a team
    DECIDE_FINDINGS = "decide_findings"  # on rebuttals, and unlock: the lead of a team
    ANSWER_FINDINGS = "answer_findings"  # of one's unit: rebut, put right, never change
    INSPECT = "inspect"  # look for oneself, and give a seed the second name
    ASSESS = "assess"  # begin periods, count, open; ask to leave a case out
    PUBLISH_FIGURES = "publish_figures"  # and correct what is published
    OBJECT_FIGURES = "object_figures"  # those of one's own area or unit
    DECIDE_OBJECTIONS = "decide_objections"  # and whether a case is left out
    SEE_EXCHANGE = "see_exchange"  # keys, webhooks, partners, uploads and their logs
    KEEP_EXCHANGE = "keep_exchange"  # make, change and end them
    IMPORT_DATA = "import_data"  # cases and days of other systems, with a preview and undo
    IMPORT_LISTS = "import_lists"  # those lists that one keeps: each kind takes a permission more
    KEEP_COURSES = "keep_courses"  # make courses, hold meetings, see who lacks what


P = Permission
_ALL_STAFF = frozenset({P.SEE_OWN_PAGE, P.SEE_CASES, P.NOTE_CASE, P.SEE_FIGURES, P.SEE_BOARDS})
_ALL_STAFF |= {P.TAKE_COURSES}
_COMMANDS = frozenset(
    {P.CHECK_BOARDS, P.APPROVE_REQUEST, P.EXPEDITE_CASE, P.HOLD_MEETING, P.SEE_LIVE}
)
_TELLING = frozenset({P.EDIT_STORIES, P.RELEASE_STORIES})
_TEACHING = frozenset({P.KEEP_COURSES})
_WATCHING = frozenset({P.SEE_PATROL, P.SEE_PATROLS})
_ROUNDS = _WATCHING | {P.KEEP_PLACES, P.CHECK_BOARDS}
_BOARDS = frozenset({P.KEEP_BOARDS, P.PRINT_BOARDS})
_REWARDS = frozenset({P.SEE_REWARDS, P.HAND_OVER_GOODS})
_POINTS = frozenset({P.SEE_POINTS, P.DECIDE_POINTS, P.SEE_VOLUNTEERS})
# Of a supervision team: nothing with which a case could be changed, nor seen as handlers see it.
_INSPECTION = frozenset({P.SEE_OWN_PAGE, P.SEE_CHECKS, P.INSPECT})
_JUDGING = frozenset({P.ASSESS, P.PUBLISH_FIGURES, P.DECIDE_OBJECTIONS})
_IMPORTS = frozenset({P.IMPORT_DATA, P.IMPORT_LISTS})
_EXCHANGE = frozenset({P.SEE_EXCHANGE, P.KEEP_EXCHANGE}) | _IMPORTS
_VETTING = frozenset({P.VET_VOLUNTEERS, P.CONFIRM_HELP, P.IMPORT_LISTS})
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.DISPATCHER: _ALL_STAFF
    | _COMMANDS
    | _TELLING
    | _TEACHING
    | {P.DISPATCH_CASE, P.HANDLE_CASE, P.EDIT_MATTERS, P.EDIT_ROUTES, P.SEE_POLICY}
    | {P.PRINT_BOARDS, P.RATE_STARS, P.EDIT_POINT_RULES, P.ANSWER_FINDINGS, P.ASSESS}
    | {P.SEE_EXCHANGE}
    | _IMPORTS
    | _WATCHING
    | _POINTS,
    Role.LEAD: _ALL_STAFF
    | _COMMANDS
    | _JUDGING
    | _TELLING
    | _TEACHING
    | _POINTS
    | _WATCHING
    | {P.SEE_POLICY, P.RATE_STARS, P.EDIT_POINT_RULES}
    | {P.SEE_REWARDS, P.APPROVE_REWARDS},
    Role.STREET_CLERK: _ALL_STAFF
    | _COMMANDS
    | _TELLING
    | _TEACHING
    | _ROUNDS
    | _BOARDS
    | _POINTS
    | _VETTING
    | _REWARDS
    | {P.DISPATCH_CASE, P.HANDLE_CASE, P.EDIT_ROUTES, P.APPROVE_REWARDS, P.ANSWER_FINDINGS}
    | {P.OBJECT_FIGURES},
    Role.COMMUNITY_CLERK: _ALL_STAFF
    | _ROUNDS
    | _BOARDS
    | _POINTS
    | _TEACHING
    | _REWARDS
    | _VETTING
    | {P.HANDLE_CASE, P.EDIT_STORIES, P.ANSWER_FINDINGS, P.OBJECT_FIGURES},
    Role.UNIT_CLERK: _ALL_STAFF | {P.HANDLE_CASE, P.ANSWER_FINDINGS, P.OBJECT_FIGURES},
    Role.GRID_WORKER: _ALL_STAFF
    | _ROUNDS
    | {P.REPORT_CASE, P.HANDLE_CASE, P.VERIFY_CASE, P.LOG_PATROL, P.KEEP_BOARDS}
    | {P.SHOW_PORTRAIT, P.CONFIRM_HELP, P.KEEP_RECORDS, P.OBJECT_FIGURES},
    Role.VOLUNTEER: frozenset(
        {P.SEE_OWN_PAGE, P.REPORT_CASE, P.VERIFY_CASE, P.LOG_PATROL, P.SEE_PATROL, P.LOG_HELP}
        | {P.SEE_OWN_POINTS, P.TAKE_COURSES}
    ),
    Role.FINANCE: frozenset({P.SEE_OWN_PAGE, P.TAKE_COURSES, P.PROPOSE_REWARDS, P.PAY_REWARDS})
    | _REWARDS,
    Role.INSPECTOR: _INSPECTION,
    Role.INSPECTION_LEAD: _INSPECTION | {P.PLAN_CHECKS, P.DECIDE_FINDINGS},
    Role.ADMINISTRATOR: frozenset(
        {P.SEE_OWN_PAGE, P.SEE_FIGURES, P.SEE_BOARDS, P.SEE_POLICY, P.EDIT_MATTERS, P.EDIT_ROUTES}
    )
    | {P.PRINT_BOARDS, P.TAKE_COURSES, P.KEEP_TEAMS, P.SEE_CHECKS, P.KEEP_PEOPLE}
    | _EXCHANGE,
}

View = Callable[..., Any]
KEY = "_user_id"  # flask-login's name for what it loads by: here the session's key
WAS = "was"  # the key of a session that is over: whoever typed under it may have it back
TOKEN = "csrf_token"  # noqa: S105 - its name in the session, not the token
UNATTENDED = "X-Unattended"  # of what the portal's own scripts fetch, to keep or renew a page
NOTED_EVERY = timedelta(minutes=1)  # a cookie for every click would be a waste; none idles so soon


def allow(permission: Permission, *, half_way: bool = False) -> Callable[[View], View]:
    """Let in whoever holds a post with this permission; send strangers to the sign-in page.

    Whoever still owes a second proof is led to where it is given; only the pages
    of that place are open to them, `half_way` in.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return _to_the_door()
            if is_half_way():
                if half_way:
                    return view(*args, **kwargs)
                return redirect(url_for("staff.ask_second_factor", next=_way_back()), 303)
            if not may(permission):
                raise NotYours(N_("Your post does not allow this. Ask your administrator."))
            return view(*args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def open_to_all(view: View) -> View:
    """Say that everyone may use this view: it must be said, not forgotten."""
    view.access = None  # type: ignore[attr-defined]
    return view


def may(permission: Permission | str) -> bool:
    """Say whether whoever is signed in holds a permission today."""
    return any(permission in GRANTS[role] for role in roles())


def roles() -> set[Role]:
    """Return the roles that count today of whoever is signed in; none before the second proof."""
    if not current_user.is_authenticated or is_half_way():
        return set()
    return effective(post.role for post in posts_of(current_user, clock.today()))


def is_half_way() -> bool:
    """Say whether whoever is signed in still owes their second proof."""
    return bool(current_user.is_authenticated and g.get("is_half_way", False))


def refuse_unguarded_views(app: Flask) -> None:
    """Stop the site from starting while any view has not said who may use it."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, "access"):
            raise RuntimeError(
                f"{endpoint} does not say who may use it: add @allow or @open_to_all"
            )


def let_in(key: str, *, is_kept: bool = False) -> None:
    """Begin a session in a cookie that holds nothing from before, and stays if it is kept.

    It has the token of its forms from the first: of two pages asked for at one moment, as the
    service worker does, each would else bring its own, and the forms of one would be refused.
    """
    session.clear()
    session[KEY], session["seen"] = key, clock.now().timestamp()
    session[TOKEN] = secrets.token_hex(32)
    session.permanent = is_kept


def stay(*, is_kept: bool) -> None:
    """Let this browser keep the cookie when it is closed, or no longer."""
    session.permanent = is_kept


def key_in_hand() -> str:
    """Return the key of this browser's session."""
    return str(session.get(KEY, ""))


def has_key() -> bool:
    """Say whether this browser holds a session, without looking it up."""
    return KEY in session


def let_out() -> str | None:
    """Forget this browser's session and return its key, to be ended."""
    key = session.get(KEY)
    session.clear()
    return key


def prepare(app: Flask) -> None:
    """Teach flask-login our sessions: looked up by key where a page asks, ended when idle."""
    manager = LoginManager()
    manager.session_protection = None  # the key is random and looked up at every request
    manager.init_app(app, add_context_processor=False)  # error pages must do without a database
    manager.user_loader(_person_of)


def _person_of(key: str) -> Person | None:
    """Return the person of this session; one that idled or was ended is forgotten, with a word."""
    now = clock.now()
    seen = clock.from_timestamp(session.get("seen", 0))
    begun = live_session(key, now)
    is_noted = now - seen <= NOTED_EVERY
    if begun is None or not (is_noted or _is_in_use(begun, seen, now)):
        _forget_all_but_whose()
        flash(_("You were away for a while. Please sign in again; nothing that you saved is lost."))
        return None
    if not is_noted and not is_unattended():
        session["seen"] = now.timestamp()
        note_use(begun, now=now)
    g.staff_number = begun.person.number
    held = {post.role for post in posts_of(begun.person, clock.day_of(now))}
    g.is_half_way = needs_second_factor(held, begun.second_at)
    return begun.person


def _is_in_use(begun: SignIn, seen: datetime, now: datetime) -> bool:
    today = clock.day_of(now)
    return not has_idled(seen, now, policy_on(today), is_kept=stays_signed_in(begun, today))


def is_unattended() -> bool:
    """Say whether a page is fetched by itself: nobody looks at it."""
    return UNATTENDED in request.headers


def _to_the_door() -> BaseResponse:
    """Lead to the sign-in page; what was being sent is kept for whoever had typed it."""
    g.needs_sign_in = True
    half_typed.keep_of_session(session.get(WAS))
    return redirect(url_for("staff.sign_in", next=_way_back()), 303)


def _forget_all_but_whose() -> None:
    """End a session, but not the token of its open forms: what is typed in them still comes in."""
    kept = {WAS: session.get(KEY), TOKEN: session.get(TOKEN)}
    session.clear()
    session.update({name: value for name, value in kept.items() if value})


def _way_back() -> str | None:
    """Return the page to come back to after signing in: this one, or that of the sent form."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    sent_from = urlsplit(request.referrer or "")
    return sent_from.path if sent_from.netloc == request.host else None
