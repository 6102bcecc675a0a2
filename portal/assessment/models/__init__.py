"""What is stored of figures: counts by cell, and periods with what was published of them."""

from portal.assessment.models.counted import Counted, FigureCell, FigureProof, GridMonth
from portal.assessment.models.frozen import FROZEN
from portal.assessment.models.periods import (
    Exclusion,
    Objection,
    Period,
    Revision,
    StoredResult,
)

__all__ = [
    "FROZEN",
    "Counted",
    "Exclusion",
    "FigureCell",
    "FigureProof",
    "GridMonth",
    "Objection",
    "Period",
    "Revision",
    "StoredResult",
]
