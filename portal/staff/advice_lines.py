"""Pieces of advice as pages say them: in words, each with the way to the cases behind it."""

from dataclasses import dataclass

from portal.assessment.queries import LOWER, Part, Said, Standing, said
from portal.assessment.rules import Advice
from portal.staff.behind import behind_url


@dataclass(frozen=True)
class AdviceLine:
    """One piece of advice in words, and where its cases are."""

    said: Said
    is_sure: bool
    url: str | None


def advice_lines(standing: Standing) -> list[AdviceLine]:
    """Return the advice on a subject, the surest and heaviest first."""
    return [
        AdviceLine(said(one), one.is_sure, behind_url(standing, one.indicator, _part_of(one)))
        for one in standing.advice
    ]


def _part_of(advice: Advice) -> Part:
    """Return where the cases are that make the difference: those that count too much, or all."""
    return Part.NUMERATOR if advice.indicator in LOWER else Part.DENOMINATOR
