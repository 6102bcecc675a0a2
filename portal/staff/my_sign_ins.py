"""Where somebody is signed in: looked at, ended, kept on this phone. Each sees their own alone."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import access, clock, web
from portal.access import Permission, allow
from portal.accounts import actions, queries
from portal.accounts.models import SignIn
from portal.accounts.rules import AccountStep, Device, SignInWay, may_be_kept
from portal.errors import N_, NotFound
from portal.i18n import _, _l
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.sign_in_forms import KeepForm, SessionForm

DEVICES = {
    Device.PHONE: ("phone", _l("Mobile phone")),
    Device.COMPUTER: ("keyboard", _l("Computer")),
    Device.OTHER: ("circle-help", _l("Unknown device")),
}
WAYS = {
    SignInWay.PASSWORD: _l("with the password"),
    SignInWay.CODE: _l("with a code"),
    SignInWay.LINK: _l("by a link"),
    SignInWay.INVITATION: _l("by the first link"),
}
STEPS = {
    AccountStep.INVITED: _l("The first link was sent"),
    AccountStep.PASSWORD_SET: _l("The password was set"),
    AccountStep.SESSIONS_ENDED: _l("Other phones or computers were signed out"),
    AccountStep.KEPT: _l("A phone stays signed in"),
    AccountStep.NOT_KEPT: _l("A phone no longer stays signed in"),
    AccountStep.SECOND_FACTOR_SET: _l("Codes from a phone were set up"),
    AccountStep.SECOND_FACTOR_RESET: _l("Codes from a phone were reset by the administrator"),
    AccountStep.RECOVERY_CODE_USED: _l("A recovery code was used"),
    AccountStep.POST_GIVEN: _l("A post was given"),
    AccountStep.POST_ENDED: _l("A post was ended"),
}


@staff.get("/my-sign-ins")
@allow(Permission.SEE_OWN_PAGE)
def list_sign_ins() -> ResponseReturnValue:
    """List where one is signed in, and what was last changed about it."""
    return _page()


@staff.post("/my-sign-ins/end")
@allow(Permission.SEE_OWN_PAGE)
def end_sign_in() -> ResponseReturnValue:
    """End one session of one's own; this one is ended by signing out."""
    form = SessionForm.from_request()
    if not form.validate():
        return _page(), 422
    known = {queries.mark_of_session(one): one for one in _others()}
    if form.which.data not in known:
        raise NotFound(N_("That session has ended already."))
    actions.end_session(
        known[form.which.data], address=_address(), now=clock.now(), by=current_user
    )
    flash(_("It has ended: whoever uses that device has to sign in again."), "ok")
    return web.updated(url_for(".list_sign_ins"))


@staff.post("/my-sign-ins/end-others")
@allow(Permission.SEE_OWN_PAGE)
def end_other_sign_ins() -> ResponseReturnValue:
    """End all sessions of one's own but this one."""
    key = access.key_in_hand()
    actions.end_other_sessions(current_user, key, address=_address(), now=clock.now())
    flash(_("You are signed in nowhere but here now."), "ok")
    return web.updated(url_for(".list_sign_ins"))


@staff.post("/my-sign-ins/keep")
@allow(Permission.SEE_OWN_PAGE)
def keep_sign_in() -> ResponseReturnValue:
    """Stay signed in on this phone, or no longer."""
    is_kept = KeepForm.from_request().keep.data == "1"
    this = queries.session_called(access.key_in_hand())
    actions.keep_session(this, is_kept=is_kept, address=_address(), now=clock.now())
    access.stay(is_kept=is_kept)
    words = (
        _("You stay signed in on this phone.") if is_kept else _("You no longer stay signed in.")
    )
    flash(words, "ok")
    return web.updated(url_for(".list_sign_ins"))


def _others() -> list[SignIn]:
    found = queries.open_sessions(current_user, clock.now(), policy_on(clock.today()))
    return [one for one in found if one.key != access.key_in_hand()]


def _address() -> str:
    return request.remote_addr or ""


def _page() -> str:
    sessions = [queries.session_called(access.key_in_hand()), *_others()]
    return render_template(
        "staff/my_sign_ins.html",
        sessions=[(one, queries.mark_of_session(one)) for one in sessions],
        changes=queries.account_changes(current_user),
        may_keep=may_be_kept(access.roles()),
        policy=policy_on(clock.today()),
        devices=DEVICES,
        ways=WAYS,
        steps=STEPS,
    )
