"""Results as pages tell them: which rates may be shown, and every count and share in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.i18n import _
from portal.supervision.models import SpotCheck
from portal.supervision.queries.missed import Missed, missed_in
from portal.supervision.queries.names import (
    GATES,
    LISTS,
    METHOD,
    PASSING,
    VERDICT_NAMES,
    area_name,
    ends_in_percent,
    in_percent,
    strata_names,
)
from portal.supervision.queries.results import Found, ended_checks, found_in
from portal.supervision.rules import (
    FAILS,
    VERDICTS,
    Estimate,
    FrameKind,
    StratumCount,
    Verdict,
    pass_rate,
)


@dataclass(frozen=True)
class Line:
    """One stratum: what it is called, its counts, and its rate where enough were judged."""

    name: str
    count: StratumCount
    rate: Estimate | None
    failing: tuple[int, ...]


@dataclass(frozen=True)
class Result:
    """What a page tells of a check."""

    found: Found
    fewest: int  # judged, for a rate to be shown
    lines: tuple[Line, ...]
    blind: Missed | None = None  # of places alone

    @property
    def frame(self) -> FrameKind:
        """Return what was drawn from."""
        return self.found.check.frame

    @property
    def has_rates(self) -> bool:
        """Return whether enough were judged to say more than counts."""
        return self.found.sum_of("judged") >= self.fewest

    @property
    def passing(self) -> Any:
        """Return what the pass rate counts."""
        return PASSING[self.frame]

    @property
    def failing(self) -> list[Any]:
        """Return what is held against somebody, one column each."""
        return [VERDICT_NAMES[verdict] for verdict in failing_of(self.frame)]

    @property
    def rates(self) -> list[tuple[Any, Estimate]]:
        """Return the share of each verdict, in words."""
        return [(VERDICT_NAMES[verdict], rate) for verdict, rate in self.found.rates.items()]

    @property
    def gate(self) -> Any:
        """Return whether the batch is accepted, in words; None where that is not the question."""
        gate = self.found.gate
        return None if gate is None else GATES[gate]

    @property
    def bad(self) -> int:
        """Return how many are held against somebody."""
        return sum(line.count.counted(FAILS) for line in self.lines)

    @property
    def urgent(self) -> list[tuple[Any, int]]:
        """Return what was found of the urgent ones, in words."""
        found = [(VERDICT_NAMES[verdict], n) for verdict, n in self.found.urgent.items()]
        waiting = self.found.urgent_waiting
        return [*found, (_("Not signed yet"), waiting)] if waiting else found

    @property
    def missed(self) -> list[tuple[Any, str]]:
        """Return what nobody had reported, in words; empty where nothing was visited blind."""
        return _missed(self.blind, self.fewest) if self.blind else []

    @property
    def method(self) -> list[str]:
        """Return how all of it is counted, in words."""
        return [str(words) % {"sure": self.sure} for words in METHOD]

    @property
    def sure(self) -> str:
        """Return how sure the ranges are."""
        return f"{self.found.confidence * 100:g} %"

    @property
    def list_name(self) -> Any:
        """Return what the list held."""
        return LISTS[self.frame]

    @property
    def area(self) -> str:
        """Return where."""
        return area_name(self.found.check.area_code)

    @property
    def sentence(self) -> str:
        """Return the whole in one sentence."""
        counts = {
            "list": self.list_name,
            "area": self.area,
            "all": f"{self.found.sum_of('population'):,}",
            "judged": f"{self.found.sum_of('judged'):,}",
        }
        rate = self.found.passed
        if rate is None or not self.has_rates:
            return str(_("%(list)s, %(area)s: %(judged)s of %(all)s were looked at.", **counts))
        said = _(
            "%(list)s, %(area)s: %(judged)s of %(all)s were looked at; %(rate)s are as they should"
            " be (between %(ends)s).",
            **counts,
            rate=in_percent(rate),
            ends=ends_in_percent(rate),
        )
        return str(said)


@dataclass(frozen=True)
class TrendLine:
    """One ended check in a row of time."""

    check: SpotCheck
    judged: int
    population: int
    rate: Estimate | None
    url: str


@dataclass(frozen=True)
class Trend:
    """The ended checks of one kind, the oldest first."""

    name: Any
    passing: Any
    lines: tuple[TrendLine, ...]


def failing_of(frame: FrameKind) -> list[Verdict]:
    """Return the verdicts of a frame that are held against somebody."""
    return [verdict for verdict in VERDICTS[frame] if verdict in FAILS]


def result_of(found: Found, *, fewest: int, within_m: int) -> Result:
    """Return a check's results as a page tells them."""
    names = strata_names(one.name for one in found.strata)
    failing = failing_of(found.check.frame)
    lines = [
        Line(
            names[one.name],
            one,
            pass_rate([one], found.confidence) if one.judged >= fewest else None,
            tuple(one.verdicts.get(verdict, 0) for verdict in failing),
        )
        for one in found.strata
    ]
    blind = missed_in(found.check, found.strata, within_m=within_m, confidence=found.confidence)
    return Result(found, fewest, tuple(lines), blind)


def _missed(blind: Missed, fewest: int) -> list[tuple[Any, str]]:
    """Return what the blind visits say, in words: rates only where enough was found."""
    said = [
        (_("Places visited"), f"{blind.places:,}"),
        (_("Problems seen there"), f"{blind.found:,}"),
        (_("Of these reported by nobody"), f"{blind.unmatched:,}"),
    ]
    if blind.waiting:
        said.append((_("Places that wait for a comparison"), f"{blind.waiting:,}"))
    if blind.rate and blind.found >= fewest:
        rate = f"{in_percent(blind.rate)} ({ends_in_percent(blind.rate)})"
        said.append((_("Unmatched rate"), rate))
    if blind.lists and blind.found >= fewest:
        lists = blind.lists
        said += [
            (_("Reported there at that time"), f"{lists.reported:,}"),
            (
                _("All problems there, at least about"),
                f"{lists.total:.0f} ({lists.low:.0f}–{lists.high:.0f})",
            ),
        ]
    return said


def trends(*, team_id: int | None, fewest: int, url_of: Any) -> list[Trend]:
    """Return the rows of ended checks of each kind that has any; of a team, or of all."""
    rows = [(frame, found_in(ended_checks(frame, team_id=team_id))) for frame in FrameKind]
    return [
        Trend(LISTS[frame], PASSING[frame], tuple(_trend(founds, fewest, url_of)))
        for frame, founds in rows
        if founds
    ]


def _trend(founds: Sequence[Found], fewest: int, url_of: Any) -> list[TrendLine]:
    return [
        TrendLine(
            found.check,
            found.sum_of("judged"),
            found.sum_of("population"),
            found.passed if found.sum_of("judged") >= fewest else None,
            url_of(found.check),
        )
        for found in founds
    ]
