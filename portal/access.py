"""Who may do what: one table of permissions, and two marks: every view must carry one."""

import enum
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, flash, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response as BaseResponse

from portal import clock, half_typed
from portal.accounts.models import Person
from portal.accounts.queries import person_of_session, posts_of
from portal.accounts.rules import Role, has_idled
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
    SEE_PATROLS = "see_patrols"
    KEEP_PLACES = "keep_places"  # what a round is to pass
    SEE_FIGURES = "see_figures"
    SEE_BOARDS = "see_boards"
    KEEP_BOARDS = "keep_boards"  # put them up and look at them
    PRINT_BOARDS = "print_boards"  # order prints, make boards, revoke codes
    CHECK_BOARDS = "check_boards"  # whether a code is ours, and close what residents doubt
    SEE_POLICY = "see_policy"
    EDIT_STORIES = "edit_stories"
    RELEASE_STORIES = "release_stories"  # and photos: to everybody


P = Permission
_ALL_STAFF = frozenset({P.SEE_OWN_PAGE, P.SEE_CASES, P.NOTE_CASE, P.SEE_FIGURES, P.SEE_BOARDS})
_COMMANDS = frozenset(
    {P.CHECK_BOARDS, P.APPROVE_REQUEST, P.EXPEDITE_CASE, P.HOLD_MEETING, P.SEE_LIVE}
)
_TELLING = frozenset({P.EDIT_STORIES, P.RELEASE_STORIES})
_ROUNDS = frozenset({P.SEE_PATROLS, P.KEEP_PLACES, P.CHECK_BOARDS})
_BOARDS = frozenset({P.KEEP_BOARDS, P.PRINT_BOARDS})
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.DISPATCHER: _ALL_STAFF
    | _COMMANDS
    | _TELLING
    | {P.DISPATCH_CASE, P.HANDLE_CASE, P.EDIT_MATTERS, P.EDIT_ROUTES, P.SEE_POLICY}
    | {P.SEE_PATROLS, P.PRINT_BOARDS},
    Role.LEAD: _ALL_STAFF | _COMMANDS | _TELLING | {P.SEE_POLICY, P.SEE_PATROLS},
    Role.STREET_CLERK: _ALL_STAFF
    | _COMMANDS
    | _TELLING
    | _ROUNDS
    | _BOARDS
    | {P.DISPATCH_CASE, P.HANDLE_CASE, P.EDIT_ROUTES},
    Role.COMMUNITY_CLERK: _ALL_STAFF | _ROUNDS | _BOARDS | {P.HANDLE_CASE, P.EDIT_STORIES},
    Role.UNIT_CLERK: _ALL_STAFF | {P.HANDLE_CASE},
    Role.GRID_WORKER: _ALL_STAFF
    | _ROUNDS
    | {P.REPORT_CASE, P.HANDLE_CASE, P.VERIFY_CASE, P.LOG_PATROL, P.KEEP_BOARDS}
    | {P.SHOW_PORTRAIT},
    Role.ADMINISTRATOR: frozenset(
        {P.SEE_OWN_PAGE, P.SEE_FIGURES, P.SEE_BOARDS, P.SEE_POLICY, P.EDIT_MATTERS, P.EDIT_ROUTES}
    )
    | {P.PRINT_BOARDS},
}

View = Callable[..., Any]
KEY = "_user_id"  # flask-login's name for what it loads by: here the session's key
WAS = "was"  # the key of a session that is over: whoever typed under it may have it back
TOKEN = "csrf_token"  # noqa: S105 - its name in the session, not the token
NOTED_EVERY = timedelta(minutes=1)  # a cookie for every click would be a waste


def allow(permission: Permission) -> Callable[[View], View]:
    """Let in whoever holds a post with this permission; send strangers to the sign-in page."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return _to_the_door()
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
    """Return the roles that whoever is signed in holds today."""
    if not current_user.is_authenticated:
        return set()
    return {post.role for post in posts_of(current_user, clock.today())}


def refuse_unguarded_views(app: Flask) -> None:
    """Stop the site from starting while any view has not said who may use it."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, "access"):
            raise RuntimeError(
                f"{endpoint} does not say who may use it: add @allow or @open_to_all"
            )


def let_in(key: str) -> None:
    """Begin a session in a cookie that holds nothing from before."""
    session.clear()
    session[KEY], session["seen"] = key, clock.now().timestamp()


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
    person = person_of_session(key, now)
    if person is None or has_idled(seen, now, policy_on(clock.today())):
        _forget_all_but_whose()
        flash(_("You were away for a while. Please sign in again; nothing that you saved is lost."))
        return None
    is_unattended = "X-Unattended" in request.headers  # a page asks by itself
    if now - seen > NOTED_EVERY and not is_unattended:
        session["seen"] = now.timestamp()
    g.staff_number = person.number
    return person


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
