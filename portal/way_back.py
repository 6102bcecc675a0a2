"""Where a refused step leads back to: the page that it was taken on."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, RequestRedirect

from portal import i18n
from portal.errors import N_

CASE = "staff.show_case"


def way_back() -> tuple[str, str] | None:
    """Return the page above what was sent, with words for a link to it; None for residents.

    A step stands below the page that it is taken on: `/staff/cases/X/resolve` below
    `/staff/cases/X`. So it is the nearest page above that names the same things.
    """
    if request.method != "POST" or request.blueprint != "staff":
        return None
    pages = current_app.create_url_adapter(request)
    path = request.path
    while pages and path.count("/") > 1:
        if page := _page_at(pages, path):
            words = N_("Back to the case") if page == CASE else N_("Back to the page")
            return path, i18n._(words)
        path = path.rpartition("/")[0]
    return None


def _page_at(pages: MapAdapter, path: str) -> str | None:
    """Return the name of the page with this address, if it is about what was sent."""
    try:
        page, about = pages.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None
    sent = request.view_args or {}
    return str(page) if about.items() <= sent.items() else None
