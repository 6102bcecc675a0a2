"""How cases are spoken of on staff pages: statuses, levels, lights, steps, reasons."""

from typing import Any

from portal.accounts.rules import UnitKind
from portal.cases.rules import CaseStatus, DeclineReason, Light, Outcome, Source, Step, Validity
from portal.i18n import _l

VIEWS: dict[str, Any] = {
    "mine": _l("Waiting for me"),
    "overdue": _l("Late"),
    "due": _l("By due date"),
    "all": _l("All"),
}
STATUSES: dict[CaseStatus, Any] = {
    CaseStatus.REPORTED: _l("To be dispatched"),
    CaseStatus.DISPATCHED: _l("With a unit"),
    CaseStatus.IN_HAND: _l("In hand"),
    CaseStatus.RESOLVED: _l("Resolved, not yet confirmed"),
    CaseStatus.CLOSED: _l("Closed"),
    CaseStatus.DECLINED: _l("Declined"),
}
LEVELS: dict[int, Any] = {
    1: _l("Level 1: the grid, on the spot"),
    2: _l("Level 2: the community"),
    3: _l("Level 3: the street"),
    4: _l("Level 4: the district"),
}
LIGHTS: dict[Light, Any] = {
    Light.GREEN: _l("In time"),
    Light.AMBER: _l("Due soon"),
    Light.RED: _l("Late"),
}
KINDS: dict[UnitKind, Any] = {
    UnitKind.COMMUNITY: _l("Communities"),
    UnitKind.STREET_TEAM: _l("Teams of the street"),
    UnitKind.COMMAND_ROOM: _l("Command room of the street"),
    UnitKind.DEPARTMENT: _l("Departments of the district"),
    UnitKind.COMMAND_CENTRE: _l("Command centre of the district"),
}
OUTCOMES: dict[Outcome, Any] = {
    Outcome.DONE: _l("Done"),
    Outcome.EXPLAINED: _l("Explained: nothing has to be done"),
    Outcome.CANNOT_NOW: _l("Cannot be done now"),
    Outcome.NOT_FOUND: _l("Looked, and not found"),
}
REASONS: dict[DeclineReason, Any] = {
    DeclineReason.NOT_LISTED: _l("Not on the list of admitted matters"),
    DeclineReason.DUPLICATE: _l("Reported before"),
    DeclineReason.NOTHING_FOUND: _l("Nothing was found there"),
    DeclineReason.TRIVIAL_REPEAT: _l("The same small thing again and again"),
    DeclineReason.TEST: _l("A test"),
}
VALIDITIES: dict[Validity, Any] = {
    Validity.NOT_JUDGED: _l("Not yet judged"),
    Validity.VALID: _l("Valid"),
    Validity.INVALID: _l("Not valid"),
}
SOURCES: dict[Source, Any] = {
    Source.RESIDENT: _l("A resident"),
    Source.WORKER: _l("A grid worker"),
}
STEPS: dict[Step, Any] = {
    Step.REPORT: _l("Reported"),
    Step.DISPATCH: _l("Dispatched"),
    Step.DECLINE: _l("Declined"),
    Step.TAKE: _l("Taken in hand"),
    Step.TRANSFER: _l("Handed to another unit"),
    Step.RETURN: _l("Returned: not theirs"),
    Step.RESOLVE: _l("Said to be resolved"),
    Step.CONFIRM: _l("The reporter says: solved"),
    Step.VERIFY: _l("A grid worker looked: solved"),
    Step.DISPUTE: _l("A grid worker looked: not solved"),
    Step.LAPSE: _l("Closed: nobody objected in time"),
    Step.REOPEN: _l("The reporter says: not solved"),
    Step.ESCALATE: _l("The reporter says again: not solved. One level up"),
    Step.EXPEDITE: _l("Late: the level above was told"),
}
# What to press for a step.
VERBS: dict[Step, Any] = {
    Step.DISPATCH: _l("Dispatch"),
    Step.DECLINE: _l("Decline"),
    Step.TAKE: _l("Take in hand"),
    Step.TRANSFER: _l("Hand to another unit"),
    Step.RETURN: _l("Return: not ours"),
    Step.RESOLVE: _l("Resolve"),
    Step.VERIFY: _l("I looked: it is solved"),
    Step.DISPUTE: _l("I looked: it is not solved"),
}
# The picture beside it, from the sprite.
PICTURES: dict[Step, str] = {
    Step.DISPATCH: "send",
    Step.DECLINE: "ban",
    Step.TAKE: "hand-helping",
    Step.TRANSFER: "repeat",
    Step.RETURN: "undo-2",
    Step.RESOLVE: "check",
    Step.VERIFY: "badge-check",
    Step.DISPUTE: "refresh-cw",
}
# What has changed, said once after the step.
CHANGED: dict[Step, Any] = {
    Step.DISPATCH: _l("Dispatched to %(unit)s, to be resolved by %(due)s."),
    Step.DECLINE: _l("Declined. The reporter can read why."),
    Step.TAKE: _l("You have it in hand, to be resolved by %(due)s."),
    Step.TRANSFER: _l("Handed to %(unit)s, still to be resolved by %(due)s."),
    Step.RETURN: _l("Returned. It waits to be dispatched again."),
    Step.RESOLVE: _l("Resolved. The reporter is asked whether it is solved."),
    Step.VERIFY: _l("Confirmed. The case is closed."),
    Step.DISPUTE: _l("Open again with %(unit)s, to be resolved by %(due)s."),
}
