"""The words in which a case is told to its reporter: where it stands, what happened, and why."""

from portal.accounts.rules import UnitKind
from portal.cases.rules import CaseStatus, DeclineReason, Outcome, PauseReason, Step
from portal.errors import N_

HEADLINES: dict[CaseStatus, str] = {
    CaseStatus.REPORTED: N_("We have your report and pass it on by %(triage)s"),
    CaseStatus.DISPATCHED: N_("Passed to %(unit)s, who promise to resolve it by %(due)s"),
    CaseStatus.IN_HAND: N_("%(unit)s is working on it and promises to resolve it by %(due)s"),
    CaseStatus.PAUSED: N_("%(unit)s has to wait and goes on after %(until)s at the latest"),
    CaseStatus.DECLINED: N_("We cannot take this on: %(reason)s"),
    CaseStatus.SPLIT: N_("Goes on in %(parts)s parts, all of them to be resolved by %(due)s"),
}
HELD = N_("We have your report; somebody looks at it first, by %(triage)s")
RETURNED = N_("On its way to another unit, to be resolved by %(due)s")
LATE_HEADLINES: dict[CaseStatus, str] = {
    CaseStatus.REPORTED: N_("We have your report; it was to be passed on by %(triage)s"),
    CaseStatus.DISPATCHED: N_("%(unit)s has it; it was to be resolved by %(due)s"),
    CaseStatus.IN_HAND: N_("%(unit)s is working on it; it was to be resolved by %(due)s"),
    CaseStatus.SPLIT: N_("Goes on in %(parts)s parts; all were to be resolved by %(due)s"),
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.DONE: N_("%(unit)s says that it is resolved"),
    Outcome.EXPLAINED: N_("%(unit)s has explained how it stands"),
    Outcome.CANNOT_NOW: N_("%(unit)s says that it cannot be done now"),
    Outcome.NOT_FOUND: N_("%(unit)s looked and did not find it"),
}
CLOSINGS: dict[Step, str] = {
    Step.CONFIRM: N_("Closed: you said that it is solved"),
    Step.VERIFY: N_("Closed: a grid worker looked and found it solved"),
    Step.LAPSE: N_("Closed: nobody objected in time"),
}
REASONS: dict[DeclineReason, str] = {
    DeclineReason.NOT_LISTED: N_("it is not among the matters of the grids"),
    DeclineReason.DUPLICATE: N_("it has been reported before"),
    DeclineReason.NOTHING_FOUND: N_("nothing was found there"),
    DeclineReason.TRIVIAL_REPEAT: N_("the same has been reported again and again"),
    DeclineReason.TEST: N_("it was a test"),
}
TITLES: dict[Step, str] = {
    Step.REPORT: N_("You reported it"),
    Step.DISPATCH: N_("Passed to %(unit)s"),
    Step.DECLINE: N_("Not taken on: %(reason)s"),
    Step.TAKE: N_("%(unit)s began to work on it"),
    Step.TRANSFER: N_("%(before)s passed it on to %(unit)s"),
    Step.RETURN: N_("%(before)s gave it back: it belongs elsewhere"),
    Step.CONFIRM: N_("You said that it is solved"),
    Step.VERIFY: N_("A grid worker looked and found it solved"),
    Step.DISPUTE: N_("A grid worker found it not solved; %(unit)s has it again"),
    Step.LAPSE: N_("Closed, as nobody objected in time"),
    Step.REOPEN: N_("You said that it is not solved; %(unit)s has it again"),
    Step.INSPECT: N_("A supervision team found it not solved; %(unit)s has it again"),
    Step.ESCALATE: N_("You said again that it is not solved; it went up to %(unit)s"),
    Step.EXPEDITE: N_("The promised day passed; the level above was told"),
    Step.RECALL: N_("Looked at again before it is passed on"),
    Step.ANSWER: N_("%(unit)s wrote to you"),
    Step.ASK_HELP: N_("%(unit)s asked a second unit to help: %(words)s"),
    Step.HELP: N_("The second unit has done its part"),
    Step.CONSULT: N_("Put before a meeting of the units concerned"),
    Step.SETTLE: N_("The meeting has decided how it goes on"),
    Step.REDATE: N_("The day was computed anew, as the holidays are now known"),
    Step.PAUSE: N_("%(unit)s has to wait"),
    Step.RESUME: N_("The wait is over; %(unit)s goes on"),
    Step.EXTEND: N_("%(unit)s was given more days"),
    Step.HAND_UP: N_("%(before)s could not do it; it went up to %(unit)s"),
    Step.MERGE: N_("Goes on together with report %(words)s: it is the same problem"),
    Step.UNMERGE: N_("Goes on by itself: it is another problem"),
    Step.SPLIT: N_("Goes on in parts, each with a unit of its own"),
}
# Where several reported the same problem: nobody learns which of them said what.
SHARED_CLOSING = N_("Closed: somebody who reported it said that it is solved")
SHARED_TITLES: dict[Step, str] = {
    Step.CONFIRM: N_("Somebody who reported it said that it is solved"),
    Step.REOPEN: N_("Somebody who reported it said that it is not solved; %(unit)s has it again"),
    Step.ESCALATE: N_(
        "Somebody who reported it said again that it is not solved; it went up to %(unit)s"
    ),
}
ANOTHER_REPORTED = N_("Somebody else reported the same problem")
# What a case in parts does because a part of it did.
OF_PARTS: dict[Step, str] = {
    Step.DISPUTE: N_("A part of it is not solved yet and goes on"),
    Step.EXPEDITE: N_("The day of a part passed; the level above was told"),
    Step.REDATE: N_("A part takes longer, and the day moved with it"),
}
HURRIED_TO_ANSWER = N_("You had no answer in time; the level above was told")
HURRIED_BY: dict[UnitKind, str] = {
    UnitKind.COMMAND_ROOM: N_("Hurried on by the command room of the street"),
    UnitKind.COMMAND_CENTRE: N_("Hurried on by the command centre of the district"),
}
PAUSED_FOR: dict[PauseReason, str] = {
    PauseReason.REPORTER: N_("%(unit)s waits for something from you"),
    PauseReason.WEATHER: N_("%(unit)s waits for better weather"),
    PauseReason.COURT: N_("%(unit)s waits for a court"),
    PauseReason.AUTHORITY: N_("%(unit)s waits for another authority"),
}
REPORTED_BY_WORKER = N_("A grid worker reported it")
# The same case told to somebody whose report it is not.
NEARBY: dict[CaseStatus, str] = {
    CaseStatus.REPORTED: N_("Waits to be passed on, by %(triage)s"),
    CaseStatus.DISPATCHED: N_("With %(unit)s, to be resolved by %(due)s"),
    CaseStatus.IN_HAND: N_("%(unit)s is working on it, to be resolved by %(due)s"),
    CaseStatus.PAUSED: N_("%(unit)s has it and has to wait"),
    CaseStatus.SPLIT: N_("Several units are working on it, to be resolved by %(due)s"),
    CaseStatus.CLOSED: N_("Closed as resolved on %(resolved)s"),
}
