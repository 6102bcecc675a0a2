"""What a check has found, as numbers: each stratum counted, all of them weighed together.

Only what was drawn and looked at stands in a rate. What was added as urgent, and what could not
be judged, is counted beside it.
"""

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from portal.supervision.rules.acceptance import Plan
from portal.supervision.rules.checks import FrameKind
from portal.supervision.rules.estimates import CONFIDENCE, Estimate, Looked, stratified
from portal.supervision.rules.findings import FAILS, PASSES, VERDICTS, Verdict


class Gate(enum.StrEnum):
    """What a plan by GB/T 2828.1 says of a batch."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    OPEN = "open"  # not enough was looked at


@dataclass(frozen=True)
class StratumCount:
    """One stratum of a check: how many it has, how many were drawn, and what was found of them."""

    name: str
    population: int
    drawn: int
    verdicts: Mapping[Verdict, int]

    @property
    def judged(self) -> int:
        """Return of how many something could be said: n."""
        return sum(self.verdicts.values()) - self.not_checkable

    @property
    def passed(self) -> int:
        """Return how many are as they should be."""
        return self.counted(PASSES)

    @property
    def not_checkable(self) -> int:
        """Return how many could not be judged; something else was drawn in their place."""
        return self.verdicts.get(Verdict.NOT_CHECKABLE, 0)

    @property
    def waiting(self) -> int:
        """Return how many nobody has signed for yet."""
        return self.drawn - self.judged - self.not_checkable

    @property
    def weight(self) -> float | None:
        """Return how many of the list each one that was judged stands for: N ÷ n."""
        return self.population / self.judged if self.judged else None

    def counted(self, verdicts: Collection[Verdict]) -> int:
        """Return how many have one of these verdicts."""
        return sum(self.verdicts.get(verdict, 0) for verdict in verdicts)


def share_of(
    strata: Iterable[StratumCount], verdicts: Collection[Verdict], confidence: float = CONFIDENCE
) -> Estimate | None:
    """Return the share of a whole list with one of these verdicts; None where nobody looked."""
    seen = [Looked(one.population, one.judged, one.counted(verdicts)) for one in strata]
    return stratified(seen, confidence)


def pass_rate(strata: Iterable[StratumCount], confidence: float = CONFIDENCE) -> Estimate | None:
    """Return the share of a list that is as it should be: solved, or well patrolled."""
    return share_of(strata, PASSES, confidence)


def rates_of(
    frame: FrameKind, strata: Collection[StratumCount], confidence: float = CONFIDENCE
) -> dict[Verdict, Estimate]:
    """Return the share of each verdict that a frame knows, in the order of the worksheet."""
    shares = {
        verdict: share_of(strata, {verdict}, confidence)
        for verdict in VERDICTS[frame]
        if verdict is not Verdict.NOT_CHECKABLE
    }
    return {verdict: share for verdict, share in shares.items() if share}


def by_street(strata: Iterable[StratumCount], digits: int = 9) -> dict[str, list[StratumCount]]:
    """Return the strata of each street, by the code with which their names begin.

    A stratum that was too small stands with the one that it was merged into.
    """
    streets: dict[str, list[StratumCount]] = {}
    for one in sorted(strata, key=lambda one: one.name):
        streets.setdefault(one.name[:digits], []).append(one)
    return streets


def gate_of(plan: Plan, strata: Collection[StratumCount]) -> Gate:
    """Return whether a batch is accepted: refused as soon as too many are bad.

    It is accepted only when as many were judged as the plan asks for.
    """
    bad = sum(one.counted(FAILS) for one in strata)
    if not plan.accepts(bad):
        return Gate.REFUSED
    return Gate.ACCEPTED if sum(one.judged for one in strata) >= plan.size else Gate.OPEN


def effective_rate(
    due: int, confirmed: int, unconfirmed: int, passing: Estimate | None
) -> Estimate | None:
    """Return how many of the due cases are effectively solved, with what samples say of the rest.

    A two-phase estimate: what its reporter or the grid worker confirmed counts as it is, and of
    those closed without anybody's word the share that passed in a random sample of them. None
    where no case is due, or where nothing was sampled: then only the confirmed share is known.
    """
    if not due or (unconfirmed and passing is None):
        return None
    if passing is None:
        share = confirmed / due
        return Estimate(share, share, share, 0, due, due)
    share, low, high = (
        (confirmed + unconfirmed * part) / due
        for part in (passing.share, passing.low, passing.high)
    )
    return Estimate(share, low, high, passing.looked, due, due)
