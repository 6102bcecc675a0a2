"""Advice and places in words, in the language that is being spoken: for pages and for letters."""

from dataclasses import dataclass

from portal import i18n
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Revision
from portal.assessment.queries.standing import LOWER
from portal.assessment.rules import Advice, PeriodKind, Result
from portal.assessment.rules.advice_words import SURE, TO_DO, UNSURE, fact_of


@dataclass(frozen=True)
class Said:
    """One piece of advice in words: what is so, how sure that is, and what helps."""

    indicator: str
    fact: str
    how_sure: str
    to_do: str


def said(advice: Advice) -> Said:
    """Return a piece of advice in words."""
    fact = i18n._(
        fact_of(advice, is_lower=advice.indicator in LOWER),
        title=i18n._(INDICATORS[advice.indicator].title),
        share=f"{advice.share} %",
        aim=f"{advice.aim} %",
        cases=advice.cases,
        whole=advice.whole,
    )
    how_sure = i18n._(SURE if advice.is_sure else UNSURE)
    return Said(advice.indicator, fact, how_sure, i18n._(TO_DO[advice.indicator]))


def rank_words(result: Result) -> str:
    """Return the place among peers: a span where it cannot be told more exactly."""
    if result.rank is None:
        return i18n._("Too few cases for a place")
    first, last, count = result.rank
    if first == last:
        return i18n._("Place %(place)d of %(count)d", place=first, count=count)
    return i18n._("Place %(first)d to %(last)d of %(count)d", first=first, last=last, count=count)


def period_words(revision: Revision) -> str:
    """Return the name of an edition's period, such as August 2026 or 2026Q3."""
    period = revision.period
    return i18n.month(period.begins) if period.kind is PeriodKind.MONTH else period.name
