"""The boards in reach: their addresses, their pages, their sheets to print."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.boards.queries import boards_in
from portal.errors import N_, NotFound
from portal.grids.models import Area
from portal.grids.queries import areas_within
from portal.staff import blueprint as staff


@staff.get("/boards")
@allow(Permission.SEE_BOARDS)
def list_boards() -> ResponseReturnValue:
    """List the boards of an area with their pages and sheets."""
    areas = areas_within(area_codes_of(current_user, clock.today()))
    area = area_asked_for(areas)
    boards = boards_in(area.code)
    return render_template("staff/boards.html", area=area, areas=areas, boards=boards)


def area_asked_for(areas: Sequence[Area]) -> Area:
    """Return the area of the address if it is in reach; the widest one unless one is asked for."""
    asked = request.args.get("area")
    found = [area for area in areas if not asked or area.code == asked]
    if not found:
        raise NotFound(N_("No such area, or it is not yours to see. Choose one from the list."))
    return found[0]
