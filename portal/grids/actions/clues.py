"""What grids are found by is kept beside them, so that finding one reads no other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sqlalchemy import delete, insert, select, tuple_

from portal.db import db
from portal.grids.models import Area, Grid, GridClue, Place
from portal.grids.queries import all_areas
from portal.grids.rules.clues import clues_of
from portal.grids.rules.spots import rings_of, squares_of

AT_ONCE = 200  # grids


def note_clues(grids: Iterable[Grid]) -> int:
    """Bring what these grids are found by to what they are called and where they lie now.

    Only what differs is written. Returns how many clues came or went.
    """
    waiting, changed = iter(grids), 0
    areas = {area.id: area for area in all_areas()}
    while some := list(islice(waiting, AT_ONCE)):
        changed += _note(some, areas)
    return changed


def _note(grids: Sequence[Grid], areas: Mapping[int, Area]) -> int:
    ids = [grid.id for grid in grids]
    known = {
        (clue, grid_id)
        for clue, grid_id in db.session.execute(
            select(GridClue.clue, GridClue.grid_id).where(GridClue.grid_id.in_(ids))
        )
    }
    places = _places(ids)
    right = {
        (clue.encode(), grid.id)
        for grid in grids
        for clue in clues_of([*_names(grid, areas), *places[grid.id]])
        | squares_of(rings_of(grid.outline))
    }
    if gone := sorted(known - right):
        key = tuple_(GridClue.clue, GridClue.grid_id)
        for start in range(0, len(gone), AT_ONCE):
            db.session.execute(delete(GridClue).where(key.in_(gone[start : start + AT_ONCE])))
    if new := sorted(right - known):
        rows = [{"clue": clue, "grid_id": grid_id} for clue, grid_id in new]
        db.session.execute(insert(GridClue), rows)
    return len(gone) + len(new)


def _names(grid: Grid, areas: Mapping[int, Area]) -> list[str]:
    community = areas[grid.community_id]
    own = grid.name.removeprefix(community.name)
    street = areas.get(community.parent_id or 0)
    whole = f"{street.name if street else ''}{community.name}{own}"
    return [whole, grid.name, grid.scope, grid.name_en, community.name_en, grid.external_code or ""]


def _places(grid_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    visited = select(Place.grid_id, Place.name, Place.name_en).where(Place.grid_id.in_(grid_ids))
    for grid_id, *names in db.session.execute(visited.where(Place.ended_on.is_(None))):
        found[grid_id] += names
    return found
