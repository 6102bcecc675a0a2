"""The register of boards in reach: how they stand, and the life of each."""

from collections.abc import Sequence

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.boards import actions, queries
from portal.boards.models import Board
from portal.boards.queries import Part
from portal.boards.rules import BoardState, fingerprint
from portal.errors import N_, NotFound
from portal.grids.models import Area
from portal.grids.queries import areas_within
from portal.print_wish import wish_in
from portal.staff import blueprint as staff
from portal.staff import board_words
from portal.staff.board_forms import RevokeForm

KEPT_SECONDS = 600  # a photo is the same for as long as somebody looks at its board


@staff.get("/boards")
@allow(Permission.SEE_BOARDS)
def list_boards() -> ResponseReturnValue:
    """List the boards of an area that stand as asked, page by page."""
    areas = areas_in_reach()
    area, part = area_asked_for(areas), part_asked_for()
    page = queries.list_boards(area.code, part, after_key=request.args.get("after"))
    return render_template(
        "staff/boards/list.html",
        area=area,
        areas=areas,
        part=part,
        page=page,
        counts=queries.counts_by_state(area.code),
        words=board_words,
        states=states_of(page.boards),
    )


@staff.get("/boards/reprint")
@allow(Permission.SEE_BOARDS)
def list_reprint() -> ResponseReturnValue:
    """List the boards that say what is no longer so, or are spoilt, with what has changed."""
    areas = areas_in_reach()
    area = area_asked_for(areas)
    page = queries.list_boards(area.code, Part.REPRINT, after_key=request.args.get("after"))
    return render_template(
        "staff/boards/reprint.html",
        area=area,
        areas=areas,
        page=page,
        words=board_words,
        count=queries.counts_by_state(area.code)[Part.REPRINT],
    )


@staff.get("/boards/<string:code>")
@allow(Permission.SEE_BOARDS)
def show_board(code: str) -> ResponseReturnValue:
    """Show a board with its life."""
    return board_page(board_in_reach(code), RevokeForm(formdata=None))


@staff.get("/boards/<string:code>/versions/<int:n>.pdf")
@allow(Permission.SEE_BOARDS)
def board_version(code: str, n: int) -> ResponseReturnValue:
    """Give a board as it was printed under a revision, made again from what was kept."""
    board = board_in_reach(code)
    pdf = actions.draw_again(queries.version_of(board, n), wish_in(request.args))
    response = Response(pdf, mimetype="application/pdf")
    name = f"{board.number}-r{n}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.set_etag(fingerprint(pdf))
    return response


@staff.get("/boards/<string:code>/photos/<int:n>")
@allow(Permission.SEE_BOARDS)
def board_photo(code: str, n: int) -> ResponseReturnValue:
    """Return the photo of one check of a board in reach."""
    response = web.photo(queries.check_of(board_in_reach(code), n).photo_key or "")
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def board_page(board: Board, form: RevokeForm) -> str:
    """Return the page of one board."""
    now = clock.now()
    changed = {} if board.revoked_at else actions.changes_today([board], now=now)
    return render_template(
        "staff/boards/board.html",
        board=board,
        state=states_of([board])[board.id],
        changes=changed.get(board.id, ()),
        life=queries.life_of(board),
        successor=queries.board_instead_of(board) if board.revoked_at else None,
        drawn_with=actions.drawn_with(),
        form=form,
        words=board_words,
        happened=queries.Happened,
    )


def board_in_reach(code: str) -> Board:
    """Return the board with this code if whoever is signed in may see it."""
    return queries.board_in_reach(area_codes_of(current_user, clock.today()), code)


def areas_in_reach() -> Sequence[Area]:
    """Return the areas whose boards whoever is signed in may see."""
    return areas_within(area_codes_of(current_user, clock.today()))


def area_asked_for(areas: Sequence[Area]) -> Area:
    """Return the area of the address if it is in reach; the widest one unless one is asked for."""
    asked = request.values.get("area")
    found = [area for area in areas if not asked or area.code == asked]
    if not found:
        raise NotFound(N_("No such area, or it is not yours to see. Choose one from the list."))
    return found[0]


def part_asked_for() -> Part | BoardState:
    """Return which part of the register the address asks for; all valid boards unless it does."""
    asked = request.values.get("part", "")
    if asked in set(BoardState):
        return BoardState(asked)
    return Part(asked) if asked in set(Part) else Part.VALID


def states_of(boards: Sequence[Board]) -> dict[int, BoardState]:
    """Return how each of these boards stands."""
    return {board.id: board.state for board in boards}
