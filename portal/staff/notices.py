"""What somebody is told: the newest first, read when they say so."""

from datetime import date

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.actions import read_notices
from portal.accounts.queries import NOTICES, notices_of, unread_notices
from portal.errors import N_, NotFound
from portal.i18n import _, _l
from portal.messages import Notice
from portal.staff import blueprint as staff
from portal.staff.forms import ReadNoticesForm

LONGEST_KEY = 18  # digits of the largest number that both databases hold
KINDS = {
    "dispatched": (_l("A case was handed to you"), "send"),
    "reopened": (_l("A case is open again: it was not solved"), "refresh-cw"),
    "overdue": (_l("A case has passed its promised day"), "flag"),
}
OTHER = (_l("Something happened to a case"), "info")


@staff.get("/notices")
@allow(Permission.SEE_OWN_PAGE)
def list_notices() -> ResponseReturnValue:
    """Show a page of one's own notices."""
    return _page()


@staff.post("/notices/read")
@allow(Permission.SEE_OWN_PAGE)
def mark_notices_read() -> ResponseReturnValue:
    """Mark all read that the page showed or that came before."""
    form = ReadNoticesForm.from_request()
    if not form.validate():
        return _page(), 422
    read_notices(current_user, up_to=form.up_to.data or 0, now=clock.now())
    flash(_("All notices are marked as read."), "ok")
    return web.updated(url_for(".list_notices"))


def _page() -> str:
    found = notices_of(current_user, before=_key())
    return render_template(
        "staff/notices.html",
        notices=[(notice, _due(notice)) for notice in found[:NOTICES]],
        kinds=KINDS,
        other=OTHER,
        unread=unread_notices(current_user),
        next_key=found[NOTICES - 1].id if len(found) > NOTICES else None,
        form=ReadNoticesForm(formdata=None, up_to=found[0].id if found else 0),
    )


def _due(notice: Notice) -> date | None:
    """Return the due date that a notice of ours was given, if its case had one."""
    return date.fromisoformat(notice.facts) if notice.kind in KINDS and notice.facts else None


def _key() -> int | None:
    asked = request.args.get("before", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > LONGEST_KEY:
        raise NotFound(N_("That page of the list does not exist."))
    return int(asked)
