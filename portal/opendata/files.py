"""How a file is handed over: whole, with a tag, so that nobody fetches the same bytes twice."""

from collections.abc import Iterable

from flask import Response, request

from portal.opendata import exports

CSV, GEOJSON, JSON = "text/csv; charset=utf-8", "application/geo+json", "application/json"


def sent(name: str, media_type: str, pieces: Iterable[bytes]) -> Response:
    """Return a file piece by piece, or 304 where the asker has these very bytes already.

    Its strong tag is the hash of all of it, so all of it is made first: the
    longest has one line for each grid. What grows with the cases is not here.
    """
    made = list(pieces)
    response = Response(made, content_type=media_type)
    response.set_etag(exports.fingerprint(made))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "public, no-cache"  # keep it, but ask before using it
    response.make_conditional(request)
    return response
