"""What is true of grids: kinds, codes and duties, and what a registry's rows must hold."""

from portal.grids.rules.places import (
    ANSWERING,
    DISTRICT,
    AreaKind,
    Duty,
    GridKind,
    is_code_of,
)
from portal.grids.rules.registry import Checked, Entry, Known, check_rows
from portal.grids.rules.rows import COLUMNS, Note, Row, RowKind, columns_of

__all__ = [
    "ANSWERING",
    "COLUMNS",
    "DISTRICT",
    "AreaKind",
    "Checked",
    "Duty",
    "Entry",
    "GridKind",
    "Known",
    "Note",
    "Row",
    "RowKind",
    "check_rows",
    "columns_of",
    "is_code_of",
]
