"""One column of a file: its name, its meaning, and how a cell comes about."""

from collections.abc import Callable
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
