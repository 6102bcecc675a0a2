"""What is true of a table of names: how many stand beside each other, and how high it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.boards.rules.setting import Ems

PITCH = 1.45  # from row to row, in ems
GAP = 1.1  # ems between a name and the next one


@dataclass(frozen=True)
class Cell:
    """Where a name stands, and how much room it has."""

    x: float
    width: float
    row: int
    name: str


@dataclass(frozen=True)
class Names:
    """Names in rows, all in letters of one size."""

    size: float
    cells: tuple[Cell, ...]
    rows: int
    left_out: int = 0

    @property
    def height(self) -> float:
        """From the top of the first row to the bottom of the last."""
        return self.size * (1 + (self.rows - 1) * PITCH) if self.rows else 0.0


def in_columns(names: Sequence[str], width: float, size: float, ems: Ems) -> Names:
    """Return names in even columns; the few that are much longer than others take several.

    >>> in_columns(["陈 0112", "王 0115", "阿卜杜热合曼 0116"], 30, 2, len).rows
    2
    """
    widths = [ems(name) + GAP for name in names]
    usual = sorted(widths)[(len(widths) - 1) // 2] * 1.5 if widths else 1.0
    column = max((one for one in widths if one <= usual), default=1.0) * size
    count = max(1, int((width + size * GAP) / column))
    unit, cells, used, row = (width + size * GAP) / count, [], 0, 0
    for name, wide in zip(names, widths, strict=True):
        span = min(count, -int(-wide * size // unit))
        if used + span > count:
            used, row = 0, row + 1
        cells.append(Cell(used * unit, span * unit - size * GAP, row, name))
        used += span
    return Names(size, tuple(cells), row + 1 if cells else 0)


def close_together(names: Sequence[str], width: float, size: float, ems: Ems) -> Names:
    """Return names one after the other, as many in a row as there is room for.

    >>> close_together(["陈 0112", "王 0115", "阿卜杜热合曼 0116"], 30, 2, len).rows
    2
    >>> close_together(["陈 0112", "王 0115", "阿卜杜热合曼 0116"], 60, 2, len).rows
    1
    """
    cells, x, row = [], 0.0, 0
    for name in names:
        wide = min(width, ems(name) * size)
        if x and x + wide > width:
            x, row = 0.0, row + 1
        cells.append(Cell(x, wide, row, name))
        x += wide + size * GAP
    return Names(size, tuple(cells), row + 1 if cells else 0)


def rows_that_fit(names: Names, height: float) -> Names:
    """Return the rows of a table that a height holds; what it leaves out is counted."""
    rows = max(0, int((height / names.size - 1) / PITCH + 1 + 1e-6))
    if names.rows <= rows:
        return names
    kept = tuple(cell for cell in names.cells if cell.row < rows)
    return Names(names.size, kept, rows, len(names.cells) - len(kept))
