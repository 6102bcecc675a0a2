"""One column of a file: its name, its meaning, and how a cell comes about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel.speaklater import LazyString

from portal.sheets import Cell


@dataclass(frozen=True)
class Column:
    """One column of a file, or one property of a feature."""

    name: str
    meaning: LazyString
    cell: Callable[[Any], Cell]


def of_pairs(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return the same columns for rows that are pairs: what a line belongs to, and the line."""

    def behind(column: Column) -> Column:
        return Column(column.name, column.meaning, lambda pair: column.cell(pair[1]))

    return tuple(map(behind, columns))
