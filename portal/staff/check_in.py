"""Coming to a meeting: its code in large on a screen, and the button behind it.

A GET changes nothing: whoever scans still has to press.
"""

from flask import current_app, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.boards.drawing import qr_svg
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.gatherings import kept_gathering
from portal.training import actions, queries
from portal.training.models import Gathering
from portal.training.rules import is_open, word_at

FRESH_SECONDS = 60  # after which the screen asks for the code anew, by itself and without a script


@staff.get("/gatherings/<string:gathering>/code")
@allow(Permission.KEEP_COURSES)
def show_code(gathering: str) -> ResponseReturnValue:
    """Show the code of a meeting in large, for its screen; it changes every few minutes."""
    found, now = kept_gathering(gathering), clock.now()
    shown = not found.closed_at and is_open(found.starts_at, found.ends_at, now)
    address = _address(found) if shown else ""
    label = _("Code of the list of this meeting")
    response = make_response(
        render_template(
            "staff/gatherings/code.html",
            gathering=found,
            address=address,
            symbol=qr_svg(address, label=label) if shown else "",
            minutes=policy_on(clock.day_of(now)).list_code_minutes,
        )
    )
    if shown:
        response.headers["Refresh"] = str(FRESH_SECONDS)
    return response


@staff.get("/here/<string:gathering>/<string:word>")
@allow(Permission.TAKE_COURSES)
def ask_check_in(gathering: str, word: str) -> ResponseReturnValue:
    """Show the meeting whose screen was scanned, and ask to press."""
    found, now = queries.gathering_by_code(gathering), clock.now()
    known = queries.attendance_of(found, current_user)
    return render_template(
        "staff/gatherings/here.html",
        gathering=found,
        word=word,
        known=known,
        why_not=actions.why_not_word(found, word, now=now, policy=policy_on(clock.day_of(now))),
    )


@staff.post("/here/<string:gathering>/<string:word>")
@allow(Permission.TAKE_COURSES)
def check_in(gathering: str, word: str) -> ResponseReturnValue:
    """Put whoever scanned on the list."""
    found, now = queries.gathering_by_code(gathering), clock.now()
    policy = policy_on(clock.day_of(now))
    actions.check_in(found, word, by=current_user, now=now, policy=policy)
    return web.updated(url_for(".ask_check_in", gathering=gathering, word=word))


def _address(gathering: Gathering) -> str:
    now = clock.now()
    minutes = policy_on(clock.day_of(now)).list_code_minutes
    word = word_at(gathering.secret, now, minutes)
    base: str = current_app.config["SETTINGS"].base_url
    return base + url_for(".ask_check_in", gathering=gathering.code, word=word)
