"""A page of one's own, kept in the process for a minute: asked for again, it is not made again.

It is kept for the session that it was made for and shown to no other. Whoever asks is looked
up first, as for any page: a session that is over gets none. What somebody sends changes a mark
in their signed cookie, and with it the page is made anew, whichever process is asked; so one's
own doings show at once, and what others did within a minute (docs/decisions/0017).
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, request, session
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import TOKEN, has_key, key_in_hand
from portal.db import READ_ONLY
from portal.i18n import language
from portal.web import is_elder

KEPT_FOR = timedelta(minutes=1)  # the page says so
MOST = 500  # pages in one process, of some 16 KB each
DID = "did"  # in the session: a mark that changes with whatever its owner sends
TO_SAY = "_flashes"  # flask's name in the session for what is said once

View = Callable[..., ResponseReturnValue]


class OwnCopies:
    """The pages that one process has made within a minute; safe for many threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[Any, ...], tuple[datetime, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, whose: tuple[Any, ...], now: datetime) -> bytes | None:
        """Return a page as it was made less than a minute ago, or None."""
        made, page = self._pages.get(whose, (now, None))
        return page if made <= now < made + KEPT_FOR else None

    def keep(self, whose: tuple[Any, ...], page: bytes, made: datetime) -> None:
        """Keep a page; where there are too many, the oldest goes."""
        with self._lock:
            self._pages.pop(whose, None)
            self._pages[whose] = (made, page)
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)


def kept_for_a_minute(view: View) -> View:
    """Show this page once more as it was made for the same session within the last minute.

    Below @allow, so that whoever may not see the page is led away before. A page with something
    to say once is neither kept nor replaced, and one with a question in its address neither.
    """

    @wraps(view)
    def shown(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if request.query_string or TO_SAY in session:
            return view(*args, **kwargs)
        copies: OwnCopies = current_app.extensions["own_copies"]
        now = clock.now()
        if copy := copies.find(_whose(now), now):
            return copy
        page = view(*args, **kwargs)
        if isinstance(page, str):
            copies.keep(_whose(now), page.encode(), now)  # only now its forms have their token
        return page

    return shown


def prepare(app: Flask) -> None:
    """Give an app its copies, and teach it to mark the session of whoever sends something."""
    app.extensions["own_copies"] = OwnCopies()
    app.after_request(_mark_sender)


def _whose(now: datetime) -> tuple[Any, ...]:
    """Return all that a page depends on beside what others do."""
    own = (key_in_hand(), session.get(DID), session.get(TOKEN))
    return (*own, request.path, language(), is_elder(), clock.day_of(now))


def _mark_sender(response: Response) -> Response:
    if request.method not in READ_ONLY and has_key():
        session[DID] = secrets.token_urlsafe(6)
    return response
