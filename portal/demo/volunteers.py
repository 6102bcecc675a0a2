"""Volunteers of the demonstration: those whom the registry names, and what they earned."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.actions import give_post
from portal.accounts.rules import Role
from portal.db import db
from portal.demo.chance import Chance
from portal.errors import NotAllowedNow
from portal.grids.models import Appointment, Grid
from portal.grids.queries import lies_in
from portal.grids.rules import DISTRICT, Duty
from portal.rewards import actions
from portal.rewards.rules import quarter_before, quarter_of
from portal.volunteers.models import Volunteer
from portal.volunteers.rules import VolunteerKind

SINCE = timedelta(days=400)
QUARTERS = 3
FEWEST_FOR_ALL = 5000  # cases told


def make_volunteers(chance: Chance, shown: Grid, cases: int, now: datetime) -> None:
    """Let everybody whom the registry names as a part-time worker have joined.

    Where few cases are told it is only those of the shown community: it has to be quick.
    """
    within = DISTRICT if cases >= FEWEST_FOR_ALL else shown.code[:12]
    began = clock.day_of(now - SINCE)
    held = select(Appointment, Grid).join(Appointment.grid)
    held = held.where(Appointment.duty == Duty.PART_TIME_WORKER, Appointment.ended_on.is_(None))
    held = held.where(lies_in(Grid.code, within))
    for appointment, grid in db.session.execute(held.order_by(Appointment.id)):
        if db.session.get(Volunteer, appointment.person_id):
            continue
        give_post(appointment.person, Role.VOLUNTEER, area_code=grid.code, on=began)
        db.session.add(
            Volunteer(
                person_id=appointment.person_id,
                kind=chance.choice(list(VolunteerKind)),
                grid_id=grid.id,
                community_id=grid.community_id,
                started_on=began,
                agreed_at=now - SINCE,
                shows_stars=chance.happens(0.5),
            )
        )
    db.session.flush()


def make_points(now: datetime) -> None:
    """Read what they did, and freeze the quarters that can be."""
    while actions.pull_next(now):
        db.session.commit()
    quarter = quarter_of(clock.day_of(now))
    for back in range(QUARTERS, 0, -1):
        try:
            actions.freeze_quarter(quarter_before(quarter, back), now=now)
        except NotAllowedNow:  # its last facts may still be sampled
            return
