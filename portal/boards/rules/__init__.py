"""What is true of boards: the codes they carry, their sheets, and how all fits on them."""

from portal.boards.rules.codes import CODE_LENGTH, CODE_LETTERS, is_code, new_code
from portal.boards.rules.names import PITCH as NAMES_PITCH
from portal.boards.rules.names import Cell, Names, close_together, in_columns, rows_that_fit
from portal.boards.rules.outline import (
    LABEL_HEIGHT,
    LABEL_LINES,
    Box,
    Neighbour,
    Outline,
    Point,
    Ring,
    Rings,
    outline_path,
    rings_of,
)
from portal.boards.rules.setting import (
    Setting,
    cut,
    even,
    fitted,
    on_one_line,
    wrapped,
)
from portal.boards.rules.sheets import (
    BLEED,
    MARGIN_FOR_MARKS,
    SIZES,
    Sheet,
    Size,
    sheet_named,
)

__all__ = [
    "BLEED",
    "CODE_LENGTH",
    "CODE_LETTERS",
    "LABEL_HEIGHT",
    "LABEL_LINES",
    "MARGIN_FOR_MARKS",
    "NAMES_PITCH",
    "SIZES",
    "Box",
    "Cell",
    "Names",
    "Neighbour",
    "Outline",
    "Point",
    "Ring",
    "Rings",
    "Setting",
    "Sheet",
    "Size",
    "close_together",
    "cut",
    "even",
    "fitted",
    "in_columns",
    "is_code",
    "new_code",
    "on_one_line",
    "outline_path",
    "rings_of",
    "rows_that_fit",
    "sheet_named",
    "wrapped",
]
