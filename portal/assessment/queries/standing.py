"""One subject in one edition of the figures, beside its peers and the period before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from portal.assessment.indicators import INDICATORS, Direction, scheme_of
from portal.assessment.models import Revision, StoredResult
from portal.assessment.queries.periods import earlier, result_of, results_of
from portal.assessment.queries.publishing import policy_of
from portal.assessment.rules import (
    Advice,
    Result,
    SubjectKind,
    Weighting,
    Whole,
    advise,
    in_need,
    whole_of_peers,
)
from portal.db import db

LOWER = frozenset(name for name, one in INDICATORS.items() if one.direction is Direction.LESS)


@dataclass(frozen=True)
class Standing:
    """What an edition says of a subject, of its peers (itself among them), and of it before."""

    revision: Revision
    result: Result
    peers: Sequence[Result]
    before: Result | None
    year_before: Result | None

    @cached_property
    def together(self) -> dict[str, Whole]:
        """What all peers together reach in each indicator."""
        return whole_of_peers(self.peers)

    @property
    def weighting(self) -> Weighting:
        """By what the subject is judged in this edition."""
        return weighting_of(self.result.kind, self.revision)

    @cached_property
    def advice(self) -> list[Advice]:
        """What to improve next; nothing where there is nobody to be held against."""
        beside = self.together if len(self.peers) > 1 else {}
        return advise(self.result, beside, self.before, self.weighting)


def standing_of(revision: Revision, kind: SubjectKind, code: str) -> Standing:
    """Return how a subject stands in an edition; what that says nothing of is refused."""
    result = result_of(revision, kind, code)
    peers = [one for one in results_of(revision, kind) if one.peers == result.peers]
    before, year_before = (_said(one, kind, code) for one in earlier(revision))
    return Standing(revision, result, peers, before, year_before)


def standings_of(revision: Revision, subjects: Iterable[tuple[SubjectKind, str]]) -> list[Standing]:
    """Return how several subjects stand, without those of which an edition says nothing."""
    known = (one for one in subjects if _said(revision, *one))
    return [standing_of(revision, *one) for one in known]


def in_need_of_help(
    revision: Revision, kind: SubjectKind, codes: Sequence[str] | None = None, within: str = ""
) -> list[tuple[Result, list[str]]]:
    """Return who of a kind is behind their peers by more than chance, and in what.

    Only those in an area, or with these codes; their peers are those of the whole district.
    """
    results = results_of(revision, kind)
    groups: dict[str, list[Result]] = {}
    for one in results:
        groups.setdefault(one.peers, []).append(one)
    together = {name: whole_of_peers(members) for name, members in groups.items()}
    asked = [
        one
        for one in results
        if one.code.startswith(within) and (codes is None or one.code in codes)
    ]
    return in_need(asked, together, weighting_of(kind, revision))


def weighting_of(kind: SubjectKind, revision: Revision) -> Weighting:
    """Return by what subjects of a kind are judged in an edition."""
    return Weighting(scheme_of(kind, policy_of(revision)), LOWER)


def _said(revision: Revision | None, kind: SubjectKind, code: str) -> Result | None:
    stored = revision and db.session.get(StoredResult, (revision.id, kind, code))
    return Result.from_text(stored.content) if stored else None
