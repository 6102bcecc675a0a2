"""What is asked of figures: counted from the cases themselves, or read from the kept rows."""

from portal.assessment.queries.cells import KEYS, cells, count_cases, months_between, sums
from portal.assessment.queries.counting import (
    changed_months,
    counts_by_grid,
    counts_by_month,
    counts_of_area,
    counts_of_grid,
    counts_of_peers,
)
from portal.assessment.queries.leaders import Subjects, editions_with_news, leaders_to_tell
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
from portal.assessment.queries.reach import areas_led, leads_district, refuse_beyond_line
from portal.assessment.queries.standing import (
    LOWER,
    Standing,
    in_need_of_help,
    policy_of,
    standing_of,
    standings_of,
    weighting_of,
)
from portal.assessment.queries.wording import Said, peers_words, period_words, rank_words, said

__all__ = [
    "KEYS",
    "LOWER",
    "Said",
    "Standing",
    "Subjects",
    "areas_led",
    "cells",
    "changed_months",
    "count_cases",
    "counts_by_grid",
    "counts_by_month",
    "counts_of_area",
    "counts_of_grid",
    "counts_of_peers",
    "earlier",
    "editions_with_news",
    "in_need_of_help",
    "leaders_to_tell",
    "leads_district",
    "months_between",
    "peers_words",
    "period_named",
    "period_words",
    "periods_of",
    "policy_of",
    "rank_words",
    "refuse_beyond_line",
    "result_of",
    "results_of",
    "revision_numbered",
    "running_revision",
    "said",
    "shown_periods",
    "shown_revision",
    "standing_of",
    "standings_of",
    "stored_results",
    "sums",
    "weighting_of",
]
