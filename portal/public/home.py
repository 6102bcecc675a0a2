"""The first page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import open_to_all
from portal.public import blueprint as public


@public.get("/")
@open_to_all
def home() -> ResponseReturnValue:
    """Say what this is, and lead to a board, a report or the staff door."""
    return render_template("public/home.html")
