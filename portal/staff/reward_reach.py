"""What pages of rewards share: whose communities somebody sees, and the quarter asked for."""

from collections.abc import Collection, Sequence
from datetime import date

from flask import request
from flask_login import current_user

from portal import clock
from portal.accounts.rules import Role
from portal.errors import N_, NotFound
from portal.grids.models import Area
from portal.grids.queries import areas_within
from portal.rewards.queries import money as queries
from portal.rewards.rules.money import SEES_MONEY
from portal.rewards.rules.quarters import (
    quarter_called,
    quarter_of,
    quarters_before,
)

QUARTERS = 9  # to choose from: two years and the one that runs


def codes(roles: Collection[Role] = SEES_MONEY) -> list[str]:
    """Return the areas for which whoever is signed in holds one of these roles."""
    return queries.codes_of(current_user, clock.today(), roles)


def areas(roles: Collection[Role] = SEES_MONEY) -> Sequence[Area]:
    """Return these areas, and what lies in them."""
    return areas_within(codes(roles))


def area_asked_for(choice: Sequence[Area]) -> Area:
    """Return the area of the address if it is in reach; the widest one unless one is asked for."""
    asked = request.values.get("area")
    found = [area for area in choice if not asked or area.code == asked]
    if not found:
        raise NotFound(N_("No such area, or it is not yours to see. Choose one from the list."))
    return found[0]


def quarters() -> list[date]:
    """Return the quarters to choose from, the one that runs first."""
    return quarters_before(quarter_of(clock.today()), QUARTERS)


def quarter_asked_for() -> date:
    """Return the quarter of the address; the last one that is over unless one is asked for."""
    asked = request.values.get("quarter")
    found = quarter_called(asked) if asked else quarters()[1]
    if found is None or found > clock.today():
        raise NotFound(N_("There is no such quarter. Choose one from the list."))
    return found


def page_asked_for() -> int | None:
    """Return before which row the page asked for ends."""
    asked = request.args.get("before", "")
    return int(asked[:9]) if asked.isascii() and asked.isdigit() else None
