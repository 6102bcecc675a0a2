"""The interface for people to read: the OpenAPI document as a page, without scripts."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import open_to_all
from portal.api import blueprint as api
from portal.api.document import document


@api.get("/")
@open_to_all
def read_about() -> ResponseReturnValue:
    """Show every operation: what it takes, what it gives and how it refuses."""
    return render_template("public/api.html", described=document())
