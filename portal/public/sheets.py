"""A board as it is printed, on the sheet that is asked for: PDF, and PNG and SVG to look at."""

from functools import lru_cache

from flask import Response, abort, current_app, make_response, redirect, request, url_for

from portal import clock, web
from portal.access import open_to_all
from portal.boards.actions import content_of, drawn
from portal.boards.drawing import BoardContent, draw_picture, draw_svg
from portal.boards.models import Board
from portal.boards.queries import board_by_code, board_instead_of
from portal.boards.rules import SIZES, Sheet, Wish
from portal.errors import N_, NoLonger
from portal.print_wish import wish_in
from portal.public import blueprint as public

PICTURE = 1000  # dots along the long side of a picture
INCH = 25.4


@public.get("/b/<string:code>/board.pdf")
@open_to_all
@web.limiter.limit("60 per hour")
def board_pdf(code: str) -> Response:
    """Give the board as it is printed, A3 unless another sheet is asked for."""
    wish, board = wish_in(request.args), _valid(code)
    return _as_file(_pdf(_content(board), wish), board, wish, "application/pdf")


@public.get("/b/<string:code>/board.png")
@open_to_all
@web.limiter.limit("60 per hour")
def board_png(code: str) -> Response:
    """Give a picture of the board, to look at before it is printed."""
    wish, board = wish_in(request.args), _valid(code)
    return _as_file(_png(_content(board), wish), board, wish, "image/png")


@public.get("/b/<string:code>/board.svg")
@open_to_all
@web.limiter.limit("60 per hour")
def board_svg(code: str) -> Response:
    """Give a drawing of the board that stays sharp however large it is shown."""
    wish, board = wish_in(request.args), _valid(code)
    return _as_file(_svg(_content(board), wish), board, wish, "image/svg+xml")


def _valid(code: str) -> Board:
    """Return the board to draw; what is no longer valid leads to what is, not to another print."""
    board = board_by_code(code)
    if not board.revoked_at:
        return board
    if valid := board_instead_of(board):
        to = url_for(request.endpoint or "", code=valid.code, _external=False, **request.args)
        abort(redirect(to))
    raise NoLonger(N_("This code is no longer valid, and its grid has no other board."))


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
    return drawn([content], wish)


@lru_cache(maxsize=16)
def _png(content: BoardContent, wish: Wish) -> bytes:
    size = SIZES[wish.sheet]
    dpi = round(PICTURE * INCH / max(size.width, size.height))
    return draw_picture(content, wish.sheet, bilingual=wish.is_bilingual, dpi=dpi)


@lru_cache(maxsize=16)
def _svg(content: BoardContent, wish: Wish) -> bytes:
    return draw_svg(content, wish.sheet, bilingual=wish.is_bilingual)
