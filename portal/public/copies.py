"""Copies of published pages: the same for everybody, so given out before anything is looked up.

The first reader of a page has it made; for a minute everybody else gets the very same bytes,
from in front of the app, without a session, a template or the database. Only what is asked for
without a session's cookie is kept or given here, so a copy never holds what was said to one
reader, nor the token of a form. What a page is made for is part of the key: its address, the
language and the letter size. See docs/decisions/0018.
"""

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, make_response, request, session
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

from portal import clock, i18n, web

SECONDS = 60  # a correction is told of after so long at the latest
MOST_BYTES = 16_000_000  # of all copies in one process; what was asked for longest ago goes first
LARGEST = MOST_BYTES // 8
LONGEST_WISH = 300  # bytes of cookies, and of languages: browsers send a fraction of it
MARK = "portal.copy"  # in the environment of a request: the view whose page may be kept
READS = frozenset({"GET", "HEAD"})
OF_A_BODY = ("Content-Type", "Content-Length")
OWN = ("X-Request-Id", "Date")  # of one answer, not of its copies

Environ = dict[str, Any]
Headers = list[tuple[str, str]]


class Key(NamedTuple):
    """What a page depends on."""

    root: str
    path: str
    query: str
    language: str
    is_elder: bool


@dataclass(frozen=True)
class Copy:
    """An answer as it was made, and until when it is good."""

    view: str
    headers: Headers
    body: bytes
    etag: str
    until: datetime


def prepare(app: Flask) -> None:
    """Stand in front of an app."""
    app.extensions["copies"] = Copies(app)
    app.wsgi_app = app.extensions["copies"]  # type: ignore[method-assign]


def copied(view: Callable[..., Any]) -> Callable[..., Response]:
    """Give a page its strong tag, and let a copy of it be kept.

    For pages that are the same for everybody and whose figures are published: nothing on them
    may depend on who asks.
    """

    @wraps(view)
    def given(**parts: str) -> Response:
        copy = current_app.extensions["copies"].found(_key_of_request())
        if copy and "_flashes" not in session:  # whoever has a session is answered here
            response = Response(copy.body, content_type=dict(copy.headers)["Content-Type"])
        else:
            response = make_response(view(**parts))
        if response.status_code == 200:
            response.set_etag(sha256(response.get_data()).hexdigest())
            response.vary.update(("Cookie", "Accept-Language"))
            request.environ[MARK] = request.endpoint
            response.make_conditional(request)
        return response

    return given


class Copies:
    """The app, and before it the copies that this process keeps; safe for many threads."""

    def __init__(self, app: Flask) -> None:
        self._app, self._make = app, app.wsgi_app
        self._cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        self._kept: OrderedDict[Key, Copy] = OrderedDict()
        self.bytes, self._lock = 0, threading.Lock()

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request, from a copy where there is a good one."""
        began = time.perf_counter()
        key = _key(environ)
        if key is None or self._cookie in environ.get("HTTP_COOKIE", ""):
            return self._make(environ, start)
        if copy := self.found(key):
            return _give(copy, environ, start, began)
        return self._made(key, environ, start)

    def found(self, key: Key) -> Copy | None:
        """Return a copy that is still good."""
        if (copy := self._kept.get(key)) is None:
            return None
        with self._lock:
            if copy.until <= clock.now():
                self._drop(key)
                return None
            if key in self._kept:
                self._kept.move_to_end(key)
        return copy

    def forget(self) -> None:
        """Drop every copy."""
        with self._lock:
            self._kept.clear()
            self.bytes = 0

    def _made(self, key: Key, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Have an answer made, and keep it if its view lets it be kept.

        It is made whole, also for a reader who has it already: that can be said of the copy.
        """
        whole = {name: given for name, given in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        said: list[tuple[str, Headers]] = []

        def note(status: str, headers: Headers, _error: Any = None) -> Callable[[bytes], None]:
            said.append((status, headers))
            return lambda _more: None  # the old way of sending, which Flask does without

        parts = self._make(whole, note)
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        status, headers = said[-1]
        is_whole = status.startswith("200") and environ["REQUEST_METHOD"] == "GET"
        if MARK in whole and is_whole and not any(name == "Set-Cookie" for name, _ in headers):
            self._keep(key, _copy(whole[MARK], headers, body, self._seconds()))
        start(status, headers)
        return [body]

    def _keep(self, key: Key, copy: Copy) -> None:
        with self._lock:
            self._drop(key)
            if len(copy.body) <= LARGEST and copy.until > clock.now():
                self._kept[key] = copy
                self.bytes += len(copy.body)
            while self.bytes > MOST_BYTES:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        if old := self._kept.pop(key, None):
            self.bytes -= len(old.body)

    def _seconds(self) -> int:
        usual = 0 if self._app.testing else SECONDS  # tests take back what they wrote
        return int(self._app.config.get("PAGES_KEPT_SECONDS", usual))


def _key(environ: Environ) -> Key | None:
    """Return what the page asked for depends on; None where it is not of this kind."""
    path: str = environ.get("PATH_INFO", "")
    if not path.startswith("/results") or environ["REQUEST_METHOD"] not in READS:
        return None
    cookies, languages = environ.get("HTTP_COOKIE", ""), environ.get("HTTP_ACCEPT_LANGUAGE", "")
    if len(cookies) + len(languages) > LONGEST_WISH:
        return None
    query = environ.get("QUERY_STRING", "")
    return Key(environ.get("SCRIPT_NAME", ""), path, query, *_wish(cookies, languages))


def _key_of_request() -> Key:
    given = request.environ
    path, query = given.get("PATH_INFO", ""), given.get("QUERY_STRING", "")
    is_elder = request.cookies.get("elder") == "1"
    return Key(given.get("SCRIPT_NAME", ""), path, query, i18n.language(), is_elder)


@lru_cache(maxsize=1024)
def _wish(cookies: str, languages: str) -> tuple[str, bool]:
    """Return the language and the letter size that a browser asks for."""
    kept = parse_cookie(cookies)
    accepted = parse_accept_header(languages, LanguageAccept)
    return web.language_for((kept.get("lang"),), accepted), kept.get("elder") == "1"


def _copy(view: str, headers: Headers, body: bytes, seconds: int) -> Copy:
    kept = [(name, said) for name, said in headers if name not in OWN]
    until = clock.now() + timedelta(seconds=seconds)
    return Copy(view, kept, body, dict(kept)["ETag"], until)


def _give(copy: Copy, environ: Environ, start: Callable[..., Any], began: float) -> Iterable[bytes]:
    """Answer with a copy, or say that the reader has it already; noted as any other answer."""
    is_known = copy.etag in environ.get("HTTP_IF_NONE_MATCH", "")
    request_id = uuid.uuid4().hex[:16]
    headers = [*copy.headers, ("X-Request-Id", request_id)]
    if is_known:
        headers = [(name, said) for name, said in headers if name not in OF_A_BODY]
    start("304 NOT MODIFIED" if is_known else "200 OK", headers)
    web.write_down(
        {
            "request_id": request_id,
            "method": environ["REQUEST_METHOD"],
            "view": copy.view,
            "status": 304 if is_known else 200,
            "ms": round(1000 * (time.perf_counter() - began), 1),
            "person": None,
            "from": environ.get("REMOTE_ADDR"),
        }
    )
    return [] if is_known or environ["REQUEST_METHOD"] == "HEAD" else [copy.body]
