"""What a grid keeps itself informed of: listed by its last check, looked at again with one tap."""

import secrets
from collections.abc import Sequence

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.models import Matter
from portal.cases.queries import matters_called, matters_for_records
from portal.grids import actions, queries
from portal.grids.models import Grid, InfoItem
from portal.grids.queries import InfoItems
from portal.i18n import _
from portal.offline import Keep, kept_offline
from portal.policy.queries import policy_on
from portal.policy.rules import Policy
from portal.staff import blueprint as staff
from portal.staff import patrol_words
from portal.staff.info_forms import CheckForm, InfoForm


@staff.get("/info-items")
@allow(Permission.SEE_PATROLS)
def list_info_items() -> ResponseReturnValue:
    """Show what a grid keeps itself informed of, the longest unchecked first."""
    today = clock.today()
    grids = queries.grids_to_choose(current_user, today)
    grid = _grid_asked_for(grids)
    matters = matters_for_records(today)
    matter = request.args.get("matter", "")
    page = _page_of(grid, matter) if grid else None
    return render_template(
        "staff/patrols/info_items.html",
        grids=grids,
        grid=grid,
        matters=matters,
        matter=matter,
        page=page,
        names=_names(page.items if page else []),
        keys=[secrets.token_urlsafe(18) for _item in (page.items if page else [])],
        is_own=grid is not None and grid.code in queries.codes_worked(current_user, today),
    )


@staff.get("/info-items/new")
@allow(Permission.KEEP_RECORDS)
@kept_offline(Keep.STAFF)
def new_info_item() -> ResponseReturnValue:
    """Ask what is to be recorded."""
    matters = matters_for_records(clock.today())
    return _new_page(_form(matters), matters)


@staff.post("/info-items/new")
@allow(Permission.KEEP_RECORDS)
def record_info_item() -> ResponseReturnValue:
    """Record it."""
    matters = matters_for_records(clock.today())
    form = _form(matters)
    if not form.validate():
        return _new_page(form, matters), 422
    item = actions.record_info(
        form.chosen_grid(),
        matter_code=form.matter.data or "",
        subject=form.subject.data or "",
        words=form.words.data or "",
        request_key=form.key.data or "",
        by=current_user,
        now=clock.now(),
    )
    flash(_("Recorded. It counts as checked today."), "ok")
    return web.updated(url_for(".show_info_item", n=item.id))


@staff.get("/info-items/<int:n>")
@allow(Permission.SEE_PATROLS)
def show_info_item(n: int) -> ResponseReturnValue:
    """Show one record with every look at it."""
    item = queries.info_item_in_reach(current_user, n, clock.today())
    return _item_page(item, CheckForm(policy=_policy(), formdata=None))


@staff.post("/info-items/<int:n>/check")
@allow(Permission.KEEP_RECORDS)
def check_info_item(n: int) -> ResponseReturnValue:
    """Keep what another look has shown."""
    item = queries.own_info_item(current_user, n, clock.today())
    form = CheckForm(policy=_policy())
    if not form.validate() or not form.accepts(lambda: _check(item, form)):
        return _item_page(item, form), 422
    flash(_("%(subject)s: checked today.", subject=item.subject), "ok")
    if form.is_of_list.data:
        return web.updated(url_for(".list_info_items", grid=item.grid.code))
    return web.updated(url_for(".show_info_item", n=n))


def _check(item: InfoItem, form: CheckForm) -> None:
    actions.check_info(
        item,
        form.found(),
        words=form.words.data or "",
        seen=form.version.data or 0,
        request_key=form.key.data or "",
        by=current_user,
        now=clock.now(),
    )


def _grid_asked_for(grids: Sequence[Grid]) -> Grid | None:
    """Return the grid of the address if it is in reach; the first one unless one is asked for."""
    asked = request.args.get("grid")
    if asked:
        return queries.grid_in_reach(current_user, asked, clock.today())
    return grids[0] if grids else None


def _page_of(grid: Grid, matter: str) -> InfoItems:
    after = request.args.get("after")
    return queries.info_items_of(grid, matter_code=matter, after_key=after)


def _form(matters: Sequence[Matter]) -> InfoForm:
    grids = queries.grids_worked(current_user, clock.today())
    return InfoForm(codes={matter.code for matter in matters}, grids=grids, policy=_policy())


def _policy() -> Policy:
    return policy_on(clock.today())


def _names(items: Sequence[InfoItem]) -> dict[str, Matter]:
    return matters_called({item.matter_code for item in items})


def _new_page(form: InfoForm, matters: Sequence[Matter]) -> str:
    return render_template("staff/patrols/info_new.html", form=form, matters=matters)


def _item_page(item: InfoItem, form: CheckForm) -> str:
    is_own = item.grid.code in queries.codes_worked(current_user, clock.today())
    return render_template(
        "staff/patrols/info_item.html",
        item=item,
        names=_names([item]),
        form=form,
        is_own=is_own and item.ended_on is None,
        words=patrol_words,
    )
