"""What is done with figures: recount what is marked, or months of all grids at once."""

from portal.assessment.actions.counting import (
    recount,
    recount_marked,
    recount_month,
    recount_months,
)

__all__ = ["recount", "recount_marked", "recount_month", "recount_months"]
