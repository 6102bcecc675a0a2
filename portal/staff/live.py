"""The command centre's live page: what comes in, moves, is late, and is more than usual."""

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import GRANTS, Permission, allow
from portal.accounts.queries import posts_of
from portal.cases.queries import live
from portal.cases.rules import days_late
from portal.cases.rules.tallies import STATIONS
from portal.grids.models import Area
from portal.grids.queries import areas_within
from portal.i18n import _l
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.boards import area_asked_for

EVERY = 30  # seconds between two looks
WITHOUT_SCRIPT = 60  # seconds, on a wall
STATIONS_SAID: dict[int, Any] = {
    0: _l("Triage"),
    1: _l("Level 1"),
    2: _l("Level 2"),
    3: _l("Level 3"),
    4: _l("Level 4"),
}
SHADES = 4  # of a cell of the matrix, from none to the fullest


@dataclass(frozen=True)
class Passage:
    """One cell of the matrix: how often cases went this way, and how full its shade is."""

    count: int
    shade: int


@staff.get("/live")
@allow(Permission.SEE_LIVE)
def show_live() -> ResponseReturnValue:
    """Show an area as it is now; on a wall in large, without anything to press."""
    areas = _areas()
    area = area_asked_for(areas)
    page = "staff/live/wall.html" if _is_wall() else "staff/live/page.html"
    return render_template(
        page, areas=areas, every=EVERY, without_script=WITHOUT_SCRIPT, **_seen(area)
    )


@staff.get("/live/now")
@allow(Permission.SEE_LIVE)
def live_now() -> ResponseReturnValue:
    """Return what changes on the live page, or only say that nothing has."""
    part = "staff/live/_wall.html" if _is_wall() else "staff/live/_now.html"
    seen = _seen(area_asked_for(_areas()))
    response = make_response(render_template(part, **seen))
    response.headers["X-As-Of"] = f"{seen['now']:%H:%M:%S}"  # beside the part: it changes always
    return _unless_known(response)


def _unless_known(response: Response) -> Response:
    """Name the content by its hash, so that whoever has it already is sent nothing."""
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _is_wall() -> bool:
    return request.args.get("wall") == "1"


def _areas() -> list[Area]:
    """Return the district or the streets that whoever is signed in watches."""
    codes = {
        post.area_code
        for post in posts_of(current_user, clock.today())
        if post.area_code and Permission.SEE_LIVE in GRANTS[post.role]
    }
    return [area for area in areas_within(codes) if len(area.code) <= live.STREET_DIGITS]


def _seen(area: Area) -> dict[str, Any]:
    """Return all that the page shows of an area now."""
    now, today = clock.now(), clock.today()
    policy, calendar = policy_on(today), work_calendar()
    streets, first_day = live.streets_in(area.code), live.first_counted_day()
    intake = live.intake_of(streets, today, first_day)
    so_far, usual = live.intake_until(intake, now)
    late = live.late_of(streets, today)
    return {
        "area": area,
        "now": now.astimezone(clock.LOCAL),
        "intake": intake,
        "so_far": so_far,
        "usual": None if usual is None else round(usual),
        "statuses": live.open_by_status(streets),
        "words": case_words,
        "late": late,
        "lateness": [days_late(unit.oldest_due, today, calendar) for unit in late.units],
        "flow": _shaded(live.flow_of(streets, today)),
        "stations": STATIONS_SAID,
        "warnings": live.warnings_of(streets, today, first_day, policy),
        "policy": policy,
    }


def _shaded(flow: dict[tuple[int, int], int]) -> dict[int, dict[int, Passage]]:
    """Return the matrix row by row: the fuller the shade, the more went that way."""
    most = max(flow.values(), default=0) or 1
    return {
        start: {
            end: Passage(flow[start, end], -(-flow[start, end] * SHADES // most))
            for end in STATIONS
        }
        for start in STATIONS
    }
