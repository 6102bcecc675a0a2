"""Keys of other systems: listed, made, replaced and revoked; a secret is shown once."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import posts_of
from portal.exchange import actions, queries
from portal.exchange.models import ApiKey
from portal.exchange.rules import MOST_OVERLAP, KeyState, Scope, state_of
from portal.i18n import _, _l
from portal.staff import blueprint as staff
from portal.staff.exchange_key_forms import SCOPES, NewKeyForm, RevokeForm, RotateForm

STATES = {
    KeyState.LIVE: _l("In use"),
    KeyState.ENDED: _l("Ended"),
    KeyState.REVOKED: _l("Revoked"),
}


@staff.get("/exchange/keys")
@allow(Permission.SEE_EXCHANGE)
def list_api_keys() -> ResponseReturnValue:
    """List the keys of other systems, also those that are over."""
    keys = queries.keys_by_name()
    return render_template("staff/exchange/keys.html", keys=keys, **_words())


@staff.get("/exchange/keys/new")
@allow(Permission.KEEP_EXCHANGE)
def new_api_key() -> ResponseReturnValue:
    """Ask for which system a key is, and for what."""
    return render_template("staff/exchange/new_key.html", form=NewKeyForm(formdata=None))


@staff.post("/exchange/keys/new")
@allow(Permission.KEEP_EXCHANGE)
def add_api_key() -> ResponseReturnValue:
    """Make a key and show its secret, once."""
    form = NewKeyForm()
    if not form.validate():
        return render_template("staff/exchange/new_key.html", form=form), 422
    key, secret = actions.make_key(form.wish(), by=current_user, now=clock.now())
    return render_template("staff/exchange/secret.html", key=key, secret=secret)


@staff.get("/exchange/keys/<int:number>")
@allow(Permission.SEE_EXCHANGE)
def show_api_key(number: int) -> ResponseReturnValue:
    """Show a key, and how it is replaced and revoked."""
    return _page(queries.key_by_id(number))


@staff.post("/exchange/keys/<int:number>/rotate")
@allow(Permission.KEEP_EXCHANGE)
def rotate_api_key(number: int) -> ResponseReturnValue:
    """Make the key that follows this one, and show its secret, once."""
    old, form = queries.key_by_id(number), RotateForm()
    if not form.validate():
        return _page(old, form), 422
    key, secret = actions.rotate_key(
        old,
        overlap_days=form.overlap_days.data or 0,
        ends_at=form.ends_at(),
        by=current_user,
        now=clock.now(),
    )
    return render_template("staff/exchange/secret.html", key=key, secret=secret)


@staff.post("/exchange/keys/<int:number>/revoke")
@allow(Permission.KEEP_EXCHANGE)
def revoke_api_key(number: int) -> ResponseReturnValue:
    """End a key at once."""
    key, form = queries.key_by_id(number), RevokeForm()
    if not form.validate():
        return _page(key, revoke_form=form), 422
    actions.revoke_key(key, reason=form.reason.data or "", by=current_user, now=clock.now())
    flash(_("Revoked. From now on it opens nothing."), "ok")
    return web.updated(url_for(".show_api_key", number=key.id))


def _page(
    key: ApiKey, form: RotateForm | None = None, revoke_form: RevokeForm | None = None
) -> str:
    return render_template(
        "staff/exchange/key.html",
        key=key,
        posts=posts_of(key.person, clock.today()),
        form=form or RotateForm(formdata=None),
        revoke_form=revoke_form or RevokeForm(formdata=None),
        most_days=MOST_OVERLAP,
        **_words(),
    )


def _words() -> dict[str, object]:
    now = clock.now()
    return {
        "scopes": {scope.value: SCOPES[scope] for scope in Scope},
        "states": STATES,
        "state_of": lambda key: state_of(key.ends_at, key.revoked_at, now),
    }
