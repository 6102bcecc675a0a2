"""From subjects to results: figures, the peers' mix, scores by weights, grades and places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace

from portal.assessment.indicators.by_matter import Told, told_by_matter
from portal.assessment.indicators.defined import INDICATORS, SCORED, THREE_RATES
from portal.assessment.indicators.figures import figure_of, with_standardised
from portal.assessment.indicators.terms import Direction, Indicator, Measure
from portal.assessment.rules import (
    Figure,
    Result,
    Subject,
    SubjectKind,
    Term,
    grade_of,
    places,
    score_of,
)
from portal.errors import N_, NotAcceptable
from portal.policy.rules import Policy, refuse_weights

Weights = Mapping[SubjectKind, Mapping[str, int]]


def assess(subjects: Sequence[Subject], policy: Policy) -> list[Result]:
    """Return what is said of each subject, in their order.

    Subjects are compared within their kind and peer group only: give all of a group at once.
    """
    told = told_by_matter(subjects, policy)
    results = [_figured(one, told, policy) for one in subjects]
    return rescored(results, {kind: scheme_of(kind, policy) for kind in SubjectKind}, policy)


def indicators_of(kind: SubjectKind, policy: Policy) -> list[Indicator]:
    """Return what is said of subjects of a kind; the three rates only where policy goes by them."""
    return [
        one
        for one in INDICATORS.values()
        if kind in one.kinds and (policy.three_rates or not one.is_of_three_rates)
    ]


def scheme_of(kind: SubjectKind, policy: Policy) -> dict[str, int]:
    """Return the weight of each indicator in the score of a kind of subject: they sum to 100.

    The district has no score, for it has no peers. Workers keep theirs under the three rates,
    which say nothing of them.

    >>> from portal.policy.rules import DRAFT
    >>> sum(scheme_of(SubjectKind.UNIT, DRAFT).values()), scheme_of(SubjectKind.DISTRICT, DRAFT)
    (100, {})
    """
    if kind not in SCORED:
        return {}
    if policy.three_rates and kind is not SubjectKind.WORKER:
        return dict(zip(THREE_RATES, policy.three_rates_weights, strict=True))
    return dict(zip(SCORED[kind], getattr(policy, f"{kind}_weights"), strict=True))


def rescored(results: Sequence[Result], weights: Weights, policy: Policy) -> list[Result]:
    """Return the results with scores, grades and places by other weights, from the kept figures.

    Nothing is counted again: the shares as they were published are all that a score stands on.
    A kind without weights has no scores. Weights that do not sum to 100 are refused.
    """
    for scheme in weights.values():
        refuse_unfit(scheme)
    scored = [_scored(one, weights.get(one.kind, {}), policy) for one in results]
    ranks: dict[tuple[SubjectKind, str], tuple[int, int, int]] = {}
    for members in _grouped(scored).values():
        limits = {
            (one.kind, one.code): (one.score_low, one.score_high)
            for one in members
            if one.score_low is not None and one.score_high is not None
        }
        ranks |= zip(limits, places(list(limits.values())), strict=True)
    return [replace(one, rank=ranks.get((one.kind, one.code))) for one in scored]


def refuse_unfit(scheme: Mapping[str, int]) -> None:
    """Refuse weights that make no score: of unknown or unfit indicators, or not 100 in all."""
    for name in scheme:
        known = INDICATORS.get(name)
        if known is None or known.direction is Direction.NEITHER or known.measure is Measure.STARS:
            raise NotAcceptable(N_("%(name)s cannot have a weight in a score."), name=name)
    if scheme:
        refuse_weights(scheme.values())


def _grouped(members: Iterable[Result]) -> dict[tuple[SubjectKind, str], list[Result]]:
    groups: dict[tuple[SubjectKind, str], list[Result]] = {}
    for one in members:
        groups.setdefault((one.kind, one.peers), []).append(one)
    return groups


def _figured(subject: Subject, told: Mapping[str, Told], policy: Policy) -> Result:
    figures = {
        one.name: with_standardised(
            figure_of(one, subject, policy), one, subject, told.get(one.name, Told())
        )
        for one in indicators_of(subject.kind, policy)
    }
    return Result(
        kind=subject.kind,
        code=subject.code,
        name=subject.name,
        name_en=subject.name_en,
        peers=subject.peers,
        counts=subject.counts,
        figures=figures,
        strata={name: asdict(one) for name, one in subject.strata.items()},
    )


def _scored(result: Result, scheme: Mapping[str, int], policy: Policy) -> Result:
    found = score_of(_terms(result, scheme, policy))
    if found is None:
        return replace(
            result, parts={}, score=None, score_low=None, score_high=None, grade=None, rank=None
        )
    return replace(
        result,
        parts=found.parts,
        score=found.score,
        score_low=found.low,
        score_high=found.high,
        grade=grade_of(found.score, policy),
    )


def _terms(result: Result, scheme: Mapping[str, int], policy: Policy) -> dict[str, Term]:
    """Return the terms of a score: of those indicators that have a figure."""
    found = {
        name: _term(INDICATORS[name], result.figures[name], weight, policy)
        for name, weight in scheme.items()
        if name in result.figures
    }
    return {name: term for name, term in found.items() if term}


def _term(indicator: Indicator, figure: Figure, weight: int, policy: Policy) -> Term | None:
    if indicator.is_proof:
        return Term.of_proof(figure, weight, cost=policy.false_cost)
    return Term.of(figure, weight, less_is_better=indicator.direction is Direction.LESS)
