"""What verdicts, states and steps of findings are called on pages, with picture and tone."""

from typing import Any

from portal.i18n import _l
from portal.supervision.rules import (
    FAILS,
    Breach,
    FindingState,
    FindingStep,
    FrameKind,
    OrderState,
    Verdict,
)

VERDICTS: dict[Verdict, Any] = {
    Verdict.SOLVED: _l("Solved"),
    Verdict.PARTLY: _l("Partly solved"),
    Verdict.NOT_SOLVED: _l("Something was done, but it is not solved"),
    Verdict.FALSE_CLOSURE: _l("Nothing was done"),
    Verdict.NOT_CHECKABLE: _l("It cannot be judged on the spot"),
    Verdict.GOOD: _l("Nothing wrong"),
    Verdict.FALSE_PATROL: _l("The patrol did not take place"),
    Verdict.IDLE_PATROL: _l("Somebody came, but looked at nothing"),
    Verdict.UNREPORTED: _l("There is a problem that nobody had reported"),
}
STATES: dict[FindingState, tuple[Any, str, str]] = {
    FindingState.PROPOSED: (_l("Waits for a second name"), "pencil", "warn"),
    FindingState.SIGNED: (_l("Signed, can be rebutted"), "badge-check", "go"),
    FindingState.REBUTTED: (_l("Rebutted: the lead decides"), "message-square", "warn"),
    FindingState.STANDS: (_l("Stands"), "check-check", "ok"),
    FindingState.UNLOCKED: (_l("Unlocked: a new one follows"), "undo-2", ""),
}
STEPS: dict[FindingStep, Any] = {
    FindingStep.SIGN: _l("Signed by two and locked"),
    FindingStep.REBUT: _l("Rebutted by the unit"),
    FindingStep.ACCEPT: _l("Accepted by the unit"),
    FindingStep.LAPSE: _l("Not rebutted in time: it stands"),
    FindingStep.UPHOLD: _l("The lead decides: the finding is right"),
    FindingStep.GIVE_WAY: _l("The lead decides: the unit is right"),
    FindingStep.UNLOCK: _l("Unlocked by the lead"),
    FindingStep.MEND: _l("The unit says: put right"),
    FindingStep.PASS: _l("Looked at again: put right"),
    FindingStep.FAIL: _l("Looked at again: not put right yet"),
    FindingStep.DRAW_AGAIN: _l("Drawn for a second look"),
    FindingStep.LOOK_AGAIN: _l("Looked at by a second inspector"),
}
ORDERS: dict[OrderState, tuple[Any, str, str]] = {
    OrderState.OPEN: (_l("To be put right"), "clock", "warn"),
    OrderState.MENDED: (_l("Put right, says the unit"), "search", "go"),
    OrderState.PASSED: (_l("Put right"), "check-check", "ok"),
    OrderState.WITHDRAWN: (_l("Order withdrawn"), "undo-2", ""),
}
FRAMES: dict[FrameKind, Any] = {
    FrameKind.CLOSED_CASES: _l("Closed case"),
    FrameKind.PATROLS: _l("Patrol"),
    FrameKind.PLACES: _l("Place"),
}
BREACHES: dict[Breach, Any] = {
    Breach.GAP: _l("an entry is missing"),
    Breach.CHAIN: _l("an entry was changed"),
    Breach.DETAILS: _l("details are not those that were logged"),
    Breach.ROWS: _l("what is stored is not what was signed"),
}


def tone(verdict: Verdict) -> tuple[str, str]:
    """Return picture and tone of a verdict."""
    if verdict in FAILS:
        return "flag", "danger"
    return ("circle-help", "warn") if verdict is Verdict.NOT_CHECKABLE else ("check", "ok")
