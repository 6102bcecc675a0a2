"""Pages that many read and few change: kept ready for a few seconds in each web process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256

from flask import Response, current_app, make_response, request, session

from portal import clock, i18n

SAME_PAGE = {"s"}  # a printed address's signature is for whoever inspects the board
SECONDS = 5  # a rating just given is seen after so long at the latest
MOST_PAGES = 500  # of some ten kilobytes: a few megabytes in all


@dataclass(frozen=True)
class KeptPage:
    """A page as it was made, and until when it is good."""

    text: str
    mark: str
    until: datetime


def kept_ready(view: Callable[..., str]) -> Callable[..., Response]:
    """Give out the page that was made a moment ago for the same address, language and letter size.

    For pages that are the same for everybody. A page that is asked for with
    a query, or that has something to tell this reader alone, is made afresh.
    """

    @wraps(view)
    def ready(**parts: str) -> Response:
        seconds = current_app.config.get(
            "PAGES_KEPT_SECONDS", 0 if current_app.testing else SECONDS
        )
        if not seconds or set(request.args) - SAME_PAGE or "_flashes" in session:
            return make_response(view(**parts))
        pages: dict[tuple[str, ...], KeptPage] = current_app.extensions.setdefault("kept_pages", {})
        key = (request.path, i18n.language(), request.cookies.get("elder", "0"))
        page = pages.get(key)
        if page is None or page.until <= clock.now():
            page = _made(view(**parts), seconds)
            if len(pages) >= MOST_PAGES:
                pages.clear()
            pages[key] = page
        response = make_response(page.text)
        response.set_etag(page.mark)
        response.make_conditional(request)
        return response

    return ready


def _made(text: str, seconds: int) -> KeptPage:
    mark = sha256(text.encode()).hexdigest()[:16]
    return KeptPage(text, mark, clock.now() + timedelta(seconds=seconds))
