"""Who may do what: one table of permissions, and the two marks that every view must carry one of."""

import enum
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_of_session, posts_of
from portal.accounts.rules import Role, has_idled
from portal.errors import N_, NotYours
from portal.policy.queries import policy_on


class Permission(enum.StrEnum):
    """What a signed-in person may do; which cases or grids they may do it to is the query's reach."""

    SEE_CASES = "see_cases"
    DISPATCH_CASE = "dispatch_case"
    HANDLE_CASE = "handle_case"
    VERIFY_CASE = "verify_case"
    SEE_FIGURES = "see_figures"
    SEE_BOARDS = "see_boards"
    SEE_POLICY = "see_policy"


P = Permission
_ALL_STAFF = frozenset({P.SEE_CASES, P.SEE_FIGURES, P.SEE_BOARDS})
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.DISPATCHER: _ALL_STAFF | {P.DISPATCH_CASE, P.SEE_POLICY},
    Role.STREET_CLERK: _ALL_STAFF | {P.DISPATCH_CASE, P.HANDLE_CASE},
    Role.COMMUNITY_CLERK: _ALL_STAFF | {P.HANDLE_CASE},
    Role.UNIT_CLERK: _ALL_STAFF | {P.HANDLE_CASE},
    Role.GRID_WORKER: _ALL_STAFF | {P.HANDLE_CASE, P.VERIFY_CASE},
    Role.ADMINISTRATOR: frozenset({P.SEE_FIGURES, P.SEE_BOARDS, P.SEE_POLICY}),
}

View = Callable[..., Any]


def allow(permission: Permission) -> Callable[[View], View]:
    """Let in whoever holds a post with this permission; send strangers to the sign-in page."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                back = request.full_path if request.method == "GET" else None
                return redirect(url_for("staff.sign_in", next=back), 303)
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
    session["key"], session["seen"] = key, clock.now().timestamp()


def prepare(app: Flask) -> None:
    """Teach flask-login our sessions: looked up by key, ended when idle."""
    manager = LoginManager(app)
    manager.session_protection = None  # the key is random and looked up at every request

    @manager.request_loader
    def load(_request: Any) -> Person | None:
        """Return the person of this session, unless it idled for too long."""
        key, now = session.get("key"), clock.now()
        if not key:
            return None
        seen = clock.from_timestamp(session.get("seen", 0))
        if has_idled(seen, now, policy_on(clock.today())):
            session.clear()
            g.has_idled = True
            return None
        session["seen"] = now.timestamp()
        return person_of_session(key, now)
