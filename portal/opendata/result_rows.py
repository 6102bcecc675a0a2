"""What stands in the files of a published period: its figures, strata and sealed texts."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from portal.assessment import queries
from portal.assessment.indicators import INDICATORS, scheme_of
from portal.assessment.models import Revision
from portal.assessment.rules import Result, Stratum, SubjectKind, few_answers
from portal.assessment.rules.keeping_back import TOLD
from portal.opendata.results_dictionary import SCORE, ResultLine, StratumLine
from portal.sheets import MARK

ALL = "all"


def result_lines(revision: Revision) -> Iterator[ResultLine]:
    """Yield every figure of every subject and its score, but nothing that stands on few answers."""
    results = queries.published_results(revision)
    is_example = revision.period.is_example
    few = few_answers(results, queries.policy_of(revision).fewest_to_publish)
    for result in results:
        for name, figure in result.figures.items():
            known = INDICATORS[name]
            asked = getattr(result.counts, known.asked) if known.asked else None
            is_told = not set(TOLD).isdisjoint(known.denominator)
            is_few = is_told and (result.kind, result.code) in few
            yield ResultLine(result, name, figure, asked, is_few, is_example)
        if result.score is not None:
            yield ResultLine(result, SCORE, None, None, False, is_example)


def stratum_lines(revision: Revision) -> Iterator[StratumLine]:
    """Yield the strata of every subject."""
    for result in queries.published_results(revision):
        for name, counts in sorted(_strata(result).items()):
            yield StratumLine(result, name, counts)


def sealed(revision: Revision) -> dict[str, Any]:
    """Return what an edition was published with: values, manifest, hash and the told texts."""
    policy = queries.policy_of(revision)
    return {
        "period": revision.period.name,
        "edition": revision.number,
        "is_example": revision.period.is_example,
        "reason": revision.reason,
        "published_at": revision.published_at and revision.published_at.isoformat(),
        "policy_version": revision.policy_version,
        "policy": revision.policy,
        "weights": {kind: scheme_of(kind, policy) for kind in SubjectKind},
        "sha256": revision.sha256,
        "manifest": revision.manifest,
        "texts": queries.published_texts(revision),
    }


def sealed_rows(content: str) -> Iterator[dict[str, str]]:
    """Yield the lines of a file that was sealed with an edition."""
    yield from csv.DictReader(io.StringIO(content.removeprefix(MARK), newline=""))


def _strata(result: Result) -> Mapping[str, Mapping[str, int]]:
    """Return a subject's strata; where none are told, all that was due is one, unsampled."""
    counts = result.counts
    whole = Stratum(counts.due_valid, counts.confirmed, counts.unconfirmed)
    return result.strata or ({ALL: asdict(whole)} if counts.due_valid else {})
