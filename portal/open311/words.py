"""The sentences in which a request's state and its steps are told to everybody: nobody is named."""

from portal.cases.rules import CaseStatus, DeclineReason, Outcome, Step
from portal.errors import N_

STATUSES: dict[CaseStatus, str] = {
    CaseStatus.REPORTED: N_("Waits to be passed to a unit."),
    CaseStatus.DISPATCHED: N_("Passed to the unit in charge."),
    CaseStatus.IN_HAND: N_("The unit in charge is working on it."),
    CaseStatus.PAUSED: N_("The unit in charge has to wait before it can go on."),
    CaseStatus.SPLIT: N_("Several units are working on parts of it."),
    CaseStatus.RESOLVED: N_("The unit says that it is resolved; this is still to be confirmed."),
    CaseStatus.CLOSED: N_("Closed as resolved."),
    CaseStatus.DECLINED: N_("Not taken on."),
    CaseStatus.MERGED: N_("Goes on together with another report of the same problem."),
}
# Of what the unit found, where that was not simply done.
OUTCOMES: dict[Outcome, str] = {
    Outcome.EXPLAINED: N_("Looked into and explained: nothing has to be done."),
    Outcome.CANNOT_NOW: N_("The unit says that it cannot be done now."),
    Outcome.NOT_FOUND: N_("The unit looked and did not find it."),
}
DECLINED: dict[DeclineReason, str] = {
    DeclineReason.NOT_LISTED: N_("Not taken on: it is not among the matters of the grids."),
    DeclineReason.DUPLICATE: N_("Not taken on: it has been reported before."),
    DeclineReason.NOTHING_FOUND: N_("Not taken on: nothing was found there."),
    DeclineReason.TRIVIAL_REPEAT: N_("Not taken on: the same was reported again and again."),
    DeclineReason.TEST: N_("Not taken on: it was a test."),
}
STEPS: dict[Step, str] = {
    Step.REPORT: N_("Reported."),
    Step.DISPATCH: N_("Passed to a unit."),
    Step.DECLINE: N_("Not taken on."),
    Step.TAKE: N_("The unit began to work on it."),
    Step.TRANSFER: N_("Passed on to another unit."),
    Step.RETURN: N_("Given back: it belongs elsewhere."),
    Step.RESOLVE: N_("The unit says that it is resolved."),
    Step.CONFIRM: N_("Confirmed by somebody who reported it."),
    Step.VERIFY: N_("Somebody looked and found it solved."),
    Step.DISPUTE: N_("Somebody looked and found it not solved."),
    Step.LAPSE: N_("Closed, as nobody objected in time."),
    Step.REOPEN: N_("Open again: it was not solved."),
    Step.ESCALATE: N_("Open again, one level up: it was not solved twice."),
    Step.INSPECT: N_("A supervision team found it not solved."),
    Step.EXPEDITE: N_("Hurried on by the level above."),
    Step.PAUSE: N_("The unit has to wait."),
    Step.RESUME: N_("The unit goes on with it."),
    Step.EXTEND: N_("The unit was given more days."),
    Step.HAND_UP: N_("Handed to the level above."),
    Step.MERGE: N_("Joined to another report of the same problem."),
    Step.UNMERGE: N_("Goes on by itself again."),
    Step.SPLIT: N_("Goes on in parts, each with a unit of its own."),
    Step.RECALL: N_("Looked at again before it is passed on."),
}


def note_on(status: CaseStatus, outcome: Outcome | None, reason: DeclineReason | None) -> str:
    """Return the English sentence that says more of a state than open or closed."""
    if status is CaseStatus.DECLINED and reason:
        return DECLINED[reason]
    if status in {CaseStatus.RESOLVED, CaseStatus.CLOSED} and outcome in OUTCOMES:
        return OUTCOMES[outcome]
    return STATUSES[status]
