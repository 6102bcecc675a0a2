"""Finding one's grid: by the number on a board, by a name or its initials, or by where one is."""

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import web
from portal.access import has_key, open_to_all
from portal.boards.queries import board_called, newest_boards
from portal.grids.queries import MOST_FOUND, grids_named, grids_near
from portal.grids.rules.clues import LONGEST_ASKED
from portal.grids.rules.spots import spot_said
from portal.public import blueprint as public


@public.get("/find")
@open_to_all
def find() -> ResponseReturnValue:
    """Lead to the board whose number or code was typed, or show the grids with such names."""
    typed = "".join(filter(str.isprintable, request.args.get("q", "")))[:LONGEST_ASKED].strip()
    if board := board_called(typed) if typed else None:
        return web.updated(url_for(".show_board", code=board.code))
    found = grids_named(typed) if typed else []
    return render_template(
        "public/find.html",
        typed=typed,
        boards=newest_boards(found[:MOST_FOUND]),
        has_more=len(found) > MOST_FOUND,
    )


@public.post("/find/here")
@open_to_all
@web.limiter.limit("600 per hour")  # thousands may share one address
def find_here() -> ResponseReturnValue:
    """Show the grid in which somebody stands: where that is stands in no address and is not kept.

    Without a position that can be read the page says so and offers the other ways.
    """
    g.is_anybody = not has_key()  # nor does the log say who asked
    spot = spot_said(request.form.get("lon", ""), request.form.get("lat", ""))
    near = grids_near(spot) if spot else []
    metres = {each.grid.id: each.metres for each in near}
    page = render_template(
        "public/find_here.html",
        is_readable=spot is not None,
        metres=metres,
        boards=newest_boards([each.grid for each in near]),
    )
    return page, 200 if spot else 422
