"""In by a code or a link that works once: asked for, sent by mail or SMS, used by a button.

The pages say the same for everybody: whether anybody goes by what was typed is
looked up by a job, after the answer.
"""

import secrets

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from portal import clock, config, db, i18n, web
from portal.access import open_to_all
from portal.accounts import actions, queries, rules
from portal.accounts.models import OneTimeSecret, SignIn
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.sign_in import TRIES_OF_AN_ADDRESS, asked_for, visit, welcome
from portal.staff.sign_in_forms import AskForm, CodeForm, WayInForm

ASKED_FROM_AN_ADDRESS = "30 per minute; 300 per hour"  # an office shares one, and pays for SMS
ASKED_BY_A_NAME = "20 per hour"
ASKED = "asked_in"  # the name of this browser, for the code that it asked for


def _name_asked() -> str:
    return f"ask {request.form.get('known_as', '')[:100].strip().casefold()}"


@staff.after_request
def keep_link_secret(response: Response) -> Response:
    """Let no page behind a secret link be kept, indexed, or told to the next site."""
    if "token" in (request.view_args or {}):
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@staff.get("/sign-in/ask")
@open_to_all
def ask_way_in() -> ResponseReturnValue:
    """Ask by what somebody is known, to send them a code."""
    return _ask_page(AskForm(formdata=None))


@staff.post("/sign-in/ask")
@open_to_all
@web.limiter.limit(ASKED_FROM_AN_ADDRESS, key_func=get_remote_address)
@web.limiter.limit(ASKED_BY_A_NAME, key_func=_name_asked)
def send_way_in() -> ResponseReturnValue:
    """Note the wish, and go on to where the code is entered: the same for whoever asks."""
    form = AskForm.from_request()
    if not form.validate():
        return _ask_page(form), 422
    session[ASKED] = secrets.token_urlsafe(24)
    actions.ask_secret(
        form.known_as.data or "",
        browser=session[ASKED],
        language=i18n.language(),
        address=request.remote_addr or "",
        now=clock.now(),
    )
    return web.updated(url_for(".ask_code", next=asked_for()))


@staff.get("/sign-in/code")
@open_to_all
def ask_code() -> ResponseReturnValue:
    """Ask for the code that this browser asked for; without one, ask by what to send it."""
    if ASKED not in session:
        return redirect(url_for(".ask_way_in", next=asked_for()), 303)
    return _code_page(CodeForm(formdata=None))


@staff.post("/sign-in/code")
@open_to_all
@web.limiter.limit(TRIES_OF_AN_ADDRESS, key_func=get_remote_address)
def enter_by_code() -> ResponseReturnValue:
    """Let in by the right code; a wrong try is counted although it is refused."""
    form, policy = CodeForm.from_request(), policy_on(clock.today())
    if not form.validate():
        return _code_page(form), 422
    secret = actions.try_code(
        session.get(ASKED, ""), form.code.data or "", now=clock.now(), policy=policy
    )
    if secret is None or not (people := queries.readers_of(secret, clock.today())):
        db.keep_refusal()
        words = _("The code is wrong or over. Look at it again, or ask for a new one.")
        form.form_errors = [words]
        return _code_page(form), 422
    form.offer(people)
    if begun := _begun(secret, form, is_code=True):
        return welcome(begun)
    return _code_page(form)


@staff.get("/sign-in/link/<string:token>")
@open_to_all
def show_link(token: str) -> ResponseReturnValue:
    """Show whom a link lets in, with a button: what only looks at links uses none."""
    secret = queries.secret_of_link(token, clock.now())
    if secret is None:
        return _link_over()
    form = WayInForm(formdata=None)
    form.offer(queries.readers_of(secret, clock.today()))
    return _link_page(token, secret, form)


@staff.post("/sign-in/link/<string:token>")
@open_to_all
@web.limiter.limit(TRIES_OF_AN_ADDRESS, key_func=get_remote_address)
def enter_by_link(token: str) -> ResponseReturnValue:
    """Let in by a link, once; of several people whoever was chosen."""
    secret = queries.secret_of_link(token, clock.now(), to_use=True)
    if secret is None:
        return _link_over()
    form = WayInForm.from_request()
    form.offer(queries.readers_of(secret, clock.today()))
    if not form.validate():
        return _link_page(token, secret, form), 422
    begun = _begun(secret, form, is_code=False)
    if begun is None:
        form.form_errors = [_("Choose which of you it is.")]
        return _link_page(token, secret, form), 422
    is_first = begun.way is rules.SignInWay.INVITATION
    return welcome(begun, url_for(".ask_password") if is_first else None)


def _begun(secret: OneTimeSecret, form: WayInForm, *, is_code: bool) -> SignIn | None:
    """Begin the session of whoever it is, once that is known: nobody comes in as another."""
    person = form.chosen(queries.readers_of(secret, clock.today()))
    if person is None:
        return None
    return actions.use_secret(
        secret,
        person,
        is_code=is_code,
        visit=visit(wants_kept=bool(form.keep.data)),
        now=clock.now(),
    )


def _ask_page(form: AskForm) -> str:
    settings = config.current()
    return render_template(
        "staff/sign_in_ask.html",
        form=form,
        onward=asked_for(),
        has_mail=bool(settings.smtp_url),
        has_sms=settings.sms is not None,
    )


def _code_page(form: CodeForm) -> str:
    return render_template(
        "staff/sign_in_code.html",
        form=form,
        policy=policy_on(clock.today()),
        onward=asked_for(),
        may_stay=bool(rules.KEPT_ROLES),
    )


def _link_page(token: str, secret: OneTimeSecret, form: WayInForm) -> str:
    return render_template(
        "staff/sign_in_link.html",
        form=form,
        token=token,
        people=queries.readers_of(secret, clock.today()),
        is_first=secret.invited_by_id is not None,
        may_stay=bool(rules.KEPT_ROLES),
    )


def _link_over() -> ResponseReturnValue:
    return render_template("staff/sign_in_over.html"), 410
