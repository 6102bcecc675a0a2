"""What stands in the place of something that could not be looked at: the next ticket, by itself."""

from datetime import datetime

from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.grids.models import Grid
from portal.supervision.models import Sampled, SpotCheck
from portal.supervision.queries import conflicts_on, may_inspect
from portal.supervision.queries.frames import sources
from portal.supervision.queries.visits import next_reserve


def replace(sampled: Sampled, *, now: datetime) -> Sampled | None:
    """Let the next ticket of the same stratum and round stand in; None where no ticket is left.

    What was added beside the draw has no ticket, and nothing stands in for it. The
    same inspector goes, unless that is another street or a place that they may not inspect:
    then the lead decides who.
    """
    if sampled.is_priority or sampled.round_id is None:
        return None
    # Two who give up in one check at once take turns: each gets a ticket of its own.
    db.session.execute(
        select(SpotCheck.id).where(SpotCheck.id == sampled.check_id).with_for_update()
    )
    reserve = next_reserve(sampled)
    if reserve is None:
        return None
    reserve.taken_at = now
    source = sources(sampled.check.frame, [reserve.number])[reserve.number]
    grid = db.session.get_one(Grid, source.grid_id)
    stays = source.street_code == sampled.street_code and _may_go_on(sampled, grid, now)
    new = Sampled(
        check_id=sampled.check_id,
        round_id=sampled.round_id,
        number=reserve.number,
        stratum=reserve.stratum,
        rank=reserve.rank,
        source_id=source.source_id,
        grid_id=grid.id,
        street_code=source.street_code,
        replaces_id=sampled.id,
        inspector_id=sampled.inspector_id if stays else None,
        assigned_on=clock.day_of(now) if stays else None,
    )
    db.session.add(new)
    db.session.flush()
    return new


def _may_go_on(sampled: Sampled, grid: Grid, now: datetime) -> bool:
    """Say whether whoever could not look at one thing may look at another one in this grid."""
    person = sampled.inspector
    conflicts = conflicts_on(sampled.check.team, clock.day_of(now))
    return person is not None and may_inspect(person, {grid.code}, conflicts)
