"""What is true of figures: what is counted, how shares are said, and how a score comes about."""

from portal.assessment.rules.advice import (
    Advice,
    Weighting,
    Whole,
    advise,
    in_need,
    whole_of_peers,
)
from portal.assessment.rules.answering import (
    ANSWERED,
    OF_PLACE,
    answers_for,
    of_place,
)
from portal.assessment.rules.apart import (
    REST,
    grouped,
    told_apart,
)
from portal.assessment.rules.comparing import (
    Comparison,
    compared,
)
from portal.assessment.rules.counts import (
    NAMES,
    Counts,
    roll_up,
)
from portal.assessment.rules.keeping_back import (
    TOLD,
    few_answers,
    kept_back,
)
from portal.assessment.rules.meanings import MEANINGS
from portal.assessment.rules.periods import (
    PeriodKind,
    RevisionStatus,
    Span,
    before,
    span_of,
    year_before,
)
from portal.assessment.rules.publishing import (
    LONGEST_WORDS,
    differ,
    refuse_decided,
    refuse_future,
    refuse_objection,
    refuse_opening,
    refuse_own_decision,
    refuse_publishing,
    refuse_recount,
    refuse_recount_while_open,
    words_in,
)
from portal.assessment.rules.ranges import (
    Range,
    range_of,
    range_of_score,
    spread_of,
)
from portal.assessment.rules.results import (
    Figure,
    Grade,
    Result,
    State,
    SubjectKind,
    without_any,
)
from portal.assessment.rules.scores import (
    LEAST_WEIGHT,
    Score,
    Term,
    grade_of,
    places,
    score_of,
)
from portal.assessment.rules.sealing import (
    EXCLUSIONS,
    MATTERS,
    MIX,
    Text,
    differences,
    digest_of,
    manifest_of,
    name_of,
)
from portal.assessment.rules.shares import (
    interval,
    mean_stars,
    percent,
    published,
    published_together,
)
from portal.assessment.rules.standard import (
    Standardised,
    standardised,
)
from portal.assessment.rules.subjects import (
    Sampled,
    Stratum,
    Subject,
)
from portal.assessment.rules.two_phase import (
    Effective,
    effective,
)

__all__ = [
    "ANSWERED",
    "EXCLUSIONS",
    "LEAST_WEIGHT",
    "LONGEST_WORDS",
    "MATTERS",
    "MEANINGS",
    "MIX",
    "NAMES",
    "OF_PLACE",
    "REST",
    "TOLD",
    "Advice",
    "Comparison",
    "Counts",
    "Effective",
    "Figure",
    "Grade",
    "PeriodKind",
    "Range",
    "Result",
    "RevisionStatus",
    "Sampled",
    "Score",
    "Span",
    "Standardised",
    "State",
    "Stratum",
    "Subject",
    "SubjectKind",
    "Term",
    "Text",
    "Weighting",
    "Whole",
    "advise",
    "answers_for",
    "before",
    "compared",
    "differ",
    "differences",
    "digest_of",
    "effective",
    "few_answers",
    "grade_of",
    "grouped",
    "in_need",
    "interval",
    "kept_back",
    "manifest_of",
    "mean_stars",
    "name_of",
    "of_place",
    "percent",
    "places",
    "published",
    "published_together",
    "range_of",
    "range_of_score",
    "refuse_decided",
    "refuse_future",
    "refuse_objection",
    "refuse_opening",
    "refuse_own_decision",
    "refuse_publishing",
    "refuse_recount",
    "refuse_recount_while_open",
    "roll_up",
    "score_of",
    "span_of",
    "spread_of",
    "standardised",
    "told_apart",
    "whole_of_peers",
    "without_any",
    "words_in",
    "year_before",
]
