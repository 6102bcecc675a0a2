"""One's own password: set the first one, or change it; all other sessions end with it."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user

from portal import access, clock, db, web
from portal.access import Permission, allow
from portal.accounts import actions, queries
from portal.accounts.rules import SHORTEST_PASSWORD, has_just_proved_themselves
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.sign_in import TRIES_OF_AN_ADDRESS
from portal.staff.sign_in_forms import PasswordForm


@staff.get("/my-password")
@allow(Permission.SEE_OWN_PAGE)
def ask_password() -> ResponseReturnValue:
    """Ask for a new password, and for the present one unless a link has just let them in."""
    return _page(PasswordForm(asks_current=_asks_current()))


@staff.post("/my-password")
@allow(Permission.SEE_OWN_PAGE)
@web.limiter.limit(TRIES_OF_AN_ADDRESS, key_func=get_remote_address)
def change_password() -> ResponseReturnValue:
    """Set it; a wrong present one is counted although it is refused."""
    form = PasswordForm(asks_current=_asks_current())
    if not form.validate():
        return _page(form), 422
    done: list[bool] = []
    if not form.accepts(lambda: done.append(_changed(form))):
        return _page(form), 422
    if not all(done):
        db.keep_refusal()
        form.form_errors = [_(actions.WRONG_OR_OVER)]
        return _page(form), 422
    words = _("Your password is set. You sign in with the name %(name)s.", name=current_user.login)
    flash(words, "ok")
    return web.updated(url_for(".list_sign_ins"))


def _changed(form: PasswordForm) -> bool:
    return actions.change_password(
        queries.session_called(access.key_in_hand()),
        form.password.data or "",
        current=(form.current.data or "") if form.asks_current else None,
        address=request.remote_addr or "",
        now=clock.now(),
        policy=policy_on(clock.today()),
    )


def _asks_current() -> bool:
    begun = queries.session_called(access.key_in_hand())
    return not has_just_proved_themselves(begun.way, begun.started_at, clock.now())


def _page(form: PasswordForm) -> str:
    return render_template(
        "staff/my_password.html",
        form=form,
        name=current_user.login or current_user.number,
        is_first=current_user.password_hash is None,
        least=SHORTEST_PASSWORD,
    )
