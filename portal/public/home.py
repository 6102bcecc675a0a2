"""The first page, and what the portal keeps of people, in plain words."""

from collections.abc import Sequence
from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import open_to_all
from portal.boards.models import Board
from portal.boards.queries import boards_in
from portal.grids.models import Area
from portal.grids.queries import areas_of
from portal.grids.rules import DISTRICT, AreaKind
from portal.policy.queries import policy_on
from portal.public import blueprint as public
from portal.public.keeping import kept_ready
from portal.publicity.queries import told_stories

Place = tuple[Area, list[Board]]


@public.get("/")
@open_to_all
@kept_ready
def home() -> str:
    """Say what this is, and lead to a board, a report or the staff door."""
    return render_template(
        "public/home.html", streets=_streets(boards_in(DISTRICT)), stories=told_stories()
    )


@public.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    """Say what is kept of a report, for how long, who sees it and how to erase it."""
    return render_template("public/privacy.html", policy=policy_on(clock.today()))


def _streets(boards: Sequence[Board]) -> list[tuple[Area, list[Place]]]:
    """Return the boards by street and community; a grid with two boards shows the newer."""
    newest = {board.grid_id: board for board in boards}.values()
    communities = [
        (community, list(inside))
        for community, inside in groupby(newest, key=lambda board: board.grid.community)
    ]
    streets = {street.id: street for street in areas_of(AreaKind.STREET)}
    return [
        (streets[street_id], list(inside))
        for street_id, inside in groupby(communities, key=lambda place: place[0].parent_id)
        if street_id in streets
    ]
