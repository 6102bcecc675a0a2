"""Places are put on a grid's round, and taken off it."""

from datetime import date

from sqlalchemy import select

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.grids.actions.clues import note_clues
from portal.grids.models import Grid, Place
from portal.grids.queries import places_to_visit
from portal.grids.rules import MOST_PLACES, PlaceKind


def add_place(
    grid: Grid,
    *,
    kind: PlaceKind,
    name: str,
    name_en: str,
    position: tuple[float, float] | None,
    by: Person,
    today: date,
) -> Place:
    """Put a place on a grid's round from today on; the same name twice is one place."""
    db.session.execute(select(Grid.id).where(Grid.id == grid.id).with_for_update())
    known = places_to_visit([grid], today)
    if any(place.name == name for place in known):
        raise NotAcceptable(N_("This grid has a place of that name already."))
    if len(known) >= MOST_PLACES:
        raise NotAcceptable(
            N_("A grid has %(most)d places at most. Take one off the round first."),
            most=MOST_PLACES,
        )
    lon, lat = position or (None, None)
    place = Place(
        grid=grid,
        kind=kind,
        name=name,
        name_en=name_en or name,
        lon=lon,
        lat=lat,
        started_on=today,
        added_by_id=by.id,
    )
    db.session.add(place)
    db.session.flush()
    note_clues([grid])
    return place


def end_place(place: Place, *, today: date) -> None:
    """Take a place off the round from today on; what was visited stays."""
    place.ended_on = place.ended_on or today
    db.session.flush()
    note_clues([place.grid])
