"""How a file is handed over: whole or from where it broke off, and nobody fetches bytes twice."""

from collections.abc import Iterable, Iterator

from flask import Response, request, stream_with_context
from werkzeug.wsgi import wrap_file

from portal import files
from portal.exchange.models import Snapshot
from portal.opendata import exports


def sent(name: str, media_type: str, pieces: Iterable[bytes]) -> Response:
    """Return a file, a range of it, or 304 where the asker has these very bytes already.

    Its strong tag is the hash of all of it, so all of it is made first: the
    longest has one line for each grid. What grows with the cases is streamed.
    """
    made = b"".join(pieces)
    response = Response(made, content_type=media_type)
    response.set_etag(exports.fingerprint([made]))
    _name(response, name)
    response.headers["Cache-Control"] = "public, no-cache"  # keep it, but ask before using it
    response.make_conditional(request, accept_ranges=True, complete_length=len(made))
    return response


def streamed(name: str, media_type: str, pieces: Iterator[bytes], *, state: str) -> Response:
    """Return a file as it is being made, or 304: never all in memory, and not to be resumed.

    Its bytes follow from the state that is given, so its tag is the hash of that.
    """
    response = Response(stream_with_context(pieces), content_type=media_type)
    _name(response, name)
    response.headers["Accept-Ranges"] = "none"  # asked again, it may be another
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["X-Accel-Buffering"] = "no"  # the proxy sends it on as it comes
    response.set_etag(exports.fingerprint([f"{name} {state}".encode()]))
    response.make_conditional(request)
    return response


def kept(snapshot: Snapshot) -> Response:
    """Return a kept file or a range of it, read from the store as it is sent."""
    response = Response(
        wrap_file(request.environ, files.opened(snapshot.file_key)),
        content_type=snapshot.media_type,
        direct_passthrough=True,
    )
    response.content_length = snapshot.bytes
    response.set_etag(snapshot.sha256)
    response.last_modified = snapshot.made_at
    _name(response, snapshot.name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.make_conditional(request, accept_ranges=True, complete_length=snapshot.bytes)
    return response


def _name(response: Response, name: str) -> None:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
