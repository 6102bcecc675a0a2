"""How sharply the next batch is looked at: the switching rules of GB/T 2828.1, clause 9.3.

Going to reduced inspection is never automatic: the standard asks that somebody in charge wants
it and that the work goes on steadily, so the rule says only when it may be chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from portal.supervision.rules.acceptance import Plan, Severity, one_step_tighter

REFUSED, OF_THE_LAST = 2, 5  # so many refused of so many or fewer: tightened
ACCEPTED_AGAIN = 5  # accepted one after the other on tightened: normal again
REFUSED_ON_TIGHTENED = 5  # together: the gate stops, until the work is better
SCORE = 30  # from here on reduced inspection may be chosen


@dataclass(frozen=True)
class Lot:
    """A batch that was looked at: by which plan and limit, and how many were bad.

    `irregular` where the work was not steady: then reduced inspection ends. `reduce` where
    the one in charge chose reduced inspection after it.
    """

    plan: Plan
    limit: str
    bad: int
    irregular: bool = False
    reduce: bool = False

    @property
    def accepted(self) -> bool:
        """Return whether the batch was accepted."""
        return self.plan.accepts(self.bad)


@dataclass(frozen=True)
class Standing:
    """Where a series of batches stands."""

    severity: Severity = Severity.NORMAL
    lately: tuple[bool, ...] = ()  # accepted or not, since the severity last changed
    score: int = 0  # the switching score
    refused: int = 0  # on tightened inspection, together
    stopped: bool = False

    @property
    def may_reduce(self) -> bool:
        """Return whether reduced inspection may be chosen for the next batch."""
        return self.severity is Severity.NORMAL and self.score >= SCORE


def standing_after(lots: Iterable[Lot]) -> Standing:
    """Return where a series stands after these batches, in their order."""
    standing = Standing()
    for lot in lots:
        standing = _NEXT[standing.severity](standing, lot)
    return standing


def _after_normal(now: Standing, lot: Lot) -> Standing:
    lately = (*now.lately, lot.accepted)[-OF_THE_LAST:]
    if lately.count(False) >= REFUSED:
        return Standing(Severity.TIGHTENED)
    after = replace(now, lately=lately, score=_score(now.score, lot))
    return Standing(Severity.REDUCED) if after.may_reduce and lot.reduce else after


def _after_tightened(now: Standing, lot: Lot) -> Standing:
    refused = now.refused + (not lot.accepted)
    lately = (*now.lately, lot.accepted)[-ACCEPTED_AGAIN:]
    if len(lately) == ACCEPTED_AGAIN and all(lately):
        return Standing()
    stopped = now.stopped or refused >= REFUSED_ON_TIGHTENED
    return replace(now, lately=lately, refused=refused, stopped=stopped)


def _after_reduced(now: Standing, lot: Lot) -> Standing:
    if not lot.accepted or lot.irregular:
        return Standing()
    return replace(now, lately=(*now.lately, True)[-OF_THE_LAST:])


_NEXT = {
    Severity.NORMAL: _after_normal,
    Severity.TIGHTENED: _after_tightened,
    Severity.REDUCED: _after_reduced,
}


def _score(score: int, lot: Lot) -> int:
    """Return the switching score after a batch on normal inspection (9.3.3.2).

    With an acceptance number of two or more a batch earns three if a limit one step tighter
    would have accepted it too, with a smaller number two if it was accepted; else it is zero.
    """
    if not lot.accepted:
        return 0
    if lot.plan.accept_at < 2:
        return score + 2
    return score + 3 if one_step_tighter(lot.plan, lot.limit).accepts(lot.bad) else 0
