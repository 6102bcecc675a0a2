"""create_app(): the only place where the house is put together."""

import json
import logging
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from flask import Flask, g, request
from flask.cli import ScriptInfo
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import (
    access,
    api,
    assets,
    cli,
    config,
    counting,
    db,
    files,
    half_typed,
    offline,
    open311,
    opendata,
    own_copies,
    public,
    staff,
    web,
)
from portal.config import Settings
from portal.public import copies

HERE = Path(__file__).parent
LONGEST_REQUEST = 48 * 1024 * 1024  # three photos of 15 MB and the words

LONGEST_COOKIE = timedelta(days=400)  # browsers keep none for longer


def create_app(settings: Settings | None = None) -> Flask:
    """Return the portal, ready to serve; refuse to start while anything is left open."""
    settings = settings or config.from_environment(os.environ)
    settings.home.mkdir(parents=True, exist_ok=True)
    app = Portal("portal", root_path=str(HERE))
    app.config.update(_flask_settings(settings))
    copies.prepare(app)
    _believe_proxies(app, settings.trusted_proxies)  # before the copies: whom they name in the log
    web.prepare(app)
    assets.prepare(app)
    access.prepare(app)
    own_copies.prepare(app)
    db.prepare(app)  # after the web: a commit that fails must not have been logged as done
    offline.prepare(app)  # after the database: what these note is committed with the form
    half_typed.prepare(app)
    Migrate(app, db.db, directory=str(HERE.parent / "migrations"))
    files.prepare(app)
    counting.prepare(app)
    for door in (public, staff, open311, opendata, api):
        app.register_blueprint(door.blueprint)
    access.refuse_unguarded_views(app)
    return app


class Portal(Flask):
    """Flask, but for what it writes down of a fault."""

    def log_exception(self, exc_info: Any) -> None:
        """Log a fault by its view: Flask would log the path, and paths hold secret tokens."""
        facts = {"request_id": g.get("request_id"), "view": request.endpoint}
        self.logger.error("fault", exc_info=exc_info, extra={"facts": facts})


def _believe_proxies(app: Flask, count: int) -> None:
    """Take the visitor's address and scheme from that many proxies; from nobody unless told so."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]


def _flask_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_BINDS": db.reader_of(settings.database_url),
        "SQLALCHEMY_ENGINE_OPTIONS": db.ENGINE,
        "SESSION_COOKIE_NAME": "portal",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_REFRESH_EACH_REQUEST": False,  # a kept one is noted once a minute, as any other
        "PERMANENT_SESSION_LIFETIME": LONGEST_COOKIE,  # what ends a kept session is policy
        "WTF_CSRF_SSL_STRICT": False,  # pages behind secret links send no referrer
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch is still good
        "MAX_CONTENT_LENGTH": LONGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 60,
        "RATELIMIT_ENABLED": settings.rate_limits,
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(HERE / "translations"),
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


class JsonLines(logging.Formatter):
    """One JSON object a line, for machines to read."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON, its facts beside its message."""
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= getattr(record, "facts", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to_stderr() -> None:
    """Write structured logs where a service manager collects them."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """The grid portal: boards, reports, clocks and ratings."""
    context.obj = context.obj or ScriptInfo(create_app=create_app)
    if context.invoked_subcommand == "work":
        log_to_stderr()


cli.add_to(main)
