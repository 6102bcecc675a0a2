"""From counts to figures: shares with their limits, exact and to one decimal."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from portal.assessment.indicators.by_matter import Told, counted_by_matter
from portal.assessment.indicators.terms import Indicator, Limits, Measure
from portal.assessment.rules import (
    Figure,
    State,
    Stratum,
    Subject,
    effective,
    grouped,
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


def with_standardised(figure: Figure, indicator: Indicator, subject: Subject, told: Told) -> Figure:
    """Return the figure with what it would be by the peers' mix of matters, as far as it is told.

    Matters that few stand behind count together, as the rest: so whoever reads what is published
    works out the same. Of effective resolution, each matter's unconfirmed cases count by the
    share of all the subject's unconfirmed ones that its samples let pass: so its own mix gives
    its own share.
    """
    apart = told.apart.get((subject.kind, subject.code))
    if figure.share is None or apart is None:
        return figure
    parts, wholes, unconfirmed = (
        grouped(counted_by_matter(names, subject), apart)
        for names in (indicator.numerator, indicator.denominator, ("unconfirmed",))
    )
    mix = grouped(told.mixes[subject.kind, subject.peers], apart)
    found = standardised(parts, wholes, mix)
    if found is None:
        return figure
    share = found.share
    if indicator.limits is Limits.TWO_PHASE:
        rest = standardised(unconfirmed, wholes, mix)
        share += _passing(subject) * (rest.share if rest else 0)
    covered = _tenths(100 * found.covered)
    return replace(figure, standardised=_said(indicator, share), covered=covered)


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


def _passing(subject: Subject) -> Fraction:
    """Return which share of a subject's unconfirmed cases counts as solved."""
    counts = subject.counts
    solved = effective(_strata(subject)).share * counts.due_valid
    return (solved - counts.confirmed) / max(1, counts.unconfirmed)


def _said(indicator: Indicator, ratio: Fraction) -> Decimal:
    return _tenths(_PER[indicator.measure] * ratio)


def _tenths(number: Fraction) -> Decimal:
    """Return an exact number to one decimal, halves up."""
    tenths = 10 * number + Fraction(1, 2)
    return Decimal(tenths.numerator // tenths.denominator).scaleb(-1)
