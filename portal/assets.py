"""Style, icons and modules: addressed by their content, sent small, kept by the browser."""

import gzip
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

A_YEAR = 365 * 86400
WORDY = {"text/css", "text/javascript", "image/svg+xml", "application/javascript"}
NEIGHBOUR = re.compile(r"""(["'])(\.{1,2}/[\w./-]+\.js)\1""")  # how a module names another one


def prepare(app: Flask) -> None:
    """Give every static address a mark of its content, and send text compressed."""
    app.url_defaults(_mark)
    app.after_request(_send_small)


@cache
def mark_of(path: Path) -> str:
    """Return a short mark that changes with a file's content, and with what a module imports."""
    return hashlib.sha256(content_of(path)).hexdigest()[:10]


@cache
def content_of(path: Path) -> bytes:
    """Return a file as it is sent: a module names the modules that it needs by their marks too.

    So that no browser ever puts a new module together with an old one. Two modules never
    import each other: the marks would have no end.
    """
    if path.suffix != ".js":
        return path.read_bytes()

    def marked(name: re.Match[str]) -> str:
        quote, other = name.groups()
        neighbour = (path.parent / other).resolve()
        is_ours = neighbour.is_file()
        return f"{quote}{other}?v={mark_of(neighbour)}{quote}" if is_ours else name[0]

    return NEIGHBOUR.sub(marked, path.read_text("utf-8")).encode()


def _mark(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values:
        values["v"] = _mark_by_name(str(current_app.static_folder), values["filename"])


@cache
def _mark_by_name(folder: str, filename: str) -> str:
    """Return a mark by what a template calls the file: pages ask for the same few all the time."""
    return mark_of(_path(folder, filename))


def _path(folder: str, filename: str) -> Path:
    return (Path(folder) / filename).resolve()


def _send_small(response: Response) -> Response:
    """Compress what has no secrets in it: a page beside a secret is safer uncompressed."""
    if request.endpoint != "static" or response.status_code not in {200, 304}:
        return response
    response.vary.add("Accept-Encoding")
    if request.args.get("v"):
        response.cache_control.max_age, response.cache_control.immutable = A_YEAR, True
    if response.status_code == 200 and request.path.endswith(".js"):
        filename = str((request.view_args or {})["filename"])
        _put(response, content_of(_path(str(current_app.static_folder), filename)))
    takes_gzip = request.accept_encodings.quality("gzip") > 0
    if response.status_code == 200 and takes_gzip and response.mimetype in WORDY:
        response.direct_passthrough = False
        _put(response, _squeezed(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _put(response: Response, content: bytes) -> None:
    """Send this in place of the file, which is closed."""
    response.direct_passthrough = False
    response.get_data()
    response.set_data(content)


@cache
def _squeezed(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
