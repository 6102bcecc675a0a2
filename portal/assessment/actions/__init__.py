"""What is done with figures: recount what is marked, or months of all grids at once."""

from portal.assessment.actions.counting import (
    recount,
    recount_all,
    recount_marked,
    recount_month,
    recount_months,
)
from portal.assessment.actions.proving import ask_for_proof, prove

__all__ = [
    "ask_for_proof",
    "prove",
    "recount",
    "recount_all",
    "recount_marked",
    "recount_month",
    "recount_months",
]
