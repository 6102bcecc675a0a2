"""Webhooks: made, changed, given new secrets, paused, tried; what became of each delivery."""

from collections.abc import Sequence
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import units_below
from portal.exchange import actions, queries
from portal.exchange.models import Delivery, Webhook
from portal.exchange.queries.hooks import PAGE
from portal.exchange.rules import PausedWhy
from portal.grids.queries import all_areas
from portal.grids.rules import DISTRICT
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import webhook_words as words
from portal.staff.webhook_forms import HookForm, NewHookForm


@staff.get("/webhooks")
@allow(Permission.SEE_EXCHANGE)
def list_webhooks() -> ResponseReturnValue:
    """List the webhooks, and offer to make one."""
    return _list_page(_new_form(formdata=None))


@staff.post("/webhooks")
@allow(Permission.KEEP_EXCHANGE)
def make_webhook() -> ResponseReturnValue:
    """Make a webhook and show its secret, this once."""
    form, made = _new_form(), list[tuple[Webhook, str]]()
    if not form.validate() or not form.accepts(
        lambda: made.append(
            actions.make_hook(form.facts(), by=current_user, now=clock.now(), **form.whose())
        )
    ):
        return _list_page(form), 422
    return _shown_once(*made[0])


@staff.get("/webhooks/dead-letters")
@allow(Permission.SEE_EXCHANGE)
def list_dead_letters() -> ResponseReturnValue:
    """List what was given up, of all webhooks, the newest first."""
    rows, older = _part(queries.dead_letters(_before()))
    return render_template("staff/webhooks/dead.html", rows=rows, older=older, words=words)


@staff.get("/webhooks/<int:n>")
@allow(Permission.SEE_EXCHANGE)
def show_webhook(n: int) -> ResponseReturnValue:
    """Show a webhook and what became of its deliveries."""
    return _page(queries.hook_by_id(n))


@staff.post("/webhooks/<int:n>")
@allow(Permission.KEEP_EXCHANGE)
def change_webhook(n: int) -> ResponseReturnValue:
    """Let a webhook have another name, lead elsewhere, or be told of other steps."""
    hook, form = queries.hook_by_id(n), HookForm.from_request()
    if not form.validate() or not form.accepts(lambda: actions.change_hook(hook, form.facts())):
        return _page(hook, form), 422
    flash(_("Kept. It holds for what is sent from now on."), "ok")
    return web.updated(url_for(".show_webhook", n=n))


@staff.post("/webhooks/<int:n>/secret")
@allow(Permission.KEEP_EXCHANGE)
def rotate_secret(n: int) -> ResponseReturnValue:
    """Make a new secret and show it, this once."""
    hook = queries.hook_by_id(n)
    return _shown_once(hook, actions.rotate_secret(hook, now=clock.now()))


@staff.post("/webhooks/<int:n>/pause")
@allow(Permission.KEEP_EXCHANGE)
def pause_webhook(n: int) -> ResponseReturnValue:
    """Send nothing more until it goes on."""
    actions.pause_hook(queries.hook_by_id(n), PausedWhy.STAFF, now=clock.now())
    flash(_("Paused. What happens meanwhile waits."), "ok")
    return web.updated(url_for(".show_webhook", n=n))


@staff.post("/webhooks/<int:n>/resume")
@allow(Permission.KEEP_EXCHANGE)
def resume_webhook(n: int) -> ResponseReturnValue:
    """Go on with what has waited."""
    actions.resume_hook(queries.hook_by_id(n))
    flash(_("It goes on. What has waited is sent in its order."), "ok")
    return web.updated(url_for(".show_webhook", n=n))


@staff.post("/webhooks/<int:n>/end")
@allow(Permission.KEEP_EXCHANGE)
def end_webhook(n: int) -> ResponseReturnValue:
    """End a webhook for good."""
    actions.end_hook(queries.hook_by_id(n), now=clock.now())
    flash(_("Ended. Nothing more is sent to it."), "ok")
    return web.updated(url_for(".show_webhook", n=n))


@staff.post("/webhooks/<int:n>/ping")
@allow(Permission.KEEP_EXCHANGE)
def ping_webhook(n: int) -> ResponseReturnValue:
    """Send a ping, so that the receiver can be tried."""
    actions.ping(queries.hook_by_id(n), now=clock.now())
    flash(_("A ping is on its way. In a moment the list below says what came of it."), "ok")
    return web.updated(url_for(".show_webhook", n=n))


@staff.post("/webhooks/<int:n>/resend")
@allow(Permission.KEEP_EXCHANGE)
def resend_dead_letters(n: int) -> ResponseReturnValue:
    """Send all dead letters of a webhook again."""
    letters = queries.dead_of(queries.hook_by_id(n))
    actions.resend(letters)
    flash(_("%(count)d dead letters are sent again.", count=len(letters)), "ok")
    return web.updated(url_for(".show_webhook", n=n))


@staff.post("/webhooks/deliveries/<int:n>/resend")
@allow(Permission.KEEP_EXCHANGE)
def resend_dead_letter(n: int) -> ResponseReturnValue:
    """Send one dead letter again."""
    letter = queries.delivery_by_id(n)
    actions.resend([letter])
    flash(_("It is sent again, under its old number."), "ok")
    return web.updated(url_for(".show_webhook", n=letter.hook_id))


def _new_form(**given: Any) -> NewHookForm:
    return NewHookForm(all_areas(), units_below(DISTRICT), **given)


def _list_page(form: NewHookForm) -> str:
    hooks = queries.hooks_by_name()
    return render_template(
        "staff/webhooks/list.html",
        hooks=hooks,
        dead=queries.dead_counts(hooks),
        form=form,
        areas=all_areas(),
        words=words,
    )


def _shown_once(hook: Webhook, secret: str) -> ResponseReturnValue:
    """Show a page with a secret that no later page shows, and that no cache keeps."""
    response = make_response(_page(hook, secret=secret))
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(hook: Webhook, form: HookForm | None = None, secret: str = "") -> str:
    rows, older = _part(queries.deliveries_of(hook, _before()))
    return render_template(
        "staff/webhooks/show.html",
        hook=hook,
        form=form or HookForm(formdata=None, obj=hook),
        secret=secret,
        rows=rows,
        older=older,
        dead=queries.dead_counts([hook]).get(hook.id, 0),
        areas=all_areas(),
        words=words,
    )


def _before() -> int | None:
    return request.args.get("before", type=int)


def _part(rows: Sequence[Delivery]) -> tuple[Sequence[Delivery], int | None]:
    """Return a part of a list, and from where the older part goes on if there is one."""
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None
