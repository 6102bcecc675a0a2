"""Cases of other systems: a file is looked through, taken in, and taken back as a whole."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.exchange import queries
from portal.exchange.actions import case_batches as actions
from portal.exchange.models import Batch, StoredMap
from portal.exchange.queries.case_rows import count_done
from portal.exchange.queries.maps import stored_maps
from portal.exchange.rules import BatchKind, BatchStatus, Deed, Direction
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff import exchange_words as words
from portal.staff.map_forms import CasesForm
from portal.staff.uploads import LOOK_AGAIN

CASES = (BatchKind.CASES,)


@staff.get("/imports/cases")
@allow(Permission.IMPORT_DATA)
def list_case_imports() -> ResponseReturnValue:
    """Ask for a file, and list what came in before."""
    return _list_page(CasesForm(_maps(), formdata=None))


@staff.post("/imports/cases")
@allow(Permission.IMPORT_DATA)
def look_through_cases() -> ResponseReturnValue:
    """Look a file through; nothing is taken in."""
    maps = _maps()
    form, made = CasesForm(maps), list[Batch]()
    facts = {"by": current_user, "now": clock.now()}
    if not form.validate() or not form.accepts(
        lambda: made.append(
            actions.preview_cases(form.sent(), maps[form.map.data].versions[0], **facts)
        )
    ):
        return _list_page(form), 422
    return web.updated(url_for(".show_case_import", number=made[0].id))


@staff.get("/imports/cases/<int:number>")
@allow(Permission.IMPORT_DATA)
def show_case_import(number: int) -> ResponseReturnValue:
    """Show what became, or would become, of each row."""
    batch = queries.batch_by_id(number, CASES, by=current_user)
    after = request.args.get("after", 0, type=int)
    deed = request.args.get("deed", "")
    deed_asked = Deed(deed) if deed in list(Deed) else None
    rows = queries.rows_of(batch, after=after, deed=deed_asked)
    page = render_template(
        "staff/exchange/case_import.html",
        batch=batch,
        rows=rows[: queries.ROWS_SHOWN],
        deed=deed_asked,
        done=count_done(batch),
        next_key=rows[-2].id if len(rows) > queries.ROWS_SHOWN else None,
        words=words,
    )
    return _watched(batch, page)


@staff.post("/imports/cases/<int:number>/take")
@allow(Permission.IMPORT_DATA)
def take_cases_in(number: int) -> ResponseReturnValue:
    """Have the new rows made cases."""
    actions.take_in(queries.batch_by_id(number, CASES, by=current_user))
    flash(_("The cases are being made. This page shows how far it is."), "ok")
    return web.updated(url_for(".show_case_import", number=number))


@staff.post("/imports/cases/<int:number>/undo")
@allow(Permission.IMPORT_DATA)
def undo_case_import(number: int) -> ResponseReturnValue:
    """Have the cases that nobody has touched taken back."""
    actions.undo(
        queries.batch_by_id(number, CASES, by=current_user), by=current_user, now=clock.now()
    )
    flash(_("The cases are being taken back. What somebody has worked on stays."), "ok")
    return web.updated(url_for(".show_case_import", number=number))


def _maps() -> dict[int, StoredMap]:
    return {each.id: each for each in stored_maps(Direction.IMPORT)}


def _list_page(form: CasesForm) -> str:
    before = request.args.get("before", type=int)
    rows = queries.batches_of(CASES, by=current_user, before=before)
    return render_template(
        "staff/exchange/case_imports.html",
        form=form,
        batches=rows[: queries.BATCHES_SHOWN],
        is_first=before is None,
        next_key=rows[-2].id if len(rows) > queries.BATCHES_SHOWN else None,
        words=words,
    )


def _watched(batch: Batch, page: str) -> Response:
    response = make_response(page)
    if batch.status is BatchStatus.RUNNING:
        response.headers["Refresh"] = LOOK_AGAIN
    return response
