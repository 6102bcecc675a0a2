"""Indicators: each defined once as data, and what is worked out from their definitions."""

from portal.assessment.indicators.assessing import assess, rescored, scheme_of
from portal.assessment.indicators.defined import INDICATORS
from portal.assessment.indicators.figures import figure_of, with_standardised
from portal.assessment.indicators.terms import Direction, Indicator, Limits, Measure

__all__ = [
    "INDICATORS",
    "Direction",
    "Indicator",
    "Limits",
    "Measure",
    "assess",
    "figure_of",
    "rescored",
    "scheme_of",
    "with_standardised",
]
