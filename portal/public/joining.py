"""Asking to become a volunteer: from the page of a board, seen and withdrawn by a secret link."""

import secrets

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal import clock, web
from portal.access import open_to_all
from portal.boards.models import Board
from portal.boards.queries import board_by_code
from portal.errors import N_, TooMany
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.policy.queries import policy_on
from portal.public import blueprint as public
from portal.public.proof import is_proven
from portal.report_form import EMAIL, KEY, PHONE, as_typed_on_any_keyboard, one_kind_of_line_end
from portal.volunteers import actions, queries
from portal.volunteers.rules import VolunteerKind

FROM_ONE_DEVICE = "5 per hour"
FROM_ONE_ADDRESS = "120 per hour"  # which thousands may share
KINDS = {
    VolunteerKind.PARTY_MEMBER: _l("Party member"),
    VolunteerKind.REPRESENTATIVE: _l("Residents' representative"),
    VolunteerKind.STAIR_HEAD: _l("Stair head"),
    VolunteerKind.NEIGHBOUR: _l("Neighbour"),
}


class JoinForm(PortalForm):
    """Who asks, how they are reached, and what they want to say."""

    key = HiddenField(default=lambda: secrets.token_urlsafe(18))
    altcha = HiddenField()
    name = StringField(
        _l("Your name"),
        validators=[InputRequired(_l("Enter your name")), Length(max=40)],
    )
    phone = StringField(
        _l("Your phone"), filters=[as_typed_on_any_keyboard], validators=[Length(max=30)]
    )
    email = StringField(
        _l("Your e-mail address"),
        filters=[as_typed_on_any_keyboard],
        validators=[Length(max=254)],
    )
    kind = RadioField(
        _l("What you are here"),
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        validators=[InputRequired(_l("Choose one of these"))],
    )
    words = TextAreaField(
        _l("A few words about you"),
        filters=[one_kind_of_line_end],
        validators=[Optional(), Length(max=500)],
    )
    relative = StringField(
        _l("A relative of mine works for the community or in this programme: who?"),
        validators=[Length(max=100)],
    )
    agrees = BooleanField(
        _l("You may keep this and use it to answer me"),
        validators=[InputRequired(_l("Tick this: without it we may not keep what you wrote"))],
    )

    def validate_key(self, field: Field) -> None:
        """Make a new key where a form comes without a good one."""
        if not KEY.fullmatch(field.data or ""):
            field.data = secrets.token_urlsafe(18)

    def validate_phone(self, field: Field) -> None:
        """Ask for one way at least to answer."""
        if not field.data and not self.email.data:
            raise ValidationError(_("Give a phone number or an e-mail address, so we can answer."))
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(_("This is no phone number. Look at it again."))

    def validate_email(self, field: Field) -> None:
        """Look at the shape only."""
        if field.data and not EMAIL.fullmatch(field.data):
            raise ValidationError(_("This is no e-mail address. Look at it again."))

    def asked(self) -> actions.Asked:
        """Return what was said, as an application takes it."""
        return actions.Asked(
            name=self.name.data or "",
            phone=self.phone.data or None,
            email=self.email.data or None,
            kind=VolunteerKind(self.kind.data),
            words=self.words.data or "",
            relative=self.relative.data or "",
        )


def _device() -> str:
    return f"join {get_remote_address()}"


def _too_many(_limit: RequestLimit) -> None:
    raise TooMany(N_("Many applications came from here within the hour. Try again later."))


@public.get("/b/<string:code>/join")
@open_to_all
def join(code: str) -> ResponseReturnValue:
    """Say what volunteers do, and ask who wants to be one."""
    return _page(board_by_code(code), JoinForm(formdata=None))


@public.post("/b/<string:code>/join")
@open_to_all
@web.limiter.limit(FROM_ONE_ADDRESS, on_breach=_too_many)
@web.limiter.limit(
    FROM_ONE_DEVICE,
    key_func=_device,
    deduct_when=lambda response: response.status_code == 303,
    on_breach=_too_many,
)
def apply_to_join(code: str) -> ResponseReturnValue:
    """Keep an application; the same form sent again leads to the same link."""
    board, form = board_by_code(code), JoinForm.from_request()
    if not form.validate():
        return _page(board, form), 422
    key = form.key.data or ""
    application = actions.apply(
        board.grid,
        form.asked(),
        request_key=key,
        is_proven=is_proven(form.altcha.data or "", key),
        now=clock.now(),
    )
    return web.updated(url_for(".show_application", token=application.token))


@public.get("/join/<string:token>")
@open_to_all
def show_application(token: str) -> ResponseReturnValue:
    """Say how an application stands."""
    return render_template(
        "public/application.html",
        one=queries.application_by_token(token),
        days=policy_on(clock.today()).application_days,
    )


@public.post("/join/<string:token>/withdraw")
@open_to_all
@web.limiter.limit("60 per hour")
def withdraw_application(token: str) -> ResponseReturnValue:
    """Take an application back."""
    application = queries.application_by_token(token)
    actions.withdraw(application, now=clock.now())
    flash(_("Your application is withdrawn."), "ok")
    return web.updated(url_for(".show_application", token=token))


def _page(board: Board, form: JoinForm) -> str:
    days = policy_on(clock.today()).application_days
    return render_template("public/join.html", board=board, grid=board.grid, form=form, days=days)
