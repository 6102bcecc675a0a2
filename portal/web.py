"""What all pages share: language and elder mode, headers, refusals as pages, request logs."""

import logging
import time
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import BadRequest, HTTPException

from portal import access, files, half_typed, i18n
from portal.db import keep_refusal
from portal.errors import N_, Refused
from portal.forms import in_words
from portal.way_back import way_back

COOKIE_DAYS = 365
SIZES = ("0", "1")  # elder mode off, on
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
WAYS_ON: dict[int, tuple[str, str]] = {
    400: (N_("We could not read that"), N_("Go back, check what you entered, and send it again.")),
    401: (N_("A valid key is needed"), N_("Send a valid key; the command centre gives them.")),
    403: (N_("This is not open to you"), N_("Ask your administrator, or call 12345.")),
    404: (N_("There is nothing here"), N_("Check the address, or start from the first page.")),
    405: (N_("That cannot be done here"), N_("Go back and use the buttons of the page.")),
    409: (N_("Something changed meanwhile"), N_("Reload the page to see how it stands now.")),
    410: (N_("This link has been used or is over"), N_("Look at your report to see its state.")),
    413: (N_("That is too large"), N_("Send fewer or smaller photos. Nothing else was lost.")),
    422: (N_("Something needs a change"), N_("Go back, mend it, and send it again.")),
    429: (N_("Too many tries"), N_("Wait a few minutes, then try again.")),
    500: (N_("Something went wrong on our side"), N_("Try again in a minute, or call 12345.")),
    503: (N_("The portal cannot save just now"), N_("Try again in a minute, or call 12345.")),
}
Speak = Callable[[int, str, str], Response]  # a status, what happened, what to do
_speakers: dict[str, Speak] = {}  # by the beginning of their addresses
_log = logging.getLogger("portal.request")

csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(get_remote_address, default_limits=[], headers_enabled=False)


def prepare(app: Flask) -> None:
    """Fit an app with everything its pages share."""
    app.before_request(_begin)  # before anything that may refuse: even a refusal has its request id
    csrf.init_app(app)
    babel.init_app(app, locale_selector=_language, timezone_selector=lambda: "Asia/Shanghai")
    limiter.init_app(app)
    app.after_request(_finish)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(StaleDataError, _outrun)
    app.register_error_handler(OperationalError, _cannot_save)
    app.register_error_handler(files.NotKept, _cannot_save)
    app.register_error_handler(CSRFError, out_of_date)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _broken)
    app.context_processor(_page_words)
    app.jinja_env.filters.update(
        day=i18n.day,
        hour=i18n.hour,
        month=i18n.month,
        moment=i18n.moment,
        named=i18n.named,
        number=lambda n: f"{n:,}",
    )


@limiter.request_filter
def _is_unlimited() -> bool:
    """Ask the app of this request: the limiter itself is one for all apps of a process."""
    return not current_app.config["RATELIMIT_ENABLED"]


def policy_with_images(address: str) -> str:
    """Return the content policy of a page that also shows pictures of another site."""
    host = urlsplit(address)
    return POLICY.replace("img-src ", f"img-src {host.scheme}://{host.netloc} ")


def updated(page: str) -> Response:
    """Answer a successful POST: look at the page that shows what became of it."""
    response = make_response("", HTTPStatus.SEE_OTHER)
    response.location = page
    return response


def photo(key: str) -> Response:
    """Return a kept photo, the small one where `?size=small` asks for it."""
    is_small = request.args.get("size") == "small"
    content = files.read_small(key) if is_small else files.read(key)
    return Response(content, mimetype="image/jpeg")


def local_path(address: str | None) -> str | None:
    r"""Return a path of this site as it was asked for, or None for whatever could lead elsewhere.

    Browsers read `\` as `/` and drop line breaks, so `/\evil` and a tab between
    two slashes are other sites; and an address without a slash is no path.
    """
    if not address or not address.isprintable() or " " in address or "\\" in address:
        return None
    is_path = address.startswith("/") and not address.startswith("//")
    return address if is_path and not urlsplit(address).netloc else None


def error_page(
    code: int, title: str = "", what_to_do: str = "", way_on: tuple[str, str] | None = None
) -> Response:
    """Return a page that says what happened and what to do, in the reader's language."""
    default_title, default_way = WAYS_ON.get(code, WAYS_ON[500 if code >= 500 else 400])
    title, what_to_do = title or i18n._(default_title), what_to_do or i18n._(default_way)
    if speak := _speaker():
        return speak(code, title, what_to_do)
    way_on = way_on or way_back()
    g.said, g.look_at = what_to_do, way_on and way_on[0]  # for a form that no page is shown for
    page = render_template(
        "errors/error.html",
        code=code,
        title=title,
        what_to_do=what_to_do,
        way_on=way_on,
    )
    return make_response(page, code)


def answer_errors(prefix: str, speak: Speak) -> None:
    """Let a door for machines say what is refused below an address in its own way, not as a page.

    Also where no view was reached: an address or a method that does not exist.
    """
    _speakers[prefix] = speak


def _speaker() -> Speak | None:
    paths = (prefix for prefix in _speakers if f"{request.path}/".startswith(f"{prefix}/"))
    return next((_speakers[prefix] for prefix in paths), None)


def language_for(wishes: Iterable[str | None], accepted: LanguageAccept) -> str:
    """Return the language in which a reader gets a page: by their wish, or as their browser says.

    >>> language_for((None, "fr", "en"), LanguageAccept()), language_for((), LanguageAccept())
    ('en', 'zh')
    """
    for asked in wishes:
        if asked in i18n.LANGUAGES:
            return asked
    return accepted.best_match(i18n.LANGUAGES) or i18n.LANGUAGES[0]


def write_down(facts: dict[str, Any]) -> None:
    """Log one answered request."""
    _log.info("request", extra={"facts": facts})


def _language() -> str:
    wishes = (request.args.get("lang"), request.cookies.get("lang"))
    return language_for(wishes, request.accept_languages)


def is_elder() -> bool:
    """Say whether a page is to be shown in the elders' size."""
    asked = request.args.get("elder")
    return (asked if asked in SIZES else request.cookies.get("elder")) == "1"


def _switch_url(**changes: str | bool) -> str:
    """Return this page's address with the language or elder mode changed.

    A page that only answers a form has no address of its own: the first page then.
    """
    changed = {k: str(int(v)) if isinstance(v, bool) else v for k, v in changes.items()}
    address = current_app.create_url_adapter(request)
    if address is None or "GET" not in address.allowed_methods():
        return f"{url_for('public.home')}?{urlencode(changed)}"
    kept = [(k, v) for k, v in request.args.items(multi=True) if k not in changed]
    path = quote(request.script_root + request.path)
    return f"{path}?{urlencode([*kept, *changed.items()])}"


def _page_words() -> dict[str, Any]:
    return {
        "language": i18n.language(),
        "elder": is_elder(),
        "switch_url": _switch_url,
        "may": access.may,
        "is_unattended": access.is_unattended,
        "current_user": current_user,  # looked up where a page names it, and not on error pages
    }


def _begin() -> None:
    g.request_id = uuid.uuid4().hex[:16]
    g.started = time.perf_counter()
    if request.mimetype != "multipart/form-data":  # without photos there is little to send
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if "\0" in request.path or "\0" in "".join(request.args.values()):
        raise BadRequest  # PostgreSQL keeps no NUL, and nobody types one


def _finish(response: Response) -> Response:
    is_https = current_app.config["SETTINGS"].is_https
    for name, choices in (("lang", i18n.LANGUAGES), ("elder", SIZES)):
        if (chosen := request.args.get(name)) in choices:
            response.set_cookie(
                name,
                str(chosen),
                max_age=COOKIE_DAYS * 86400,
                httponly=True,
                samesite="Lax",
                secure=is_https,
            )
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Permissions-Policy"] = "geolocation=(self), camera=(self), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["X-Request-Id"] = g.request_id
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store" if access.has_key() else "private, no-cache")
    write_down(_facts(response))
    return response


def _facts(response: Response) -> dict[str, Any]:
    """Say who did what from where; secret links are named by their view, never by their token.

    A page whose readers must not be known says so: its line holds no address, but
    for staff, whose every access is logged.
    """
    return {
        "request_id": g.request_id,
        "method": request.method,
        "view": request.endpoint,
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - g.started), 1),
        "person": g.get("staff_number"),
        "from": None if g.get("is_anybody") else request.remote_addr,
    }


def _refused(refusal: Refused) -> Response:
    return error_page(refusal.status, what_to_do=in_words(refusal))


def _outrun(_error: StaleDataError) -> Response:
    return error_page(409)


def _cannot_save(error: Exception) -> Response:
    """Answer when the database or the store of photos is full, locked or away."""
    _log.error("cannot save", exc_info=error, extra={"facts": {"request_id": g.request_id}})
    return error_page(503)


def _http_error(error: HTTPException) -> Response:
    has_its_own_page = getattr(error, "response", None) is not None
    if has_its_own_page or error.code is None or error.code < 400:
        return make_response(error.get_response())
    response = error_page(error.code)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if value := error.get_response().headers.get(name):
            response.headers[name] = value
    return response


def out_of_date(_error: CSRFError) -> Response:
    """Refuse a form whose token is not this session's; what staff typed in it can be had back."""
    if request.blueprint == "staff" and current_user.is_authenticated:
        if half_typed.keep_of(current_user):
            keep_refusal()
        back = (url_for("staff.show_typed"), i18n._(N_("Back to what you typed")))
        words = i18n._(N_("You have signed in anew since it was opened. What you typed is kept."))
        return error_page(400, i18n._(N_("This form is out of date")), words, back)
    return error_page(
        400,
        i18n._("This form is out of date"),
        i18n._(
            "Go back, reload the page and send it again. "
            "Your browser must take cookies from this site."
        ),
    )


def _broken(error: Exception) -> Response:
    """Answer for what nobody expected; a commit that failed comes here as a 500's cause."""
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, StaleDataError):
        return _outrun(cause)
    return _cannot_save(cause) if isinstance(cause, OperationalError) else error_page(500)
