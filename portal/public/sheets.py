"""A board as it is printed, on the sheet that is asked for: PDF, and PNG and SVG to look at."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import Response, current_app, make_response, request

from portal import clock, web
from portal.access import open_to_all
from portal.boards.actions import content_of
from portal.boards.drawing import BoardContent, draw_boards, draw_picture, draw_svg
from portal.boards.models import Board
from portal.boards.queries import board_by_code
from portal.boards.rules import SIZES, Sheet, sheet_named
from portal.errors import N_, NotAcceptable
from portal.public import blueprint as public

PICTURE = 1000  # dots along the long side of a picture
INCH = 25.4
YES_OR_NO = {"": False, "0": False, "1": True}


class Wish(NamedTuple):
    """On which sheet, in how many languages, and whether for a print shop's knife."""

    sheet: Sheet
    bilingual: bool
    bleed: bool


@public.get("/b/<string:code>/board.pdf")
@open_to_all
@web.limiter.limit("60 per hour")
def board_pdf(code: str) -> Response:
    """Give the board as it is printed, A3 unless another sheet is asked for."""
    wish, board = _wish(request.args), board_by_code(code)
    return _as_file(_pdf(_content(board), wish), board, wish, "application/pdf")


@public.get("/b/<string:code>/board.png")
@open_to_all
@web.limiter.limit("60 per hour")
def board_png(code: str) -> Response:
    """Give a picture of the board, to look at before it is printed."""
    wish, board = _wish(request.args), board_by_code(code)
    return _as_file(_png(_content(board), wish), board, wish, "image/png")


@public.get("/b/<string:code>/board.svg")
@open_to_all
@web.limiter.limit("60 per hour")
def board_svg(code: str) -> Response:
    """Give a drawing of the board that stays sharp however large it is shown."""
    wish, board = _wish(request.args), board_by_code(code)
    return _as_file(_svg(_content(board), wish), board, wish, "image/svg+xml")


def _wish(asked: Mapping[str, str]) -> Wish:
    """Return which sheet an address asks for; refuse one that there is not."""
    sheet = sheet_named(asked.get("sheet", Sheet.A3_LANDSCAPE))
    if sheet is None:
        raise NotAcceptable(
            N_("There is no such sheet. Ask for one of these: %(sheets)s."), sheets=", ".join(Sheet)
        )
    return Wish(sheet, _is_asked(asked, "bilingual"), _is_asked(asked, "bleed"))


def _is_asked(asked: Mapping[str, str], name: str) -> bool:
    said = asked.get(name, "")
    if said not in YES_OR_NO:
        raise NotAcceptable(N_("In this address %(name)s must be 1 or 0."), name=name)
    return YES_OR_NO[said]


def _content(board: Board) -> BoardContent:
    settings = current_app.config["SETTINGS"]
    return content_of(
        board,
        clock.today(),
        base_url=settings.base_url,
        supervision_phone=settings.supervision_phone,
    )


def _as_file(drawn: bytes, board: Board, wish: Wish, mimetype: str) -> Response:
    response = make_response(drawn)
    response.mimetype = mimetype
    name = board.number if wish.sheet is Sheet.A3_LANDSCAPE else f"{board.number}-{wish.sheet}"
    ending = mimetype.partition("/")[2].partition("+")[0]
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    return response


# The same words on the same sheet are the same page: each is drawn once a day in each process.


@lru_cache(maxsize=32)
def _pdf(content: BoardContent, wish: Wish) -> bytes:
    return draw_boards([content], wish.sheet, bilingual=wish.bilingual, bleed=wish.bleed)


@lru_cache(maxsize=16)
def _png(content: BoardContent, wish: Wish) -> bytes:
    size = SIZES[wish.sheet]
    dpi = round(PICTURE * INCH / max(size.width, size.height))
    return draw_picture(content, wish.sheet, bilingual=wish.bilingual, dpi=dpi)


@lru_cache(maxsize=16)
def _svg(content: BoardContent, wish: Wish) -> bytes:
    return draw_svg(content, wish.sheet, bilingual=wish.bilingual)
