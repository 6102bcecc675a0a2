"""Boards are ordered from the print shop: any choice of them, drawn by the worker, kept a week."""

from collections.abc import Sequence

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, files, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.boards import actions, queries
from portal.boards.models import Board, PrintOrder
from portal.boards.queries import Part
from portal.boards.queries.orders import PAGE
from portal.boards.rules import Packing, shop_rows
from portal.errors import N_, NoLonger
from portal.sheets import csv_lines
from portal.staff import blueprint as staff
from portal.staff import board_words
from portal.staff.board_forms import PrintForm
from portal.staff.boards import area_asked_for, areas_in_reach, part_asked_for

TYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@staff.get("/boards/print")
@allow(Permission.PRINT_BOARDS)
def ask_prints() -> ResponseReturnValue:
    """Ask how the chosen boards are to be printed."""
    form = PrintForm(formdata=None)
    boards = _chosen()
    if len(boards) > actions.MOST_IN_ONE_PDF:
        form.packing.data = Packing.FOLDERS.value
    return _ask_page(form, boards)


@staff.post("/boards/print")
@allow(Permission.PRINT_BOARDS)
def order_prints() -> ResponseReturnValue:
    """Order the chosen boards; the page of the order shows how far it is."""
    form, boards, made = PrintForm(), _chosen(), list[PrintOrder]()

    def order() -> None:
        key, now = form.key.data or "", clock.now()
        wish = form.wish()
        made.append(actions.order_prints(boards, wish, request_key=key, by=current_user, now=now))

    if not form.validate() or not form.accepts(order):
        return _ask_page(form, boards), 422
    return web.updated(url_for(".show_prints", key=made[0].request_key))


@staff.get("/boards/prints")
@allow(Permission.PRINT_BOARDS)
def list_prints() -> ResponseReturnValue:
    """List one's own orders, the newest first."""
    asked = request.args.get("before", "")
    before = int(asked[:9]) if asked.isascii() and asked.isdigit() else None
    rows = queries.orders_of(current_user, before=before)
    return render_template(
        "staff/boards/prints.html",
        orders=rows[:PAGE],
        is_first=before is None,
        next_key=rows[PAGE - 1].id if len(rows) > PAGE else None,
        words=board_words,
    )


@staff.get("/boards/prints/<string:key>")
@allow(Permission.PRINT_BOARDS)
def show_prints(key: str) -> ResponseReturnValue:
    """Show how far an order is, and its file once it is ready."""
    order = queries.order_of(current_user, key)
    return render_template(
        "staff/boards/order.html",
        order=order,
        progress=queries.progress_of(order),
        lines=list(actions.shop_lines(order)),
        words=board_words,
    )


@staff.get("/boards/prints/<string:key>/file")
@allow(Permission.PRINT_BOARDS)
def prints_file(key: str) -> ResponseReturnValue:
    """Give the file of one's own order, piece by piece, for as long as it is kept."""
    order = queries.order_of(current_user, key)
    if not order.file_key or not order.kept_until or order.kept_until < clock.now():
        raise NoLonger(N_("This file is not kept any longer. Order the boards once more."))
    end = order.file_key.rpartition(".")[2]
    response = Response(files.pieces(order.file_key), mimetype=TYPES[end])
    response.content_length = order.file_bytes or 0
    day = clock.day_of(order.at)
    response.headers["Content-Disposition"] = f'attachment; filename="boards-{day}.{end}"'
    response.set_etag(order.file_sha256 or "")
    return response


@staff.get("/boards/prints/<string:key>/sheet.csv")
@allow(Permission.PRINT_BOARDS)
def prints_sheet(key: str) -> ResponseReturnValue:
    """Give the sheet for the print shop: which board, what size, where to, how many."""
    order = queries.order_of(current_user, key)
    rows = shop_rows(actions.shop_lines(order), order.wish)
    response = Response(b"".join(csv_lines(rows)), content_type="text/csv; charset=utf-8")
    name = f"print-shop-{clock.day_of(order.at)}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chosen() -> Sequence[Board]:
    """Return the ticked boards within reach, or those of a part of an area."""
    codes = request.values.getlist("board")[: actions.MOST_BOARDS]
    if codes:
        return queries.boards_chosen(area_codes_of(current_user, clock.today()), codes)
    part, area = part_asked_for(), area_asked_for(areas_in_reach())
    if not isinstance(part, Part):  # a state is a question to look at, not to print
        part = Part.VALID
    return queries.boards_of_part(area.code, part, actions.MOST_BOARDS + 1)


def _ask_page(form: PrintForm, boards: Sequence[Board]) -> str:
    areas = areas_in_reach()
    return render_template(
        "staff/boards/ask.html",
        form=form,
        boards=boards,
        ticked=request.values.getlist("board"),
        area=area_asked_for(areas),
        areas=areas,
        part=part_asked_for(),
        parts=[*Part],
        words=board_words,
        most_in_one=actions.MOST_IN_ONE_PDF,
    )
