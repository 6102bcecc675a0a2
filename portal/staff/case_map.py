"""The open cases by grid: a list, and beside it a map of our own outlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, config, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.cases import queries
from portal.cases.queries import OpenHere
from portal.grids.models import Grid
from portal.grids.queries import grids_in
from portal.i18n import named
from portal.staff import blueprint as staff

SHADES = 4
NOTHING = OpenHere(0, 0)


@dataclass(frozen=True)
class Place:
    """A grid with its open cases, and how dark it is drawn beside the fullest one."""

    grid: Grid
    here: OpenHere
    shade: int

    @property
    def url(self) -> str:
        """Return the address of its open cases."""
        return url_for("staff.list_cases", view="due", area=self.grid.code)

    @property
    def late_url(self) -> str:
        """Return the address of its late cases."""
        return url_for("staff.list_cases", view="overdue", area=self.grid.code)


@staff.get("/cases/map")
@allow(Permission.SEE_CASES)
def case_map() -> ResponseReturnValue:
    """Show where the open cases are: the grids with late ones first."""
    found = queries.open_by_grid(current_user, today=clock.today())
    places = sorted(_places(found), key=lambda place: (-place.here.late, -place.here.open))
    quiet = len({grid.code for grid in _grids()} - {grid.code for grid in found})
    tiles, credit = config.current().map_tiles, config.current().map_credit
    page = render_template(
        "staff/cases/map.html", places=places, quiet=quiet, tiles=tiles, credit=credit
    )
    response = make_response(page)
    if tiles:
        response.headers["Content-Security-Policy"] = web.policy_with_images(tiles)
    return response


@staff.get("/cases/map.json")
@allow(Permission.SEE_CASES)
def case_map_outlines() -> Response:
    """Return the outlines of the grids in reach with their open cases, as GeoJSON."""
    found = queries.open_by_grid(current_user, today=clock.today())
    quiet = {grid: NOTHING for grid in _grids() if grid not in found}
    features = [_feature(place) for place in _places(found | quiet) if place.grid.outline]
    return jsonify({"type": "FeatureCollection", "features": features})


def _grids() -> list[Grid]:
    codes = area_codes_of(current_user, clock.today())
    grids = {grid.code: grid for code in codes for grid in grids_in(code)}
    return list(grids.values())


def _places(found: Mapping[Grid, OpenHere]) -> list[Place]:
    most = max((here.open for here in found.values()), default=0) or 1
    return [Place(grid, here, -(-here.open * SHADES // most)) for grid, here in found.items()]


def _feature(place: Place) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [place.grid.outline]},
        "properties": {
            "code": place.grid.code,
            "name": named(place.grid),
            "open": place.here.open,
            "late": place.here.late,
            "shade": place.shade,
            "url": place.url,
        },
    }
