"""The second proof at the door: a code from one's own phone, set up once by a QR symbol."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal import access, clock, db, web
from portal.access import Permission, allow
from portal.accounts import actions, queries
from portal.accounts.models import SecondFactor
from portal.accounts.rules import way_for_phone
from portal.boards.drawing import qr_svg
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.sign_in import TRIES_OF_AN_ADDRESS, asked_for


class SecondFactorForm(PortalForm):
    """The code that a phone shows now, or one of the codes kept for when it is lost."""

    code = StringField(
        _l("Code from the phone"),
        validators=[
            InputRequired(_l("Enter the six digits that your phone shows now")),
            Length(max=20, message=_l("A code has six digits, a recovery code eight signs")),
        ],
    )


@staff.get("/second-factor")
@allow(Permission.SEE_OWN_PAGE, half_way=True)
def ask_second_factor() -> ResponseReturnValue:
    """Ask for a code; or lead through setting up a phone, the first time."""
    if not access.is_half_way():
        return redirect(asked_for() or url_for(".today"), 303)
    return _page(SecondFactorForm(formdata=None))


@staff.post("/second-factor/begin")
@allow(Permission.SEE_OWN_PAGE, half_way=True)
def begin_second_factor() -> ResponseReturnValue:
    """Make a secret for a phone and show it."""
    actions.begin_second_factor(current_user, now=clock.now())
    return web.updated(url_for(".ask_second_factor", next=asked_for()))


@staff.post("/second-factor")
@allow(Permission.SEE_OWN_PAGE, half_way=True)
@web.limiter.limit(TRIES_OF_AN_ADDRESS, key_func=get_remote_address)
def enter_second_factor() -> ResponseReturnValue:
    """Let in whoever enters the right code; a wrong one is counted although it is refused."""
    form, policy = SecondFactorForm(), policy_on(clock.today())
    if not form.validate():
        return _page(form), 422
    session = queries.session_called(access.key_in_hand())
    codes = actions.enter_second_factor(
        session,
        form.code.data or "",
        address=request.remote_addr or "",
        now=clock.now(),
        policy=policy,
    )
    if codes is None:
        db.keep_refusal()
        form.form_errors = [_wrong(policy.lock_minutes, policy.sign_in_tries)]
        return _page(form), 422
    onward = asked_for() or url_for(".today")
    if codes:
        return render_template("staff/recovery_codes.html", codes=codes, onward=onward)
    return web.updated(onward)


def _wrong(minutes: int, tries: int) -> str:
    words: str = _(
        "The code is wrong or was used already, or codes are locked for %(minutes)d minutes after "
        "%(tries)d wrong tries. Wait for the next code and enter that.",
        minutes=minutes,
        tries=tries,
    )
    return words


def _page(form: SecondFactorForm) -> str:
    known = queries.second_factor_of(current_user)
    is_new = known is not None and known.confirmed_at is None
    return render_template(
        "staff/second_factor.html",
        form=form,
        onward=asked_for(),
        is_begun=known is not None,
        secret=known.secret if known and is_new else None,
        symbol=_symbol(known) if known and is_new else None,
    )


def _symbol(known: SecondFactor) -> str:
    way = way_for_phone(known.secret, current_user.number, str(_("Grid portal")))
    return qr_svg(way, label=_("QR symbol for your code app"))
