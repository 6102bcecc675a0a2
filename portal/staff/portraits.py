"""One's own photo for the board of one's grid: given with consent, taken back at any time."""

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, Field
from wtforms.validators import DataRequired, ValidationError

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts import actions
from portal.errors import N_, NotFound
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.photos import TicketsField, keep_all
from portal.policy.queries import policy_on
from portal.policy.rules import Policy
from portal.staff import blueprint as staff


class PortraitForm(PortalForm):
    """A photo, and that its owner agrees."""

    kept = TicketsField(_l("Photos that we have already"))
    photos = MultipleFileField(_l("Photo of your face"))
    agrees = BooleanField(
        _l("I agree that this photo is printed on the board of my grid, where everybody sees it."),
        validators=[DataRequired(_l("Without your consent no photo is printed."))],
    )

    def __init__(self, *, policy: Policy) -> None:
        self.policy = policy
        super().__init__()

    def validate_photos(self, field: Field) -> None:
        """Keep what came, and ask for a photo if none did."""
        keep_all(field, self.kept, self.policy)
        if not self.kept.data:
            raise ValidationError(_("Choose a photo."))


@staff.get("/my-photo")
@allow(Permission.SHOW_PORTRAIT)
def ask_portrait() -> ResponseReturnValue:
    """Show one's photo with since when it may be printed, and ask for one."""
    return _page(PortraitForm(policy=policy_on(clock.today())))


@staff.post("/my-photo")
@allow(Permission.SHOW_PORTRAIT)
def show_portrait() -> ResponseReturnValue:
    """Keep a photo and the consent to print it."""
    form = PortraitForm(policy=policy_on(clock.today()))
    if not form.validate():
        return _page(form), 422
    actions.show_portrait(current_user, form.kept.data[0].key, now=clock.now())
    flash(_("Kept. Your photo comes on the board with its next print."), "ok")
    return web.updated(url_for(".ask_portrait"))


@staff.post("/my-photo/withdraw")
@allow(Permission.SHOW_PORTRAIT)
def withdraw_portrait() -> ResponseReturnValue:
    """Take one's consent back."""
    actions.withdraw_portrait(current_user)
    flash(_("Taken back. Within the hour your board is listed to be printed without it."), "ok")
    return web.updated(url_for(".ask_portrait"))


@staff.get("/my-photo/picture")
@allow(Permission.SHOW_PORTRAIT)
def my_portrait() -> Response:
    """Return one's own photo."""
    if not current_user.photo_key:
        raise NotFound(N_("There is no such photo."))
    return web.photo(current_user.photo_key)


def _page(form: PortraitForm) -> str:
    return render_template("staff/portrait.html", form=form, person=current_user)
