"""What a page tells of published figures: editions, and each figure with what stands beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from flask import url_for

from portal.assessment import queries
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Revision
from portal.assessment.rules import (
    Figure,
    Range,
    Result,
    RevisionStatus,
    State,
    SubjectKind,
    compared,
    few_answers,
    range_of,
    spread_of,
)
from portal.assessment.rules.keeping_back import AREAS, TOLD
from portal.errors import N_, NotFound
from portal.i18n import language
from portal.policy.rules import Policy
from portal.public import results_words as words

FEWEST_PEERS = 2
KEPT_BACK = Figure(0, 0, State.FEW)
PUBLIC = (RevisionStatus.PUBLISHED, RevisionStatus.REPLACED)
OPEN_KINDS = tuple(words.KINDS)  # a worker's figures are for themselves and their line


@dataclass(frozen=True)
class Edition:
    """One revision that everybody may read, under its own address."""

    revision: Revision

    @property
    def name(self) -> str:
        """Return what its period is called."""
        return queries.period_words(self.revision.period)

    @property
    def is_replaced(self) -> bool:
        """Say whether it was corrected since."""
        return self.revision.status is RevisionStatus.REPLACED

    @cached_property
    def policy(self) -> Policy:
        """Return the values that its figures go by."""
        return queries.policy_of(self.revision)

    @cached_property
    def _few(self) -> dict[tuple[SubjectKind, str], frozenset[tuple[SubjectKind, str]]]:
        """Hold whose answers are kept back among neighbours, as far as that was looked up."""
        return {}

    def all_of(self, kind: SubjectKind, within: str = "") -> list[Result]:
        """Return what it says of all of a kind in an area; whole groups of neighbours are kept."""
        found = queries.results_of(self.revision, kind, within)
        few = few_answers(found, self.policy.fewest_to_publish)
        groups = {_neighbours(one) for one in found}
        self._few.update({group: few for group in groups if len(group[1]) >= len(within)})
        return found

    def is_kept_back(self, result: Result) -> bool:
        """Say whether so few answered, there or next door, that somebody could be recognised."""
        kind, above = _neighbours(result)
        if (kind, above) not in self._few:
            self.all_of(kind, above)
        return (kind, result.code) in self._few[kind, above]

    def told(self, result: Result, name: str) -> "Told | None":
        """Return one figure of a subject; None where it says nothing of that."""
        figure = result.figures.get(name)
        if figure is None:
            return None
        is_told = not set(TOLD).isdisjoint(INDICATORS[name].denominator)
        if is_told and self.is_kept_back(result):
            return Told(name, KEPT_BACK, is_kept_back=True)
        return Told(name, figure)

    def url(self, page: str = "show_edition", **more: str) -> str:
        """Return the address of one of its pages."""
        period, number = self.revision.period.name, self.revision.number
        given: dict[str, Any] = {"period": period, "edition": f"r{number}", **more}
        return url_for(f"public.{page}", **given)

    def url_of(self, result: Result) -> str:
        """Return the address of what it says of one subject."""
        if result.kind is SubjectKind.DISTRICT:
            return self.url()
        return self.url("show_subject_result", who=result.kind.value, which=result.code)


@dataclass(frozen=True)
class Told:
    """One figure of one subject, in words and ready to be drawn."""

    name: str
    figure: Figure
    is_kept_back: bool = False
    then: Sequence["Line"] = ()  # earlier periods
    beside: Sequence["Line"] = ()  # larger areas
    others: Range | None = None  # lowest, middle and highest of the peers

    @property
    def title(self) -> str:
        """Return what it is called."""
        return words.title_of(self.name)

    @property
    def question(self) -> str:
        """Return the question that it answers."""
        return words.question_of(self.name)

    @property
    def sentence(self) -> str:
        """Return it in a sentence."""
        return words.KEPT if self.is_kept_back else words.sentence_of(self.name, self.figure)

    @property
    def method(self) -> list[tuple[str, str]]:
        """Return how it is counted."""
        return words.method_of(self.name)

    @property
    def share(self) -> str:
        """Return its share."""
        return words.share_of(self.name, self.figure)

    @property
    def ends(self) -> str:
        """Return its range."""
        return words.ends_of(self.figure)

    @property
    def counts(self) -> tuple[str, str]:
        """Return its part and its whole."""
        return ("–", "–") if self.is_kept_back else words.counts_of(self.figure)

    @property
    def range(self) -> Range | None:
        """Return what is drawn of it."""
        return range_of(self.figure)

    @property
    def standardised(self) -> str:
        """Return its share as if its mix of matters were that of its peers."""
        share = self.figure.standardised
        return "" if share is None else words.measured(self.name, share)

    @property
    def is_few(self) -> bool:
        """Say whether there are counts and no rate."""
        return self.figure.state is State.FEW

    @property
    def moves(self) -> list[str]:
        """Return how it has moved since earlier periods."""
        found = ((line.label, compared(self.figure, line.told.figure)) for line in self.then)
        return [words.moved(comparison, label) for label, comparison in found if comparison]

    @property
    def others_said(self) -> str:
        """Return how the peers do."""
        return words.spread_said(self.others) if self.others else ""

    def lines(self, own: str) -> list["Line"]:
        """Return what stands in its picture and its table: itself, then what is beside it."""
        return [Line(own, self), *self.then, *self.beside]


@dataclass(frozen=True)
class Line:
    """A row of a table, and of the picture above it."""

    label: str
    told: Told


def edition_of(period: str, number: str) -> Edition:
    """Return a published edition, also one that was corrected since; others are not there."""
    if not re.fullmatch(r"r[1-9][0-9]{0,3}", number):
        raise NotFound(N_("There is no such edition of this period's figures."))
    revision = queries.revision_numbered(period, int(number[1:]))
    if revision.status not in PUBLIC:
        raise NotFound(N_("No figures of this period have been published yet."))
    return Edition(revision)


def kind_called(name: str) -> SubjectKind:
    """Return a kind of subject that everybody may read of."""
    for kind in OPEN_KINDS:
        if kind.value == name:
            return kind
    raise NotFound(N_("These figures say nothing of that area or unit."))


def indicator_called(name: str) -> str:
    """Return the name of an indicator, if there is such a one."""
    if name not in INDICATORS:
        raise NotFound(N_("There is no such indicator. Choose one from the list."))
    return name


def name_of(result: Result) -> str:
    """Return what a subject is called."""
    return (result.name_en if language() == "en" else result.name) or result.name


def told_of(edition: Edition, result: Result) -> list[Told]:
    """Return every figure of a subject with earlier ones, larger areas and peers beside it."""
    then = _earlier(edition, result)
    beside = [(name_of(one), edition, one) for one in around_of(edition, result)]
    sealed = (edition.revision.sha256 or "", edition.revision.id)
    spreads = _spreads(*sealed, result.kind, result.peers)
    found = ((name, edition.told(result, name)) for name in words.QUESTIONS)
    return [
        replace(
            told,
            then=_lines(then, name),
            beside=_lines(beside, name),
            others=spreads.get(name),
        )
        for name, told in found
        if told
    ]


def told_one(edition: Edition, result: Result, name: str) -> Told:
    """Return one figure of a subject alone."""
    if told := edition.told(result, name):
        return told
    raise NotFound(N_("These figures say nothing of that area or unit."))


def links_around(edition: Edition, result: Result) -> list[tuple[str, str]]:
    """Return the areas in which a subject lies with the addresses of their pages."""
    return [(name_of(one), edition.url_of(one)) for one in around_of(edition, result)]


def around_of(edition: Edition, result: Result) -> list[Result]:
    """Return what is said of the areas in which a subject lies, the nearest first."""
    if result.kind in {SubjectKind.DISTRICT, SubjectKind.UNIT}:
        return []
    kinds = (SubjectKind.COMMUNITY, SubjectKind.STREET, SubjectKind.DISTRICT)
    places = [(kind, result.code[:digits]) for kind, digits in zip(kinds, (12, 9, 6), strict=True)]
    wider = [(kind, code) for kind, code in places if len(code) < len(result.code)]
    return [found for kind, code in wider if (found := _found(edition.revision, kind, code))]


def over_time(edition: Edition, result: Result, name: str) -> list[Line]:
    """Return one figure of a subject over its periods, the oldest first."""
    over = queries.up_to(edition.revision.period)
    rows = queries.results_over(over, result.kind, result.code)
    held = [(Edition(revision), found) for revision, found in rows if found]
    return _lines([(then.name, then, found) for then, found in held], name)


def drawn_over(lines: Sequence[Line]) -> list[tuple[str, Range | None]]:
    """Return what a chart draws of a figure over time: nothing of a single period."""
    points = [(line.label, line.told.range) for line in lines]
    return points if sum(drawn is not None for _label, drawn in points) > 1 else []


@lru_cache(maxsize=256)
def _spreads(
    _sha256: str, revision_id: int, kind: SubjectKind, peers: str
) -> dict[str, Range | None]:
    """Return how all of a peer group do, by indicator; what is sealed is worked out once."""
    edition = Edition(queries.revision_called(revision_id))
    members = [one for one in edition.all_of(kind) if one.peers == peers]
    if len(members) < FEWEST_PEERS:
        return {}
    found = {name: [edition.told(one, name) for one in members] for name in words.QUESTIONS}
    return {name: spread_of([one.figure for one in told if one]) for name, told in found.items()}


def _neighbours(result: Result) -> tuple[SubjectKind, str]:
    """Return among whom an answer could be worked out from the sum of all."""
    return result.kind, result.code[:-3] if result.kind in AREAS else ""


def _earlier(edition: Edition, result: Result) -> list[tuple[str, Edition, Result]]:
    held = [Edition(revision) for revision in queries.earlier(edition.revision) if revision]
    found = ((then, _found(then.revision, result.kind, result.code)) for then in held)
    return [(then.name, then, old) for then, old in found if old]


def _lines(rows: Sequence[tuple[str, Edition, Result]], name: str) -> list[Line]:
    found = ((label, edition.told(result, name)) for label, edition, result in rows)
    return [Line(label, told) for label, told in found if told]


def _found(revision: Revision, kind: SubjectKind, code: str) -> Result | None:
    rows = queries.results_over([revision], kind, code)
    return rows[0][1]
