"""From counts to figures: shares with their limits, exact and to one decimal."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from portal.assessment.indicators.terms import Indicator, Limits, Measure
from portal.assessment.rules import (
    Figure,
    State,
    Stratum,
    Subject,
    effective,
    interval,
    standardised,
)
from portal.policy.rules import Policy

_PER = {Measure.PERCENT: 100, Measure.STARS: 1}


def figure_of(indicator: Indicator, subject: Subject, policy: Policy) -> Figure:
    """Return what an indicator says of a subject: a rate with its limits, or only the counts.

    An empty denominator is no figure, never 0 or 100 percent. Of few, only the counts are said.
    """
    part, whole = indicator.part_of(subject), indicator.whole_of(subject)
    if not whole:
        return Figure(part, whole, State.NONE)
    if whole < getattr(policy, indicator.fewest):
        return Figure(part, whole, State.FEW)
    if indicator.limits is Limits.TWO_PHASE:
        return _effective(whole, subject)
    low, high = _wilson(indicator, part, whole, policy)
    floor, ceiling = _bounds(indicator, subject)
    share = _said(indicator, Fraction(part, whole))
    return Figure(part, whole, State.RATED, share, low, high, floor, ceiling)


def with_standardised(
    figure: Figure, indicator: Indicator, subject: Subject, mix: Mapping[str, int]
) -> Figure:
    """Return the figure with what it would be by the peers' mix of matters, where that is known."""
    if figure.share is None or not mix:
        return figure
    wholes = wholes_by_matter(indicator, subject)
    found = standardised(_parts(indicator, subject), wholes, mix)
    if found is None:
        return figure
    share = _said(indicator, found.share)
    return replace(figure, standardised=share, covered=_tenths(100 * found.covered))


def wholes_by_matter(indicator: Indicator, subject: Subject) -> dict[str, int]:
    """Return the denominators of a subject by matter; of samples none are told."""
    if indicator.is_sampled:
        return {}
    return {matter: indicator.whole_in(one) for matter, one in subject.by_matter.items()}


def _effective(whole: int, subject: Subject) -> Figure:
    found = effective(_strata(subject))
    return Figure(
        part=found.confirmed,
        whole=whole,
        state=State.UNSAMPLED if found.is_unsampled else State.RATED,
        share=_tenths(100 * found.share),
        low=_tenths(100 * Fraction(found.low)),
        high=_tenths(100 * Fraction(found.high)),
        floor=_tenths(100 * found.floor),
        ceiling=_tenths(100 * found.ceiling),
    )


def _strata(subject: Subject) -> list[Stratum]:
    """Return the strata of a subject; where none are told, all that is due as one, unsampled."""
    counts = subject.counts
    whole = Stratum(counts.due_valid, counts.confirmed, counts.unconfirmed)
    return list(subject.strata.values()) or [whole]


def _wilson(
    indicator: Indicator, part: int, whole: int, policy: Policy
) -> tuple[Decimal, Decimal] | tuple[None, None]:
    known = indicator.limits is Limits.WILSON and interval(part, whole, policy)
    return known or (None, None)


def _bounds(indicator: Indicator, subject: Subject) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """Return the share of all who were asked, if nobody or everybody who kept silent says yes."""
    if not indicator.asked:
        return None, None
    part, asked = indicator.part_of(subject), getattr(subject.counts, indicator.asked)
    silent = max(0, asked - indicator.whole_of(subject))
    return (
        _said(indicator, Fraction(part, max(1, asked))),
        _said(indicator, Fraction(part + silent, max(1, asked))),
    )


def _parts(indicator: Indicator, subject: Subject) -> dict[str, Fraction]:
    """Return the numerators by matter.

    Of effective resolution, each matter's unconfirmed cases count by the share of all the
    subject's unconfirmed ones that its samples let pass: so its own mix gives its own share.
    """
    part = {
        matter: Fraction(indicator.part_in(counts)) for matter, counts in subject.by_matter.items()
    }
    unconfirmed = subject.counts.unconfirmed
    if indicator.limits is not Limits.TWO_PHASE or not unconfirmed:
        return part
    solved = effective(_strata(subject)).share * subject.counts.due_valid
    passing = (solved - subject.counts.confirmed) / unconfirmed
    return {
        matter: confirmed + subject.by_matter[matter].unconfirmed * passing
        for matter, confirmed in part.items()
    }


def _said(indicator: Indicator, ratio: Fraction) -> Decimal:
    return _tenths(_PER[indicator.measure] * ratio)


def _tenths(number: Fraction) -> Decimal:
    """Return an exact number to one decimal, halves up."""
    tenths = 10 * number + Fraction(1, 2)
    return Decimal(tenths.numerator // tenths.denominator).scaleb(-1)
