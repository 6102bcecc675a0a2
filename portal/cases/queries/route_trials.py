"""What the routing table would do: to one case, to every grid of an area, and where it has gaps."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select

from portal.accounts.models import Unit
from portal.cases.models import Matter, Route
from portal.cases.queries.matters import all_matters
from portal.cases.queries.route_table import concerns
from portal.cases.queries.routing import (
    rows_in_force,
    rows_that_match,
    taker_for,
    units_here,
    wanting_of,
)
from portal.cases.rules import LEVELS
from portal.cases.rules.routing import (
    DIGITS,
    MISMATCHES,
    Decision,
    Row,
    Taker,
    Why,
    decide,
    fault_of,
    may_receive,
)
from portal.db import db
from portal.grids.models import Grid
from portal.grids.queries import grids_in, lies_in

MOST_SHOWN = 200  # rows that did not match, in one answer


@dataclass(frozen=True)
class Trial:
    """What would happen to a case: who takes it, and why the rows above did not."""

    decision: Decision
    unit: Unit | None
    skipped: list[tuple[Row, Why]]  # they match, and cannot
    others: list[tuple[Row, Why]]  # the first of those that do not match
    other_count: int


@dataclass(frozen=True)
class Share:
    """The grids of an area in which a case would go the same way."""

    row: Row | None
    unit: Unit | None
    grids: list[Grid]


@dataclass(frozen=True)
class Cell:
    """Which row takes a matter at a level, and whether it names the matter; no row: a gap."""

    level: int
    row: Row | None
    is_own: bool


@dataclass(frozen=True)
class GapLine:
    """One matter and what the table says of it at each level."""

    matter: Matter
    cells: list[Cell]

    @property
    def is_all_own(self) -> bool:
        """True where a row names the matter at every level."""
        return all(cell.is_own for cell in self.cells)


def try_out(matter: Matter, grid: Grid, level: int, reach: Collection[str]) -> Trial:
    """Return what would happen to a case, by all rows that concern these areas."""
    here = units_here(grid.code)
    wanting = wanting_of(matter, grid.code, level)
    decision = decide(rows_in_force(concerns(reach)), wanting, [taker_for(unit) for unit in here])
    others = [(row, why) for row, why in decision.passed if why in MISMATCHES]
    return Trial(
        decision=decision,
        unit=_unit_of(decision, {unit.id: unit for unit in here}),
        skipped=[(row, why) for row, why in decision.passed if why not in MISMATCHES],
        others=others[:MOST_SHOWN],
        other_count=len(others),
    )


def try_everywhere(matter: Matter, area_code: str, level: int) -> list[Share]:
    """Return who would take such a case in each grid of an area, the most frequent first."""
    grids = grids_in(area_code)
    if not grids:
        return []
    units = {unit.id: unit for unit in _units_around(area_code)}
    takers = [taker_for(unit) for unit in units.values()]
    rows = _rows_around(matter, area_code)
    shares: dict[tuple[int, int], tuple[Decision, list[Grid]]] = {}
    for grid in grids:
        here = [taker for taker in takers if grid.code.startswith(taker.area)]
        decision = decide(rows, wanting_of(matter, grid.code, level), here)
        key = (decision.row.number if decision.row else 0, _number_of(decision.taker))
        shares.setdefault(key, (decision, []))[1].append(grid)
    found = [Share(d.row, _unit_of(d, units), grids) for d, grids in shares.values()]
    return sorted(found, key=lambda share: -len(share.grids))


def gaps_in(area_code: str) -> list[list[GapLine]]:
    """Return, group by group, which row takes each matter at each level all over an area.

    A row counts as a matter's own if it names the matter, its group or its
    category. Rows for a part of the area only, and rows that are skipped, do
    not count.
    """
    around = [area_code[:digits] for digits in DIGITS if digits <= len(area_code)]
    rows = rows_in_force(Route.area_code.in_(around))
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if fault_of(row) is None:
            by_name[row.matter].append(row)
    lines = [_gap_line(matter, by_name) for matter in all_matters() if not matter.is_info]
    return [list(some) for _, some in groupby(lines, key=lambda line: line.matter.group_code)]


def _gap_line(matter: Matter, by_name: Mapping[str, Sequence[Row]]) -> GapLine:
    names = ("", matter.category, matter.group_code, matter.code)
    rows = sorted(
        (row for name in names for row in by_name.get(name, ())),
        key=lambda row: (row.position, row.number),
    )
    return GapLine(matter, [_cell(rows, matter, level) for level in LEVELS])


def _cell(rows: Iterable[Row], matter: Matter, level: int) -> Cell:
    for row in rows:
        kind = row.taker.kind if row.taker else row.kind
        is_right = row.platform in {"", matter.platform} and row.level in {None, level}
        if is_right and kind and may_receive(level, kind):
            return Cell(level, row, is_own=bool(row.matter))
    return Cell(level, None, is_own=False)


def _rows_around(matter: Matter, area_code: str) -> list[Row]:
    """Return the rows for a matter in an area, around it, and in any part of it."""
    inside = lies_in(Route.area_code, area_code)
    names = ("", matter.code, matter.group_code, matter.category)
    parts = rows_in_force(inside, Route.matter.in_(names))
    around = rows_that_match(wanting_of(matter, area_code, 0))
    rows = {row.number: row for row in (*parts, *around)}
    return sorted(rows.values(), key=lambda row: (row.position, row.number))


def _units_around(area_code: str) -> Sequence[Unit]:
    around = [area_code[:digits] for digits in DIGITS]
    served = Unit.area_code.in_(around) | lies_in(Unit.area_code, area_code)
    return db.session.scalars(select(Unit).where(served).order_by(Unit.kind, Unit.code)).all()


def _unit_of(decision: Decision, units: Mapping[int, Unit]) -> Unit | None:
    return units.get(decision.taker.number) if decision.taker else None


def _number_of(taker: Taker | None) -> int:
    return taker.number if taker else 0
