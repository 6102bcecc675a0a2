"""The page behind a printed code: who answers for this grid, and how it is doing."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from portal import clock, config
from portal.access import open_to_all
from portal.accounts.rules import family_name
from portal.assessment.queries import counts_of_grid
from portal.assessment.rules import Counts, mean_stars, percent
from portal.boards.queries import board_by_code, board_instead_of
from portal.boards.rules import Box, Outline, outline_path
from portal.grids.models import Appointment, Grid
from portal.grids.queries import grids_in, who_answers_for
from portal.grids.rules import ANSWERING, Duty
from portal.i18n import _l, named
from portal.offline import Keep, kept_offline
from portal.policy.queries import policy_on
from portal.policy.rules import Policy
from portal.public import blueprint as public
from portal.public.keeping import kept_ready
from portal.public.living import living
from portal.public.scans import counted_as_scan
from portal.rewards.queries import badges_of

MAP = Box(360, 260, 26)
DUTIES = {
    Duty.FULL_TIME_WORKER: _l("Full-time grid worker"),
    Duty.GRID_LEADER: _l("Grid leader"),
    Duty.GRID_INSTRUCTOR: _l("Grid instructor"),
}
NO_COUNTS = Counts()


@public.get("/b/<string:code>")
@open_to_all
@counted_as_scan
@kept_offline(Keep.OPEN)
@kept_ready
def show_board(code: str) -> str:
    """Show who answers for a grid, what they do, and this month's figures."""
    board, today = board_by_code(code), clock.today()
    if board.revoked_at and (valid := board_instead_of(board)):
        return render_template("public/board_revoked.html", board=board, valid=valid)
    policy, month = policy_on(today), today.replace(day=1)
    appointments = who_answers_for(board.grid, today)
    counts = counts_of_grid(board.grid, month, month)
    return render_template(
        "public/board.html",
        board=board,
        address=config.current().base_url.partition("://")[2],
        grid=board.grid,
        people=_people(appointments),
        volunteers=_volunteers(appointments),
        month=month,
        figures=_figures(counts, policy),
        area=_area(board.grid),
        hours=policy.service_hours,
        living=living(board.grid, counts, month, policy),
    )


def _people(appointments: Sequence[Appointment]) -> list[dict[str, Any]]:
    """Return who answers for the grid, the full-time worker first, each with duties in words."""
    return [
        {
            "name": held.person.name,
            "phone": held.person.phone,
            "duty": DUTIES[duty],
            "tasks": _tasks(held.tasks),
        }
        for duty in ANSWERING
        for held in appointments
        if held.duty is duty
    ]


def _tasks(printed: str) -> list[str]:
    return [task for part in printed.replace("；", ";").split(";") if (task := part.strip())]


def _volunteers(appointments: Sequence[Appointment]) -> list[tuple[str, int]]:
    """Return the volunteers by family name and number, with the stars that they let be seen."""
    people = [held.person for held in appointments if held.duty is Duty.PART_TIME_WORKER]
    badges = badges_of([person.id for person in people])
    return [
        (f"{family_name(person.name)} {person.number}", badges.get(person.id, 0))
        for person in people
    ]


def _figures(counts: Counts, policy: Policy) -> dict[str, Any] | None:
    """Return the month's counts with the rates that they are enough for; None if there are none."""
    if counts == NO_COUNTS:
        return None
    return {
        "counts": counts,
        "satisfied": percent(counts.satisfied, counts.answered, policy),
        "stars": mean_stars(counts, policy),
        "solved": percent(counts.solved, counts.said, policy),
        "fewest": policy.fewest_to_rate,
    }


def _area(grid: Grid) -> Outline | None:
    """Return the outline of a grid among the others of its community, for a map on the page."""
    if not grid.outline:
        return None
    others = [other for other in grids_in(grid.community.code) if other.id != grid.id]
    around = [(_short(other), other.outline) for other in others if other.outline]
    return outline_path(grid.outline, around, MAP)


def _short(grid: Grid) -> str:
    """Return a grid's name without its community's, which the whole map shares."""
    return named(grid).removeprefix(named(grid.community)).strip()
