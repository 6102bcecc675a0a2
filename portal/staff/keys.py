"""The page that says which keys do what."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.access import Permission, allow
from portal.i18n import _l
from portal.staff import blueprint as staff

PLACES = (
    ("g t", _l("Today")),
    ("g c", _l("Cases")),
    ("g f", _l("Figures")),
    ("g a", _l("Scores")),
    ("g n", _l("Notices")),
    ("g m", _l("More")),
    ("/", _l("Into the search")),
    ("j", _l("Next case of a list")),
    ("k", _l("The one before")),
    ("?", _l("This page")),
)
STEPS = (
    ("d", _l("Dispatch")),
    ("x", _l("Decline")),
    ("t", _l("Take in hand")),
    ("r", _l("Resolve")),
    ("p", _l("Hand to another unit")),
    ("u", _l("Return: not ours")),
    ("v", _l("I looked: it is solved")),
    ("w", _l("I looked: it is not solved")),
    ("a", _l("Write to the reporter")),
    ("n", _l("Write a note")),
    ("s", _l("Give to a person")),
    ("h", _l("Ask a second unit in")),
)


@staff.get("/keys")
@allow(Permission.SEE_OWN_PAGE)
def list_keys() -> ResponseReturnValue:
    """List the keys, with the switch that turns them off on this device."""
    return render_template("staff/keys.html", leading=PLACES, steps=STEPS)
