"""What may be found, who signs it, and what happens to a finding afterwards."""

import enum
from collections.abc import Mapping

from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.supervision.rules.checks import FrameKind, VisitState


class Verdict(enum.StrEnum):
    """What a team found of something sampled, in one word (核查结论)."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"  # something was done, and the problem is there
    FALSE_CLOSURE = "false_closure"  # nothing was done, and it was closed all the same
    NOT_CHECKABLE = "not_checkable"
    GOOD = "good"  # a patrol that was one; a place with nothing that nobody had reported
    FALSE_PATROL = "false_patrol"  # it did not take place
    IDLE_PATROL = "idle_patrol"  # it took place, and nothing was looked at
    UNREPORTED = "unreported"  # a place with a problem that nobody had reported


class FindingState(enum.StrEnum):
    """How far a finding is."""

    PROPOSED = "proposed"  # by one; it still can be written anew
    SIGNED = "signed"  # by two, and locked: the unit may rebut it
    REBUTTED = "rebutted"  # the lead decides
    STANDS = "stands"
    UNLOCKED = "unlocked"  # a new one follows; this one stays as it was


class FindingStep(enum.StrEnum):
    """One entry of the log of findings: added, chained to the one before, never changed."""

    SIGN = "sign"
    REBUT = "rebut"
    ACCEPT = "accept"  # the unit does not wait for the end of its days
    LAPSE = "lapse"  # nobody rebutted it in time
    UPHOLD = "uphold"  # the lead: the finding is right
    GIVE_WAY = "give_way"  # the lead: the unit is right
    UNLOCK = "unlock"
    MEND = "mend"  # the unit says that it has put it right
    PASS = "pass"  # noqa: S105 - a recheck that finds it put right
    FAIL = "fail"  # one that does not
    DRAW_AGAIN = "draw_again"  # the chain itself draws what a second inspector looks at
    LOOK_AGAIN = "look_again"


class OrderState(enum.StrEnum):
    """How far a rectification order (整改单) is."""

    OPEN = "open"
    MENDED = "mended"  # the unit says so: somebody else looks
    PASSED = "passed"
    WITHDRAWN = "withdrawn"  # its finding was unlocked


V, S, T, K = Verdict, FindingState, FindingStep, FrameKind
VERDICTS: Mapping[FrameKind, tuple[Verdict, ...]] = {
    K.CLOSED_CASES: (V.SOLVED, V.PARTLY, V.NOT_SOLVED, V.FALSE_CLOSURE, V.NOT_CHECKABLE),
    K.PATROLS: (V.GOOD, V.FALSE_PATROL, V.IDLE_PATROL, V.NOT_CHECKABLE),
    K.PLACES: (V.GOOD, V.UNREPORTED, V.NOT_CHECKABLE),
}
PASSES = frozenset({V.SOLVED, V.GOOD})
FAILS = frozenset(V) - PASSES - {V.NOT_CHECKABLE}
# What follows from a step that the log keeps; signing one that accuses nobody ends there.
STEPS: Mapping[tuple[FindingState, FindingStep], FindingState] = {
    (S.SIGNED, T.REBUT): S.REBUTTED,
    (S.SIGNED, T.ACCEPT): S.STANDS,
    (S.SIGNED, T.LAPSE): S.STANDS,
    (S.REBUTTED, T.UPHOLD): S.STANDS,
    (S.REBUTTED, T.GIVE_WAY): S.UNLOCKED,
    (S.SIGNED, T.UNLOCK): S.UNLOCKED,
    (S.STANDS, T.UNLOCK): S.UNLOCKED,
}
LOCKED = frozenset(S) - {S.PROPOSED}


def fails(verdict: Verdict) -> bool:
    """Say whether a verdict is held against somebody, who may rebut it."""
    return verdict in FAILS


def signed(state: FindingState, verdict: Verdict) -> FindingState:
    """Return the state that a second name leads to, or refuse what is signed already.

    >>> signed(FindingState.PROPOSED, Verdict.SOLVED)
    <FindingState.STANDS: 'stands'>
    >>> signed(FindingState.PROPOSED, Verdict.PARTLY)
    <FindingState.SIGNED: 'signed'>
    """
    if state is not S.PROPOSED:
        raise NotAllowedNow(N_("It has both names already and is locked. Only the lead unlocks."))
    return S.SIGNED if fails(verdict) else S.STANDS


def then(state: FindingState, step: FindingStep) -> FindingState:
    """Return the state that a step leads to, or refuse it."""
    try:
        return STEPS[state, step]
    except KeyError:
        raise NotAllowedNow(
            N_("This finding has moved on, so that is no longer open. Reload to see it now.")
        ) from None


def refuse_unfit(frame: FrameKind, visit: VisitState, verdict: Verdict, words: str) -> None:
    """Refuse a verdict that does not fit what was drawn, what was seen, or that says too little."""
    if verdict not in VERDICTS[frame]:
        raise NotAcceptable(N_("Choose one of the verdicts offered: others do not fit here."))
    if visit is VisitState.TO_VISIT:
        raise NotAllowedNow(N_("Nobody has been there yet. First the worksheet, then the finding."))
    if visit is VisitState.COULD_NOT:
        raise NotAllowedNow(N_("It could not be looked at, so nothing can be said of it."))
    if verdict not in PASSES and not words:
        raise NotAcceptable(N_("Write what you saw: the unit reads this, and may rebut it."))


def refuse_same_person(first: int, second: int) -> None:
    """Refuse a second name that is the first one again."""
    if first == second:
        raise NotAllowedNow(N_("You proposed it. The second name must be somebody else's."))


def refuse_same_eyes(looked: frozenset[int], who: int) -> None:
    """Refuse a look by somebody who has looked already, or signed for it."""
    if who in looked:
        raise NotAllowedNow(N_("You looked at it, or signed it. Somebody else looks this time."))


def block_size(percent: int) -> int:
    """Return of how many findings one is looked at again, so that they are so many percent.

    >>> block_size(5), block_size(10), block_size(100)
    (20, 10, 1)
    """
    return max(1, round(100 / percent))
