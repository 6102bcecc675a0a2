"""Orders to print: asked for, settled, drawn in portions, packed, kept for a while.

Each turn of the job does the slow part (drawing, packing) outside its transaction and by keys
that say what they are: killed at any moment, the next turn goes on where this one stood.
"""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from portal import clock, files, jobs
from portal.accounts.models import Person
from portal.boards.actions.printing import content_then, drawn, freeze
from portal.boards.drawing import BoardContent
from portal.boards.models import Board, PrintItem, PrintOrder
from portal.boards.queries import (
    items_to_draw,
    items_to_freeze,
    items_with_all,
    order_by_request,
)
from portal.boards.rules import Packing, ShopLine, Wish, file_of, fingerprint, shop_rows
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.grids.queries import all_areas
from portal.sheets import csv_lines

MOST_BOARDS = 2000
MOST_IN_ONE_PDF = 400  # a whole district of boards; drawn at once, so that fonts stand there once
FROZEN_AT_ONCE = 200
DRAWN_AT_ONCE = 40  # about a second, and a file each
KEPT = timedelta(days=7)
SHOP_SHEET = "印刷单.csv"


def order_prints(
    boards: Sequence[Board], wish: Wish, *, request_key: str, by: Person, now: datetime
) -> PrintOrder:
    """Write down what is to be printed, and ask for it; the same form orders it once."""
    if known := order_by_request(request_key):
        return known
    _refuse_what_cannot_be_drawn(boards, wish)
    order = PrintOrder(
        request_key=request_key,
        by=by,
        at=now,
        packing=wish.packing,
        sheet=wish.sheet,
        is_bilingual=wish.is_bilingual,
        has_bleed=wish.has_bleed,
        copies=wish.copies,
        count=len(boards),
    )
    order.items = [PrintItem(place=n, board=board) for n, board in enumerate(boards, 1)]
    db.session.add(order)
    db.session.flush()
    jobs.want("print_boards", order.id)
    return order


def draw_portion(order: PrintOrder) -> None:
    """Draw the next boards of an order into the file store, or pack what is drawn; keep no row."""
    if order.ended_at or items_to_freeze(order, 1):
        return
    if order.packing is Packing.ONE_PDF:
        if items := items_to_draw(order, MOST_BOARDS):
            files.keep(_whole(order), drawn(_contents(items), order.wish))
        return
    items = items_to_draw(order, DRAWN_AT_ONCE)
    for item in items:
        files.keep(_part(order, item), drawn(_contents([item]), order.wish))
    if not items:
        _pack(order)


def do_portion(order: PrintOrder, *, now: datetime) -> bool:
    """Settle the words of the next boards, or note what was drawn; say whether more is left."""
    if order.ended_at:
        return False
    if items := items_to_freeze(order, FROZEN_AT_ONCE):
        versions = freeze([item.board for item in items], by=order.by, now=now)
        for item in items:
            item.version = versions[item.board_id]
        return True
    if order.packing is Packing.ONE_PDF:
        for item in items_to_draw(order, MOST_BOARDS):
            item.is_drawn = True
    elif items := items_to_draw(order, DRAWN_AT_ONCE):
        for item in items:
            item.pdf_sha256 = fingerprint(files.read(_part(order, item)))
            item.is_drawn = True
        return True
    _end(order, now)
    return False


def give_up(order: PrintOrder, *, now: datetime) -> None:
    """Say on an order that it failed for the last time."""
    order.gave_up_at = now


def clear_parts(order: PrintOrder) -> None:
    """Let the single files go once they are packed."""
    files.drop(_part(order, item) for item in items_with_all(order))


def clear_away(order: PrintOrder) -> None:
    """Let an order's file go; what was printed, and its hash, stay known."""
    if order.file_key:
        files.drop([order.file_key])
    order.file_key = None


def shop_lines(order: PrintOrder) -> Iterator[ShopLine]:
    """Return what the print shop has to know of each board of an order."""
    streets = {area.id: area.name for area in all_areas()}
    for item in items_with_all(order):
        board, community = item.board, item.board.grid.community
        revision = item.version.revision if item.version else board.revision
        yield ShopLine(
            number=board.number,
            revision=revision,
            file=file_of(board.number, revision, community.name, order.packing, item.place),
            street=streets.get(community.parent_id or 0, ""),
            community=community.name,
            grid=board.grid.name,
            place=board.place,
        )


def _contents(items: Sequence[PrintItem]) -> list[BoardContent]:
    return [content_then(item.version) for item in items if item.version]


def _end(order: PrintOrder, now: datetime) -> None:
    order.file_key, order.ended_at, order.kept_until = _whole(order), now, now + KEPT
    order.file_bytes, order.file_sha256 = files.measured(_whole(order))
    if order.packing is not Packing.ONE_PDF:
        jobs.want("clear_print_parts", order.id)


def _pack(order: PrintOrder) -> None:
    """Put the single files and the print shop's sheet into one ZIP, one after the other."""
    lines = list(shop_lines(order))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "boards.zip"
        with zipfile.ZipFile(path, "w") as packed:
            day = clock.day_of(order.at)
            for line, item in zip(lines, items_with_all(order), strict=True):
                name = zipfile.ZipInfo(line.file, (day.year, day.month, day.day, 0, 0, 0))
                packed.writestr(name, files.read(_part(order, item)))
            sheet = zipfile.ZipInfo(SHOP_SHEET, (day.year, day.month, day.day, 0, 0, 0))
            packed.writestr(sheet, b"".join(csv_lines(shop_rows(lines, order.wish))))
        files.keep(_whole(order), path)


def _whole(order: PrintOrder) -> str:
    end = "pdf" if order.packing is Packing.ONE_PDF else "zip"
    return f"prints/{order.request_key}/boards.{end}"


def _part(order: PrintOrder, item: PrintItem) -> str:
    return f"prints/{order.request_key}/{item.place}.pdf"


def _refuse_what_cannot_be_drawn(boards: Sequence[Board], wish: Wish) -> None:
    if not boards:
        raise NotAcceptable(N_("Choose at least one board."))
    most = MOST_IN_ONE_PDF if wish.packing is Packing.ONE_PDF else MOST_BOARDS
    if len(boards) > most:
        raise NotAcceptable(
            N_("At most %(most)d boards fit in one order like this. Choose a smaller area."),
            most=most,
        )
