"""Who asks, and may they: the key in the request's header, its scopes, and its limits."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response, g, request
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from portal import clock, web
from portal.api import blueprint as api
from portal.errors import N_, NotYours
from portal.exchange.actions import note_key_use
from portal.exchange.models import ApiKey
from portal.exchange.queries import live_key
from portal.exchange.rules import Scope, fingerprint
from portal.i18n import _

View = Callable[..., Any]
A_MINUTE = 600  # requests of one key; draft
WRONG_TRIES = "60 per hour"  # with one key that is none; draft
REALM = "grid portal"
OUTRUN = N_("Too many requests in too short a time. Retry-After says in how many seconds to go on.")


def needs(scope: Scope) -> Callable[[View], View]:
    """Let in whoever holds a live key with this scope, and say which key it is."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            key = key_of_request()
            if scope not in key.scopes:
                raise NotYours(N_("This key has no scope for that. Ask whoever keeps the keys."))
            return view(*args, **kwargs)

        guarded.access = None  # type: ignore[attr-defined]
        return guarded

    return guard


def key_of_request() -> ApiKey:
    """Return the live key in the header, looked up once; refuse if there is none."""
    if "api_key" not in g:
        g.api_key = _live_key()
    key: ApiKey = g.api_key
    return key


def _live_key() -> ApiKey:
    now = clock.now()
    key = live_key(_secret(), now)
    if key is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": REALM}))
    g.staff_number = key.person.number  # for the log
    note_key_use(key, now=now)
    return key


def _secret() -> str:
    given = request.authorization
    return (given.token or "") if given and given.type == "bearer" else ""


def _whose() -> str:
    """Return by what requests are counted together: the key, or the address if there is none."""
    secret = _secret()
    return f"key {fingerprint(secret)}" if secret else f"address {get_remote_address()}"


def _is_unknown(response: Response) -> bool:
    return response.status_code == HTTPStatus.UNAUTHORIZED


def _too_many(_limit: RequestLimit) -> Response:
    return web.error_page(HTTPStatus.TOO_MANY_REQUESTS, what_to_do=_(OUTRUN))


web.limiter.limit(WRONG_TRIES, key_func=_whose, deduct_when=_is_unknown, on_breach=_too_many)(api)
web.limiter.limit(f"{A_MINUTE} per minute", key_func=_whose, on_breach=_too_many)(api)


@api.after_request
def say_limits(response: Response) -> Response:
    """Say how many requests are left and for how long, as the draft RateLimit fields do."""
    limit = web.limiter.current_limit
    if limit is None:
        return response
    window = limit.limit.get_expiry()
    left = min(window, max(1, round(limit.reset_at - clock.now().timestamp())))
    response.headers["RateLimit-Policy"] = f'"requests";q={limit.limit.amount};w={window}'
    response.headers["RateLimit"] = f'"requests";r={limit.remaining};t={left}'
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = str(left)
    return response
