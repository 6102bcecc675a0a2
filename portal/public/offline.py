"""What a phone needs for when its line is gone: the worker that keeps pages, and two pages."""

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response, current_app, jsonify, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from portal.access import open_to_all
from portal.assets import content_of, mark_of
from portal.i18n import _
from portal.offline import Keep, kept_offline
from portal.public import blueprint as public

# The worker is put together from the very modules that send from a page: one way of sending.
PARTS = (
    *("store", "solve", "answer", "send", "flush"),
    *("worker-ages", "worker-parts", "worker-pages", "worker"),
)
PART_KINDS = {".css", ".js", ".svg"}
MODULE_WORDS = re.compile(r"^import .*?;\n|^export ", re.MULTILINE)


@public.get("/sw.js")
@open_to_all
def service_worker() -> Response:
    """Give the worker that keeps pages and sends what waits; it changes with every release."""
    facts = {
        "pages": [url_for(".offline_page"), url_for(".outbox_page")],
        "door": url_for("staff.sign_in"),
        "offline": url_for(".offline_page"),
        "static": url_for("static", filename="", v=None),
        "version": _version(),
    }
    response = make_response(f"const KEPT = {json.dumps(facts)};\n{_modules()}")
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = url_for(".home")
    return response


@public.get("/app.webmanifest")
@open_to_all
def manifest() -> Response:
    """Say how the portal stands on a phone's home screen."""
    response = jsonify(
        name=_("Grid portal"),
        short_name=_("Grid portal"),
        start_url=url_for(".home"),
        scope=url_for(".home"),
        display="minimal-ui",
        background_color="#fbfaf7",
        theme_color="#0f766e",
        icons=[
            {
                "src": url_for("static", filename="favicon.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
            }
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


@public.get("/offline")
@open_to_all
@kept_offline(Keep.OPEN)
def offline_page() -> str:
    """Say that there is no line, and which pages this device has kept."""
    return render_template("public/offline.html")


@public.get("/outbox")
@open_to_all
@kept_offline(Keep.OPEN)
def outbox_page() -> str:
    """Show what waits on this device to be sent: the device itself knows."""
    return render_template("public/outbox.html")


@public.get("/fresh-form")
@open_to_all
def fresh_form() -> ResponseReturnValue:
    """Give a form that has waited the token of today's session, and say whose session it is."""
    person = current_user.number if current_user.is_authenticated else None
    response = jsonify(token=generate_csrf(), person=person)
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _modules() -> str:
    """Return the worker's modules as one script: not every browser lets workers import."""
    folder = Path(str(current_app.static_folder)) / "js"
    return "".join(
        MODULE_WORDS.sub("", content_of(folder / f"{name}.js").decode()) for name in PARTS
    )


@cache
def _version() -> str:
    """Return a mark of all that pages may be made of: with a new one, kept pages are renewed."""
    folder = Path(str(current_app.static_folder))
    parts = sorted(path for path in folder.rglob("*.*") if path.suffix in PART_KINDS)
    return sha256("".join(map(mark_of, parts)).encode()).hexdigest()[:10]
