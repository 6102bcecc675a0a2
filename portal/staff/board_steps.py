"""What staff do with a board: put it up, look at it, revoke its code, have one made."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.boards import actions, queries
from portal.boards.models import Board
from portal.boards.queries import Part
from portal.forms import PortalForm
from portal.grids.queries import grids_in
from portal.grids.rules import AreaKind
from portal.i18n import _, named
from portal.policy.queries import policy_on
from portal.policy.rules import Policy
from portal.staff import blueprint as staff
from portal.staff import board_words
from portal.staff.board_forms import EntranceForm, InspectForm, PostForm, RevokeForm
from portal.staff.boards import area_asked_for, areas_in_reach, board_in_reach, board_page


@staff.get("/boards/<string:code>/inspect")
@allow(Permission.KEEP_BOARDS)
def ask_finding(code: str) -> ResponseReturnValue:
    """Ask what somebody finds who stands before a board."""
    return _inspect_page(board_in_reach(code))


@staff.get("/boards/<string:code>/post")
@allow(Permission.KEEP_BOARDS)
def ask_place(code: str) -> ResponseReturnValue:
    """Ask where somebody has just put a board up."""
    return _post_page(board_in_reach(code))


@staff.post("/boards/<string:code>/post")
@allow(Permission.KEEP_BOARDS)
def post_board(code: str) -> ResponseReturnValue:
    """Note that the board was put up, and where."""
    board, form = board_in_reach(code), PostForm(policy=policy_on(clock.today()))
    if not form.validate():
        return _post_page(board, form), 422
    actions.post_board(
        board,
        form.where(),
        request_key=form.key.data or "",
        words=form.words.data or "",
        photo=form.photo,
        by=current_user,
        now=clock.now(),
    )
    flash(_("Noted: it hangs there from now on."), "ok")
    return web.updated(url_for(".show_board", code=board.code))


@staff.post("/boards/<string:code>/inspect")
@allow(Permission.KEEP_BOARDS)
def inspect_board(code: str) -> ResponseReturnValue:
    """Note what was found at a board."""
    board, form = board_in_reach(code), InspectForm(policy=policy_on(clock.today()))
    if not form.validate():
        return _inspect_page(board, form), 422
    actions.inspect_board(
        board,
        form.found(),
        request_key=form.key.data or "",
        words=form.words.data or "",
        photo=form.photo,
        by=current_user,
        now=clock.now(),
    )
    flash(_("Noted what you found. Thank you."), "ok")
    return web.updated(url_for(".show_board", code=board.code))


@staff.post("/boards/<string:code>/revoke")
@allow(Permission.PRINT_BOARDS)
def revoke_board(code: str) -> ResponseReturnValue:
    """Take a code out of use; the grid gets a new one."""
    board, form = board_in_reach(code), RevokeForm()
    if not form.validate():
        return board_page(board, form), 422
    new = actions.revoke(
        board, why=form.reason(), note=form.note.data or "", by=current_user, now=clock.now()
    )
    if new is None:
        flash(_("The code is revoked. The grid has ended, so there is no new one."), "ok")
        return web.updated(url_for(".show_board", code=board.code))
    flash(_("The code is revoked. This is the new one: print it and put it up."), "ok")
    return web.updated(url_for(".show_board", code=new.code))


@staff.get("/boards/missing")
@allow(Permission.SEE_BOARDS)
def list_missing() -> ResponseReturnValue:
    """List the places where a board is to hang and none does."""
    return _missing_page(EntranceForm(formdata=None))


@staff.post("/boards/missing/make")
@allow(Permission.PRINT_BOARDS)
def make_boards() -> ResponseReturnValue:
    """Make a board, with a code of its own, for each grid of an area that has none."""
    area = area_asked_for(areas_in_reach())
    made = actions.ensure_boards(area.code, now=clock.now())
    flash(_("Boards made: %(count)s. They can be printed now.", count=len(made)), "ok")
    return web.updated(url_for(".list_missing", area=area.code))


@staff.post("/boards/missing/entrance")
@allow(Permission.PRINT_BOARDS)
def add_entrance() -> ResponseReturnValue:
    """Make a board for a building entrance of a grid."""
    form = EntranceForm()
    if not form.validate():
        return _missing_page(form), 422
    reach = area_codes_of(current_user, clock.today())
    grid = queries.grid_to_board(reach, form.grid.data or "")
    board = actions.add_entrance(grid, place=form.place.data or "", now=clock.now())
    flash(_("Made: board %(number)s, to be printed and put up there.", number=board.number), "ok")
    return web.updated(url_for(".list_missing", area=grid.code[:12]))


def _inspect_page(board: Board, form: InspectForm | None = None) -> str:
    policy = policy_on(clock.today())
    form = form or InspectForm(policy=policy, formdata=None)
    return _page_at("inspect", board, form, policy)


def _post_page(board: Board, form: PostForm | None = None) -> str:
    policy = policy_on(clock.today())
    form = form or PostForm(policy=policy, formdata=None, data={"place": board.place})
    return _page_at("post", board, form, policy)


def _page_at(what: str, board: Board, form: PortalForm, policy: Policy) -> str:
    return render_template(
        f"staff/boards/{what}.html", board=board, form=form, words=board_words, policy=policy
    )


def _missing_page(form: EntranceForm) -> str:
    areas = areas_in_reach()
    area = area_asked_for(areas)
    is_community = area.kind is AreaKind.COMMUNITY
    grids = grids_in(area.code) if is_community else ()
    form.grid.choices = [SelectChoice(grid.code, named(grid)) for grid in grids]
    page = queries.list_boards(area.code, Part.MISSING, after_key=request.args.get("after"))
    return render_template(
        "staff/boards/missing.html",
        area=area,
        areas=areas,
        page=page,
        bare=queries.grids_without_board(area.code),
        communities=() if is_community else queries.communities_missing(area.code),
        form=form,
        words=board_words,
    )
