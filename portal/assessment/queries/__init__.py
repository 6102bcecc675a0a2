"""What is asked of figures: counted from the cases themselves, or read from the kept rows."""

from portal.assessment.queries.cells import (
    KEYS,
    asked,
    cells,
    count_cases,
    counted_cells,
    months_between,
    sums,
)
from portal.assessment.queries.counting import (
    changed_months,
    counts_by_grid,
    counts_by_month,
    counts_of_area,
    counts_of_grid,
    counts_of_peers,
)
from portal.assessment.queries.periods import (
    earlier,
    period_named,
    periods_of,
    result_of,
    results_of,
    revision_numbered,
    running_revision,
    shown_periods,
    shown_revision,
    stored_results,
)

__all__ = [
    "KEYS",
    "asked",
    "cells",
    "changed_months",
    "count_cases",
    "counted_cells",
    "counts_by_grid",
    "counts_by_month",
    "counts_of_area",
    "counts_of_grid",
    "counts_of_peers",
    "earlier",
    "months_between",
    "period_named",
    "periods_of",
    "result_of",
    "results_of",
    "revision_numbered",
    "running_revision",
    "shown_periods",
    "shown_revision",
    "stored_results",
    "sums",
]
