"""A code that does not look right: how to compare it, and one tap to say so."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from portal import clock, config, web
from portal.access import open_to_all
from portal.boards.actions import suspect
from portal.boards.queries import board_by_code
from portal.boards.rules import SIGN_WORDS, SuspectSign
from portal.forms import PortalForm
from portal.i18n import _
from portal.public import blueprint as public


class DoubtForm(PortalForm):
    """One of the signs: each is a button."""

    sign = StringField()

    @property
    def said(self) -> SuspectSign | None:
        """Return the sign that was tapped, if it is one."""
        known = set(SuspectSign)
        return SuspectSign(self.sign.data) if self.sign.data in known else None


@public.get("/b/<string:code>/check")
@open_to_all
def check_code(code: str) -> ResponseReturnValue:
    """Show what a true code says, and ask what looks wrong."""
    return _page(code)


@public.post("/b/<string:code>/check")
@open_to_all
@web.limiter.limit("20 per hour", key_func=lambda: f"doubt {(request.view_args or {})['code']}")
@web.limiter.limit("120 per hour")
def doubt_code(code: str) -> ResponseReturnValue:
    """Tell those who can go and look that this board's code may not be ours."""
    form = DoubtForm.from_request()
    if not form.validate() or form.said is None:
        return _page(code), 422
    board = board_by_code(code)
    suspect(board, form.said, now=clock.now())
    flash(
        _("Thank you. The community and the command centre are told and will look at the board."),
        "ok",
    )
    return web.updated(url_for(".show_board", code=board.code))


def _page(code: str) -> str:
    return render_template(
        "public/check_code.html",
        board=board_by_code(code),
        address=config.current().base_url.partition("://")[2],
        signs=SIGN_WORDS,
    )
