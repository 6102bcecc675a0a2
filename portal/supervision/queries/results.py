"""What checks have found, counted in the database: never from rows that are read one by one."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.errors import N_, NotFound
from portal.supervision.models import Finding, Sampled, SpotCheck, Stratum
from portal.supervision.rules import (
    CheckStatus,
    Estimate,
    FindingState,
    FrameKind,
    Gate,
    Severity,
    StratumCount,
    Verdict,
    VisitState,
    gate_of,
    pass_rate,
    plan_for,
    rates_of,
    share_of,
)

IN_DOUBT = frozenset({FindingState.SIGNED, FindingState.REBUTTED})  # the unit may still be right
COUNTS = IN_DOUBT | {FindingState.STANDS}  # what two people signed, and nobody has taken back
SHOWN = 36  # checks in a row of time


@dataclass(frozen=True)
class Found:
    """What a check has found so far: of its draw by stratum, and beside it of what was urgent."""

    check: SpotCheck
    strata: tuple[StratumCount, ...]
    in_doubt: int  # that may still be rebutted, or were
    urgent: Mapping[Verdict, int]
    urgent_waiting: int

    @property
    def confidence(self) -> float:
        """Return how sure its intervals are, as it was planned."""
        return self.check.confidence_permille / 1000

    @property
    def passed(self) -> Estimate | None:
        """Return the share of the whole list that is as it should be."""
        return pass_rate(self.strata, self.confidence)

    @property
    def rates(self) -> dict[Verdict, Estimate]:
        """Return the share of each verdict in the whole list."""
        return rates_of(self.check.frame, self.strata, self.confidence)

    @property
    def gate(self) -> Gate | None:
        """Return whether the batch is accepted; None where that is not the question."""
        check = self.check
        if check.accept_at is None:
            return None
        severity = Severity(check.severity or Severity.NORMAL)
        plan = plan_for(check.population or 0, check.aql, check.inspection_level, severity)
        return gate_of(plan, self.strata)

    def sum_of(self, what: str) -> int:
        """Return the sum over all strata of what was drawn, judged, waiting or not checkable."""
        return sum(getattr(one, what) for one in self.strata)


def found_in(checks: Sequence[SpotCheck]) -> list[Found]:
    """Return what these checks have found, in their order, in two questions for all of them."""
    ids = [check.id for check in checks]
    populations: dict[int, dict[str, int]] = defaultdict(dict)
    lists = select(Stratum.check_id, Stratum.name, Stratum.population).where(
        Stratum.check_id.in_(ids), Stratum.merged_into.is_(None)
    )
    for check_id, name, population in db.session.execute(lists.order_by(Stratum.name)):
        populations[check_id][name] = population
    counts: dict[int, list[_Row]] = defaultdict(list)
    for check_id, *row in db.session.execute(_counted(ids)):
        counts[check_id].append(_Row._make(row))
    return [_found(check, populations[check.id], counts[check.id]) for check in checks]


def found_by(check: SpotCheck) -> Found:
    """Return what one check has found."""
    return found_in([check])[0]


def public_result(code: str) -> SpotCheck:
    """Return a check whose results are public: one that has ended."""
    asked = select(SpotCheck).where(SpotCheck.code == code)
    check = db.session.scalar(asked.options(joinedload(SpotCheck.team)))
    if check is None or check.status is not CheckStatus.CLOSED:
        raise NotFound(N_("There is no check of this name, or it has not ended yet."))
    return check


def ended_checks(frame: FrameKind, *, team_id: int | None = None) -> Sequence[SpotCheck]:
    """Return the last ended checks of a kind, the oldest period first; of a team, or of all."""
    asked = select(SpotCheck).where(
        SpotCheck.frame == frame, SpotCheck.status == CheckStatus.CLOSED
    )
    if team_id is not None:
        asked = asked.where(SpotCheck.team_id == team_id)
    asked = asked.options(joinedload(SpotCheck.team))
    latest = asked.order_by(SpotCheck.period_to.desc(), SpotCheck.id.desc()).limit(SHOWN)
    return db.session.scalars(latest).all()[::-1]


@dataclass(frozen=True)
class SampleRates:
    """What samples say of an area and a time, ready for an assessment: shares of whole lists."""

    passed: Estimate | None  # of closed cases
    false_closures: Estimate | None
    false_patrols: Estimate | None


def rates_for(area_code: str, begins: date, ends: date) -> SampleRates:
    """Return what ended checks say of an area from a day to a day, both included.

    Only checks whose whole period lies inside count, and of them the strata of the area: a
    stratum's name begins with the code of its street or community. An assessment multiplies
    `passed` with the cases that nobody confirmed (`rules.effective_rate`); where nobody looked
    there is no figure, and the rate is marked as unsampled. For an area below a street the
    strata must be communities: a stratum of a whole street says nothing of one of them.
    """
    asked = (
        select(SpotCheck)
        .where(SpotCheck.status == CheckStatus.CLOSED)
        .where(SpotCheck.period_from >= begins, SpotCheck.period_to <= ends)
        .order_by(SpotCheck.id)
    )
    strata: dict[FrameKind, list[StratumCount]] = defaultdict(list)
    for found in found_in(db.session.scalars(asked).all()):
        strata[found.check.frame] += [one for one in found.strata if one.name.startswith(area_code)]
    cases, patrols = strata[FrameKind.CLOSED_CASES], strata[FrameKind.PATROLS]
    return SampleRates(
        pass_rate(cases),
        share_of(cases, {Verdict.FALSE_CLOSURE}),
        share_of(patrols, {Verdict.FALSE_PATROL}),
    )


class _Row(NamedTuple):
    """So many of a stratum with the same verdict and state; none of both where nobody signed."""

    is_priority: bool
    stratum: str
    visit: VisitState
    verdict: Verdict | None
    state: FindingState | None
    times: int

    @property
    def said(self) -> Verdict | None:
        """Return the verdict; of what could not be looked at nobody signs one."""
        return Verdict.NOT_CHECKABLE if self.visit is VisitState.COULD_NOT else self.verdict


def _counted(ids: Sequence[int]) -> Select[int, bool, str, VisitState, Verdict, FindingState, int]:
    same = and_(Finding.sampled_id == Sampled.id, Finding.state.in_(COUNTS))
    keys = (
        Sampled.check_id,
        Sampled.is_priority,
        Sampled.stratum,
        Sampled.state,
        Finding.verdict,
        Finding.state,
    )
    asked = select(*keys, func.count(Sampled.id)).outerjoin(Finding, same)
    return asked.where(Sampled.check_id.in_(ids)).group_by(*keys)


def _found(check: SpotCheck, populations: Mapping[str, int], rows: Sequence[_Row]) -> Found:
    drawn: Counter[str] = Counter()
    verdicts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    urgent: Counter[Verdict | None] = Counter()
    for row in rows:
        if row.is_priority:
            urgent[row.said] += row.times
            continue
        drawn[row.stratum] += row.times
        if row.said:
            verdicts[row.stratum][row.said] += row.times
    strata = tuple(
        StratumCount(name, population, drawn[name], verdicts[name])
        for name, population in populations.items()
    )
    return Found(
        check,
        strata,
        sum(row.times for row in rows if row.state in IN_DOUBT),
        {verdict: n for verdict, n in urgent.items() if verdict},
        urgent[None],
    )
