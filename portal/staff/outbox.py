"""What waits on this phone to be sent, and what was typed when a session was over."""

import json

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts import actions
from portal.accounts.queries import typed_form_of
from portal.forms import LOOK_AGAIN
from portal.i18n import _
from portal.offline import Keep, kept_offline
from portal.photos import BROUGHT_BACK
from portal.staff import blueprint as staff


@staff.get("/outbox")
@allow(Permission.SEE_OWN_PAGE)
@kept_offline(Keep.STAFF)
def show_outbox() -> str:
    """Show what waits on this phone to be sent: the phone itself knows."""
    return render_template("staff/outbox.html")


@staff.get("/typed")
@allow(Permission.SEE_OWN_PAGE)
def show_typed() -> str:
    """Show what somebody had typed when their session was over, and lead back to the form."""
    kept = typed_form_of(current_user, clock.now())
    fields = json.loads(kept.fields) if kept else []
    return render_template(
        "staff/typed.html",
        kept=kept,
        fields=fields,
        words=[value.strip() for _name, value in fields if _is_words(value.strip())],
        photos=sum(name in BROUGHT_BACK.values() for name, _value in fields),
        look_again=LOOK_AGAIN,
    )


@staff.post("/typed/discard")
@allow(Permission.SEE_OWN_PAGE)
def discard_typed() -> ResponseReturnValue:
    """Throw away what somebody had typed."""
    actions.drop_typed(current_user)
    flash(_("Thrown away."), "ok")
    return web.updated(url_for(".today"))


def _is_words(value: str) -> bool:
    """Tell what somebody wrote from what a form says to itself: choices, keys, numbers."""
    return " " in value or not value.isascii()
