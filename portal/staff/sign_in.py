"""The staff door: in with a name and a password, out for good. Other ways in: `one_time`."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user

from portal import access, clock, db, half_typed, web
from portal.access import open_to_all
from portal.accounts import actions, rules
from portal.accounts.actions import Visit
from portal.accounts.models import SignIn
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.forms import SignInForm

# A whole office shares an address at eight in the morning; one name is one person.
TRIES_OF_AN_ADDRESS = "60 per minute; 600 per hour"
TRIES_OF_A_NAME = "15 per 10 minutes"


def _name_tried() -> str:
    return f"name {request.form.get('login', '')[:100]}"


@staff.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Ask for name and password, or go on for whoever is signed in already."""
    if current_user.is_authenticated:
        return redirect(_onward(), 303)
    return _page(SignInForm())


@staff.post("/sign-in")
@open_to_all
@web.limiter.limit(TRIES_OF_AN_ADDRESS, key_func=get_remote_address)
@web.limiter.limit(TRIES_OF_A_NAME, key_func=_name_tried)
def try_sign_in() -> ResponseReturnValue:
    """Let in whoever gives the right password; a failed try is counted although it is refused."""
    form = SignInForm.from_request()
    if not form.validate():
        return _refused(form)
    policy = policy_on(clock.today())
    begun = actions.sign_in(
        form.login.data or "",
        form.password.data or "",
        visit=visit(wants_kept=bool(form.keep.data)),
        now=clock.now(),
        policy=policy,
    )
    if begun is None:
        db.keep_refusal()
        form.form_errors = [_wrong_or_locked(policy.lock_minutes, policy.sign_in_tries)]
        return _refused(form)
    return welcome(begun)


@staff.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """End this session, here and wherever its cookie was copied to."""
    _end_session()
    flash(_("You have signed out."), "ok")
    return web.updated(url_for(".sign_in"))


def visit(*, wants_kept: bool) -> Visit:
    """Return where somebody comes from and on what; of the browser's own words one is kept."""
    device = rules.device_of(request.user_agent.string)
    return Visit(request.remote_addr or "", device, wants_kept)


def welcome(begun: SignIn, page: str | None = None) -> ResponseReturnValue:
    """Let somebody in, in place of whoever was, and lead them to what they wanted."""
    _end_session()
    access.let_in(begun.key, is_kept=begun.is_kept)
    if begun.way is not rules.SignInWay.PASSWORD:  # a phone may be shared
        who = begun.person
        flash(_("You are signed in as %(name)s (%(number)s).", name=who.name, number=who.number))
    return web.updated(half_typed.way_to(begun.person) or page or _onward())


def asked_for() -> str | None:
    """Return the page of ours that somebody wanted before they were led to the door."""
    return web.local_path(request.args.get("next"))


def _refused(form: SignInForm) -> ResponseReturnValue:
    return _page(form), 422


def _page(form: SignInForm) -> str:
    return render_template(
        "staff/sign_in.html", form=form, onward=asked_for(), may_stay=bool(rules.KEPT_ROLES)
    )


def _end_session() -> None:
    if key := access.let_out():
        actions.sign_out(key, now=clock.now())


def _wrong_or_locked(minutes: int, tries: int) -> str:
    words: str = _(
        "The name or the password is wrong, or the name is locked for %(minutes)d minutes "
        "after %(tries)d wrong tries. Check both and try again.",
        minutes=minutes,
        tries=tries,
    )
    return words


def _onward() -> str:
    return asked_for() or url_for(".today")
