"""What is asked of figures: counted from the cases themselves, or read from the kept rows."""

from portal.assessment.queries.behind import Behind, Part, cases_behind
from portal.assessment.queries.cells import (
    KEYS,
    asked,
    cells,
    count_cases,
    counted_cells,
    months_between,
    sums,
    touched_months,
)
from portal.assessment.queries.counting import (
    changed_months,
    codes_of_grids,
    counted_months,
    counts_by_grid,
    counts_by_month,
    counts_of_area,
    counts_of_grid,
    counts_of_peers,
    last_proof,
)
from portal.assessment.queries.proving import differing_cells
from portal.assessment.queries.reach import is_in_reach
from portal.assessment.queries.subjects import subjects

__all__ = [
    "KEYS",
    "Behind",
    "Part",
    "asked",
    "cases_behind",
    "cells",
    "changed_months",
    "codes_of_grids",
    "count_cases",
    "counted_cells",
    "counted_months",
    "counts_by_grid",
    "counts_by_month",
    "counts_of_area",
    "counts_of_grid",
    "counts_of_peers",
    "differing_cells",
    "is_in_reach",
    "last_proof",
    "months_between",
    "subjects",
    "sums",
    "touched_months",
]
