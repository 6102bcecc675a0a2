"""Finding a grid by words, pinyin initials, or a spot; nothing is kept of who asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.grids.models import Grid, GridClue
from portal.grids.rules.clues import asked_clues
from portal.grids.rules.spots import Spot, metres_to, rings_of, squares_around

MOST_FOUND = 30
NEXT_DOOR = 300  # metres: a phone knows no better where it is, and outlines are rough
FAR = 3_000  # metres: whoever is further away is somewhere else
FEW_NEAR = 4


@dataclass(frozen=True)
class Near:
    """A grid and how many metres it is from a spot: 0 where the spot lies inside."""

    grid: Grid
    metres: int


def grids_named(typed: str) -> Sequence[Grid]:
    """Return the working grids that typed words find, those called so first.

    One more than are shown comes along, if there are more.
    """
    for words in asked_clues(typed):
        wanted = select(Grid).where(Grid.ended_on.is_(None), *map(_begins, words))
        is_called_so = and_(*(Grid.name.contains(each, autoescape=True) for each in words))
        wanted = wanted.options(joinedload(Grid.community)).order_by(~is_called_so, Grid.code)
        if found := db.session.scalars(wanted.limit(MOST_FOUND + 1)).all():
            return found
    return []


def grids_near(spot: Spot) -> list[Near]:
    """Return the grids in which a spot lies and those next door; if none, the nearest ones."""
    near = [each for each in _around(spot, 1) if each.metres <= NEXT_DOOR]
    return (near or [each for each in _around(spot, 5) if each.metres <= FAR])[:FEW_NEAR]


def _around(spot: Spot, squares: int) -> list[Near]:
    clues = [square.encode() for square in sorted(squares_around(spot, squares))]
    inside = select(GridClue.grid_id).where(GridClue.clue.in_(clues))
    grids = db.session.scalars(
        select(Grid)
        .where(Grid.id.in_(inside), Grid.ended_on.is_(None))
        .options(joinedload(Grid.community))
        .order_by(Grid.code)
    )
    found = [Near(grid, round(metres_to(rings_of(grid.outline), spot))) for grid in grids]
    return sorted(found, key=lambda near: near.metres)


def _begins(words: str) -> ColumnElement[bool]:
    """Return the condition that one of a grid's clues begins so."""
    least = words.encode()
    begun = select(GridClue.grid_id).where(GridClue.clue >= least, GridClue.clue < least + b"\xff")
    return Grid.id.in_(begun)
