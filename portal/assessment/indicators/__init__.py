"""Indicators: each defined once as data, and what is worked out from their definitions."""

from portal.assessment.indicators.assessing import assess, rescored, scheme_of
from portal.assessment.indicators.by_matter import (
    MatterLine,
    MixLine,
    matter_lines,
    mix_lines,
    told_by_matter,
)
from portal.assessment.indicators.defined import INDICATORS
from portal.assessment.indicators.figures import figure_of, with_standardised
from portal.assessment.indicators.terms import Direction, Indicator, Limits, Measure

__all__ = [
    "INDICATORS",
    "Direction",
    "Indicator",
    "Limits",
    "MatterLine",
    "Measure",
    "MixLine",
    "assess",
    "figure_of",
    "matter_lines",
    "mix_lines",
    "rescored",
    "scheme_of",
    "told_by_matter",
    "with_standardised",
]
