"""Pieces of advice as pages say them: in words, each with the way to the cases behind it."""

from dataclasses import dataclass

from portal.assessment.queries import Said, Standing, said
from portal.staff.behind import behind_url


@dataclass(frozen=True)
class AdviceLine:
    """One piece of advice in words, and where its cases are."""

    said: Said
    is_sure: bool
    url: str


def advice_lines(standing: Standing) -> list[AdviceLine]:
    """Return the advice on a subject, the surest and heaviest first."""
    return [
        AdviceLine(said(one), one.is_sure, behind_url(standing, one.indicator))
        for one in standing.advice
    ]
