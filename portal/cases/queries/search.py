"""Finding cases by what was typed: a number's beginning, words, two characters or one.

Common words fill a page soon, rare ones lead straight to their cases; what
must never happen is that all cases of a common word are looked up and sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    any_,
    cast,
    column,
    false,
    func,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from portal.cases.models import Case
from portal.cases.rules import asked_terms, begun_number
from portal.db import db

LONGEST_NUMBER = 16
SAMPLE, RARE = 4_000, 10  # fewer of the latest cases than these have a rare word
ALONE, MOST_ASKED = 2, 4  # so few of them have what leads alone; terms that are looked at for it
HITS = (
    "SELECT rowid FROM case_search WHERE case_search MATCH :match AND rowid < :before"
    " ORDER BY rowid DESC"
)
# Whose cases they are is read from a small index: the cases themselves lie far apart.
OWN = (
    " CROSS JOIN cases AS own INDEXED BY ix_cases_{column}_id"
    " ON own.{column} = :own AND own.id = hits.rowid"
)
_found = table("case_search", column("case_id"), column("words"))
Term = tuple[str, bool]  # and whether its beginning is enough


@dataclass(frozen=True)
class Search:
    """What was typed, as this database looks for it.

    `numbers` bounds case numbers. `leads` says that the words themselves give
    the cases one by one, the latest first; else `condition` asks each case,
    and `is_few` says that it names the few cases by itself. Where all cases of
    a stretch are asked, `fits` looks through their words alone: that is eight
    times as fast as going from each case to its words.
    """

    numbers: tuple[str, str] | None = None
    condition: ColumnElement[bool] | None = None
    is_few: bool = False
    fits: Any = None  # a condition on words
    match: str = ""
    own: tuple[str, Any] | None = None

    @property
    def leads(self) -> bool:
        """True where the words' own index is walked."""
        return bool(self.match)

    def among(self, column: str, value: Any) -> "Search":
        """Return the same search among the cases with one value in one column."""
        return replace(self, own=(column, value))

    def in_stretch(self, after: int, up_to: int | None) -> ColumnElement[bool]:
        """Return the condition that a case is one of a stretch of ids, with these words."""
        hits = select(_found.c.case_id).where(self.fits, _found.c.case_id < after)
        return Case.id.in_(hits.where(_found.c.case_id >= up_to) if up_to else hits)

    def stride(self, before: int, size: int) -> tuple[int | None, ColumnElement[bool]]:
        """Return the last of so many cases with these words, if there are, and how to be one."""
        given = {"match": self.match, "before": before, "size": size}
        step = text(f"{HITS} LIMIT 1 OFFSET :size")
        edge = db.session.scalar(step, given | {"size": size - 1})
        some = f"SELECT hits.rowid FROM ({HITS} LIMIT :size) AS hits"  # noqa: S608 - our own words
        if self.own:
            some += OWN.format(column=self.own[0])
            given["own"] = self.own[1]
        return edge, Case.id.in_(text(some).bindparams(**given))


def search_for(words: str) -> Search | None:
    """Return how to look for what was typed; None if nothing was."""
    if not words:
        return None
    if start := begun_number(words):  # padded with digits: they sort alike in every collation
        return Search(numbers=(start.ljust(LONGEST_NUMBER, "0"), start.ljust(LONGEST_NUMBER, "9")))
    terms = asked_terms(words)
    if not terms:
        return Search(condition=false(), is_few=True)
    if db.engine.dialect.name == "postgresql":
        return _by_vector(terms)
    return Search(match=" ".join(f'"{term}"' + "*" * starts for term, starts in terms))


def _by_vector(terms: Sequence[Term]) -> Search:
    """Look at the latest cases first: what is rare among them is looked up, the rest met soon."""
    # "is true" is asked of each row; without it the index would gather all that fit.
    has_all = _has(_found.c.words, terms).is_(True)
    seen, rare = _among_latest(terms)
    if seen >= RARE:
        own = select(has_all).where(_found.c.case_id == Case.id).correlate(Case)
        return Search(condition=own.scalar_subquery(), fits=has_all)
    # As one array: however many a planner expects, it is worked out first and sought by its ids.
    hits = select(func.array_agg(_found.c.case_id)).where(_has(_found.c.words, rare), has_all)
    return Search(
        condition=Case.id == any_(cast(hits.scalar_subquery(), ARRAY(Integer))), is_few=True
    )


def _among_latest(terms: Sequence[Term]) -> tuple[int, Sequence[Term]]:
    """Return how many of the latest cases have all terms, and the terms to look them up by.

    For the beginning of a word all cases that have one are gathered before two terms are
    compared: where another term hardly ever stands, it alone leads to the cases.
    """
    latest = select(_found.c.words).order_by(_found.c.case_id.desc()).limit(SAMPLE).subquery()
    each = terms[:MOST_ASKED] if len(terms) > 1 and any(starts for _term, starts in terms) else []
    asked = [terms, *([term] for term in each)]
    counts = (func.count().filter(_has(latest.c.words, some)) for some in asked)
    seen, *of_each = db.session.execute(select(*counts).select_from(latest)).one()
    rare = [term for term, times in zip(each, of_each, strict=True) if times <= ALONE]
    return seen, rare or terms


def _has(words: ColumnElement[Any], terms: Sequence[Term]) -> ColumnElement[bool]:
    asked = " & ".join(f"'{term}'" + ":*" * starts for term, starts in terms)
    return words.op("@@", return_type=Boolean())(cast(asked, TSQUERY))
