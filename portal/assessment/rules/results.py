"""What an assessment says of one subject: each figure with what it stands on, and a score.

A result is kept as text, byte for byte the same for the same numbers, so that what was
published can be held against its hash.
"""

import enum
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from portal.assessment.rules.counts import NAMES, Counts


class SubjectKind(enum.StrEnum):
    """Who is assessed; each only by what it can answer for."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    UNIT = "unit"  # a street team or a department
    WORKER = "worker"  # a full-time grid worker: for themselves and their line, never published


class State(enum.StrEnum):
    """What can be said of a figure."""

    RATED = "rated"
    FEW = "few"  # counts only: too few for a rate
    NONE = "none"  # nothing to count: no figure, never 0 or 100 percent
    UNSAMPLED = "unsampled"  # the confirmed share alone is known: nobody looked at the rest


class Grade(enum.StrEnum):
    """A score in one letter."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


@dataclass(frozen=True)
class Figure:
    """One indicator of one subject; shares in percent to one decimal.

    Of effective resolution `floor` is the confirmed share and `ceiling` what was closed as done
    but what a sample did not let pass; its limits say what such a period might show by chance,
    and can lie beyond both.
    Of satisfaction they are the bounds if nobody, or everybody, who kept silent was satisfied.
    """

    part: int
    whole: int
    state: State
    share: Decimal | None = None
    low: Decimal | None = None  # 95 percent interval
    high: Decimal | None = None
    floor: Decimal | None = None
    ceiling: Decimal | None = None
    standardised: Decimal | None = None  # as if its mix of matters were that of all its peers
    covered: Decimal | None = None  # percent of that mix that it has any case of


@dataclass(frozen=True)
class Result:
    """What is said of one subject in one period. Ranks are a span: from, to, of how many peers."""

    kind: SubjectKind
    code: str  # of the area, the grid or the unit; a worker's staff number
    name: str
    name_en: str
    peers: str  # only those of one peer group are compared
    counts: Counts
    figures: Mapping[str, Figure]
    parts: Mapping[str, Decimal] = field(default_factory=dict)  # points of each indicator
    score: Decimal | None = None
    score_low: Decimal | None = None
    score_high: Decimal | None = None
    grade: Grade | None = None
    rank: tuple[int, int, int] | None = None
    strata: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # as in `Stratum`

    def as_text(self) -> str:
        """Return the result as it is kept and hashed: JSON in one fixed way of writing."""
        return json.dumps(vars(self), ensure_ascii=False, sort_keys=True, default=_plain)

    @classmethod
    def from_text(cls, text: str) -> "Result":
        """Return the result that a text holds, also one of a time when other things were counted.

        What is counted no more is passed over, and what was not counted yet is nought: the text
        itself stays as it was hashed.
        """
        held: dict[str, Any] = json.loads(text)
        return cls(
            kind=SubjectKind(held["kind"]),
            counts=Counts(**{name: held["counts"].get(name, 0) for name in NAMES}),
            figures={name: _figure(one) for name, one in held["figures"].items()},
            parts={name: Decimal(points) for name, points in held["parts"].items()},
            grade=Grade(held["grade"]) if held["grade"] else None,
            rank=tuple(held["rank"]) if held["rank"] else None,
            strata=held["strata"],
            score=_decimal(held["score"]),
            score_low=_decimal(held["score_low"]),
            score_high=_decimal(held["score_high"]),
            **{name: held[name] for name in ("code", "name", "name_en", "peers")},
        )


def _plain(value: object) -> object:
    """Return what JSON does not know as what it does: numbers as text, the rest by its fields."""
    return str(value) if isinstance(value, Decimal) else vars(value)


def without_any(results: Iterable[Result], indicator: str) -> list[Result]:
    """Return those that had cases and none of them counts: they passed nothing on, for one.

    Who had no case is not among them, for an empty whole is no figure.
    """
    figures = ((one, one.figures.get(indicator)) for one in results)
    return [one for one, figure in figures if figure and figure.whole and not figure.part]


def _figure(held: Mapping[str, Any]) -> Figure:
    exact = {name: _decimal(held.get(name)) for name in _EXACT}
    return Figure(held["part"], held["whole"], State(held["state"]), **exact)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


_EXACT = tuple(one.name for one in fields(Figure) if one.default is None)
