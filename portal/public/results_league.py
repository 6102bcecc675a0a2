"""Tables of areas and units beside their peers: by score, or by one indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from portal.assessment import queries
from portal.assessment.indicators import INDICATORS, Direction, scheme_of
from portal.assessment.rules import (
    Range,
    Result,
    SubjectKind,
    range_of,
    range_of_score,
    without_any,
)
from portal.public import results_words as words
from portal.public.results_told import Edition, Told, name_of

SCORE = "score"


@dataclass(frozen=True)
class Row:
    """One line of a table: a subject, and its figure where the table goes by one."""

    name: str
    url: str
    result: Result
    told: Told | None = None

    @property
    def rank(self) -> tuple[int, int, int] | None:
        """Return its place among its peers."""
        return self.result.rank

    @property
    def score_range(self) -> Range | None:
        """Return what is drawn of its score."""
        return range_of_score(self.result)


def rows_of(here: Edition, results: Sequence[Result], name: str) -> list[Row]:
    """Return the lines of a table by one indicator: the best first, then those without a rate."""
    held = sorted((one for one in results if name in one.figures), key=lambda one: one.code)
    return sorted((_row(here, one, name) for one in held), key=lambda row: _order(row.told))


def rows_without_any(here: Edition, results: Sequence[Result], name: str) -> list[Row]:
    """Return those that had cases of which none counts; nobody where less is better."""
    if INDICATORS[name].direction is Direction.LESS:
        return []
    rows = [_row(here, one, name) for one in without_any(results, name)]
    return [row for row in rows if row.told and not row.told.is_kept_back]


def groups_of(
    here: Edition, results: Sequence[Result], name: str | None
) -> list[tuple[str, list[Row]]]:
    """Return a table for each group of peers."""
    by_peers = sorted(results, key=lambda one: one.peers)
    groups = [list(some) for _peers, some in groupby(by_peers, key=lambda one: one.peers)]
    return [
        (
            queries.peers_words(some[0].kind, some[0].peers),
            rows_of(here, some, name) if name else [_row(here, one) for one in _best_first(some)],
        )
        for some in groups
    ]


def choices_of(here: Edition, kind: SubjectKind, within: str, by: str) -> list[tuple[Any, ...]]:
    """Return what a table may go by: words, address, and whether it does."""
    place = {"within": within} if within else {}
    names = [SCORE, *scheme_of(kind, here.policy)]
    return [
        (
            words.SCORE if name == SCORE else words.title_of(name),
            here.url(
                "show_league", who=kind.value, **place, **({} if name == SCORE else {"by": name})
            ),
            name == by,
        )
        for name in names
    ]


def communities_of(here: Edition, results: Sequence[Result], streets: Sequence[Result]) -> Any:
    """Return the communities by street, each with the address of the table of its grids."""
    in_order = sorted(results, key=lambda one: one.code)
    names = {one.code: name_of(one) for one in streets}
    return [
        (
            names.get(street, street),
            [(name_of(one), here.url("show_league", who="grid", within=one.code)) for one in some],
        )
        for street, some in groupby(in_order, key=lambda one: one.code[:9])
    ]


def parts_of(here: Edition, result: Result) -> list[tuple[str, Any, int]]:
    """Return what each indicator gave to a score: title, points, and how many there were."""
    scheme = scheme_of(result.kind, here.policy)
    known = sum(scheme.get(name, 0) for name in result.parts) or 1
    return [
        (words.title_of(name), points, round(100 * scheme.get(name, 0) / known))
        for name in words.QUESTIONS
        if (told := here.told(result, name))
        and not told.is_kept_back
        and (points := result.parts.get(name)) is not None
    ]


def _best_first(results: Sequence[Result]) -> list[Result]:
    """Return results by score; those without one come last."""
    return sorted(results, key=lambda one: (one.score is None, -(one.score or 0), one.code))


def _row(here: Edition, result: Result, name: str | None = None) -> Row:
    told = here.told(result, name) if name else None
    return Row(name_of(result), here.url_of(result), result, told)


def _order(told: Told | None) -> tuple[bool, float]:
    found = told and range_of(told.figure)
    if not told or not found:
        return True, 0.0
    is_less = INDICATORS[told.name].direction is Direction.LESS
    return False, found.share if is_less else -found.share
