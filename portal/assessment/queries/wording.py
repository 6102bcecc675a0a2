"""Advice and places in words, in the language that is being spoken: for pages and for letters."""

from dataclasses import dataclass
from datetime import date

from portal import i18n
from portal.accounts.rules import UnitKind
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Period
from portal.assessment.queries.standing import LOWER
from portal.assessment.rules import Advice, PeriodKind, Result, SubjectKind
from portal.assessment.rules.advice_words import SURE, TO_DO, UNSURE, fact_of
from portal.errors import N_
from portal.grids.rules import GridKind

PEERS = {
    GridKind.RESIDENTIAL.value: N_("mostly residential"),
    GridKind.RESETTLEMENT.value: N_("mostly resettlement"),
    GridKind.PARK.value: N_("mostly parks"),
    GridKind.STREET.value: N_("mostly streets"),
    GridKind.ENTERPRISE.value: N_("mostly enterprises"),
    UnitKind.DEPARTMENT.value: N_("departments"),
    UnitKind.STREET_TEAM.value: N_("subdistrict teams"),
}


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
        return str(i18n._("Too few cases for a place"))
    first, last, count = result.rank
    if first == last:
        return str(i18n._("Place %(place)d of %(count)d", place=first, count=count))
    words = i18n._("Place %(first)d to %(last)d of %(count)d", first=first, last=last, count=count)
    return str(words)


def period_words(period: Period) -> str:
    """Return what a period is called, such as August 2026; an example is always called one."""
    words = _span_words(period.kind, period.begins)
    return str(i18n._("%(period)s (example)", period=words)) if period.is_example else words


def peers_words(kind: SubjectKind, peers: str) -> str:
    """Return in words with whom one is compared; a group of all of a kind needs none."""
    return str(i18n._(PEERS[peers])) if peers in PEERS and peers != kind else ""


def _span_words(kind: PeriodKind, begins: date) -> str:
    if kind is PeriodKind.MONTH:
        return i18n.month(begins)
    if kind is PeriodKind.YEAR:
        return str(i18n._("The year %(year)d", year=begins.year))
    quarter = (begins.month + 2) // 3
    return str(i18n._("Quarter %(quarter)d of %(year)d", quarter=quarter, year=begins.year))
