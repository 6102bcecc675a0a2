"""How a command runs inside the app, and how a refusal is said on a terminal."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal.config import Settings
from portal.errors import Refused

CHECKOUT = Path(__file__).parents[2]  # where wsgi.py and the migrations are

Command = Callable[..., Any]


def in_the_house(command: Command) -> Command:
    """Run a command inside the app; what is refused is a sentence, not a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Refused as why:
            raise click.ClickException(str(why)) from None

    return with_appcontext(run)


def this_app() -> Flask:
    """Return the app that a command runs in."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return app


def settings() -> Settings:
    """Return the settings that the app was made with."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def count(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun.

    >>> count(1, "grid"), count(1200, "grid"), count(2, "person", "people")
    ('1 grid', '1,200 grids', '2 people')
    """
    return f"{number:,} {one if number == 1 else more or one + 's'}"
