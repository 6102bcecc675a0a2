"""Following a grid by e-mail: asked for, confirmed by a link, left with one tap."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Field, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from portal import clock, i18n, web
from portal.access import open_to_all
from portal.boards.models import Board
from portal.boards.queries import board_by_code
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.public import blueprint as public
from portal.publicity import actions, queries
from portal.report_form import EMAIL, as_typed_on_any_keyboard

ASKS_FOR_ONE = "3 per hour"  # by the address typed: nobody's letter box is filled through us
ASKS_FROM_ONE = "300 per hour"  # by where it comes from, which thousands may share
LONGEST_ADDRESS = 254


class FollowForm(PortalForm):
    """An address, and that we may use it for this."""

    address = StringField(
        _l("Your e-mail address"),
        filters=[as_typed_on_any_keyboard],
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Length(max=LONGEST_ADDRESS, message=_l("This address is too long")),
        ],
    )
    may_write = BooleanField(
        _l("You may use it to tell me what is done in this grid, and for nothing else"),
        validators=[InputRequired(_l("Tick this: without it we may not keep your address"))],
    )

    def validate_address(self, field: Field) -> None:
        """Look at the shape only: whether it exists shows when its owner answers."""
        if not EMAIL.fullmatch(field.data or ""):
            raise ValidationError(_("This is no e-mail address. Look at it again."))


def _typed_address() -> str:
    return "follow " + request.form.get("address", "").strip().casefold()[:LONGEST_ADDRESS]


@public.get("/b/<string:code>/follow")
@open_to_all
def follow_grid(code: str) -> ResponseReturnValue:
    """Say what following brings, and ask for the address."""
    return _page(board_by_code(code), FollowForm(formdata=None))


@public.post("/b/<string:code>/follow")
@open_to_all
@web.limiter.limit(ASKS_FOR_ONE, key_func=_typed_address)
@web.limiter.limit(ASKS_FROM_ONE)
def ask_to_follow_grid(code: str) -> ResponseReturnValue:
    """Send the link; the answer is the same whether or not the address is known."""
    board, form = board_by_code(code), FollowForm.from_request()
    if not form.validate():
        return _page(board, form), 422
    actions.ask_to_follow(
        board.grid,
        form.address.data or "",
        language=i18n.language(),
        now=clock.now(),
    )
    flash(_("Look into your letter box: news comes once you have opened the link there."), "ok")
    return web.updated(url_for(".follow_grid", code=board.code))


@public.get("/follow/<string:token>")
@open_to_all
def show_following(token: str) -> ResponseReturnValue:
    """Ask to confirm, or to leave. Looking changes nothing: mail scanners look too."""
    follower = queries.follower_by_token(token, clock.now())
    return render_template(
        "public/following.html", follower=follower, board=queries.board_of(follower.grid)
    )


@public.post("/follow/<string:token>/confirm")
@open_to_all
def confirm_following(token: str) -> ResponseReturnValue:
    """Begin to write."""
    now = clock.now()
    actions.confirm_following(queries.follower_by_token(token, now), now=now)
    flash(
        _("Confirmed. When something happens in this grid, you hear of it the next morning."), "ok"
    )
    return web.updated(url_for(".show_following", token=token))


@public.post("/follow/<string:token>/stop")
@open_to_all
def stop_following(token: str) -> ResponseReturnValue:
    """Erase the address. Mail programs press this themselves (RFC 8058): the link is the proof."""
    actions.stop_following(queries.follower_by_token(token, clock.now()))
    flash(_("You are not written to any more, and your address is erased."), "ok")
    return web.updated(url_for(".home"))


web.csrf.exempt(stop_following)


def _page(board: Board, form: FollowForm) -> str:
    return render_template("public/follow_grid.html", board=board, grid=board.grid, form=form)
