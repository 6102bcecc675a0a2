"""Style, icons and modules: addressed by their content, sent small, kept by the browser."""

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

A_YEAR = 365 * 86400
WORDY = {"text/css", "text/javascript", "image/svg+xml", "application/javascript"}


def prepare(app: Flask) -> None:
    """Give every static address a mark of its content, and send text compressed."""
    app.url_defaults(_mark)
    app.after_request(_send_small)


@cache
def mark_of(path: Path) -> str:
    """Return a short mark that changes with a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _mark(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values:
        path = Path(str(current_app.static_folder)) / values["filename"]
        values["v"] = mark_of(path)


def _send_small(response: Response) -> Response:
    """Compress what has no secrets in it: a page beside a secret is safer uncompressed."""
    if request.endpoint != "static" or response.status_code not in {200, 304}:
        return response
    response.vary.add("Accept-Encoding")
    if request.args.get("v"):
        response.cache_control.max_age, response.cache_control.immutable = A_YEAR, True
    takes_gzip = request.accept_encodings.quality("gzip") > 0
    if response.status_code == 200 and takes_gzip and response.mimetype in WORDY:
        response.direct_passthrough = False
        response.set_data(_squeezed(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
    return response


@cache
def _squeezed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
