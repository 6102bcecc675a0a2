"""What is true of figures: what is counted, how shares are said, and how a score comes about."""

from portal.assessment.rules.advice import (
    Advice,
    Weighting,
    Whole,
    advise,
    in_need,
    whole_of_peers,
)
from portal.assessment.rules.comparing import Comparison, compared
from portal.assessment.rules.counts import NAMES, Counts, roll_up
from portal.assessment.rules.periods import (
    PeriodKind,
    RevisionStatus,
    Span,
    before,
    span_of,
    year_before,
)
from portal.assessment.rules.ranges import Range, range_of, range_of_score, spread_of
from portal.assessment.rules.results import Figure, Grade, Result, State, SubjectKind
from portal.assessment.rules.shares import interval, mean_stars, percent, published
from portal.assessment.rules.subjects import Sampled, Stratum, Subject

__all__ = [
    "NAMES",
    "Advice",
    "Comparison",
    "Counts",
    "Figure",
    "Grade",
    "PeriodKind",
    "Range",
    "Result",
    "RevisionStatus",
    "Sampled",
    "Span",
    "State",
    "Stratum",
    "Subject",
    "SubjectKind",
    "Weighting",
    "Whole",
    "advise",
    "before",
    "compared",
    "in_need",
    "interval",
    "mean_stars",
    "percent",
    "published",
    "range_of",
    "range_of_score",
    "roll_up",
    "span_of",
    "spread_of",
    "whole_of_peers",
    "year_before",
]
