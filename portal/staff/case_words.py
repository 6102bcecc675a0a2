"""How cases are spoken of on staff pages: statuses, levels, lights, steps, reasons."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.accounts.rules import Role, UnitKind
from portal.cases.models import CaseEvent
from portal.cases.queries import NotNow, Trait
from portal.cases.rules import (
    BulkKind,
    CaseStatus,
    DeclineReason,
    Light,
    MeetingKind,
    Outcome,
    PauseReason,
    RequestKind,
    Source,
    Step,
    Validity,
    is_case_number,
)
from portal.i18n import _, _l, day
from portal.policy.queries import work_calendar

VIEWS: dict[str, Any] = {
    "mine": _l("Waiting for me"),
    "overdue": _l("Late"),
    "due": _l("By due date"),
    "approve": _l("Waiting for my approval"),
    "verify": _l("To be looked at"),
    "help": _l("Where we help"),
    "assigned": _l("Given to me"),
    "orders": _l("Orders to answer"),
    "answer": _l("First answer soon due or late"),
    "held": _l("Held for a look"),
    "all": _l("All"),
}
TRAITS: dict[Trait, Any] = {
    Trait.REOPENED: _l("were reopened"),
    Trait.MERGED: _l("others were joined to"),
    Trait.PART: _l("are part of another"),
    Trait.EXPEDITED: _l("were hurried on"),
    Trait.PAUSED: _l("are or were paused"),
    Trait.PROVISIONAL: _l("have a provisional date"),
    Trait.UNHAPPY: _l("were given one or two stars"),
    Trait.PHOTOS: _l("have photos"),
    Trait.HELD: _l("are held for a look"),
}
STATUSES: dict[CaseStatus, Any] = {
    CaseStatus.REPORTED: _l("To be dispatched"),
    CaseStatus.DISPATCHED: _l("With a unit"),
    CaseStatus.IN_HAND: _l("In hand"),
    CaseStatus.RESOLVED: _l("Resolved, not yet confirmed"),
    CaseStatus.CLOSED: _l("Closed"),
    CaseStatus.DECLINED: _l("Declined"),
    CaseStatus.PAUSED: _l("Paused"),
    CaseStatus.SPLIT: _l("In parts"),
    CaseStatus.MERGED: _l("Joined to another case"),
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
PAUSES: dict[PauseReason, Any] = {
    PauseReason.REPORTER: _l("Something from the reporter"),
    PauseReason.WEATHER: _l("Better weather"),
    PauseReason.COURT: _l("A court"),
    PauseReason.AUTHORITY: _l("Another authority"),
}
REQUESTS: dict[RequestKind, Any] = {
    RequestKind.PAUSE: _l("A pause"),
    RequestKind.EXTENSION: _l("More days"),
}
DECIDERS: dict[Role, Any] = {
    Role.STREET_CLERK: _l("The command room of the street"),
    Role.DISPATCHER: _l("The command centre of the district"),
    Role.LEAD: _l("The lead of the command centre"),
}
OFFICES: dict[UnitKind, Any] = {
    UnitKind.COMMAND_ROOM: _l("The command room of the street"),
    UnitKind.COMMAND_CENTRE: _l("The command centre of the district"),
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
    Step.INSPECT: _l("The supervision team found: not solved"),
    Step.ESCALATE: _l("The reporter says again: not solved. One level up"),
    Step.EXPEDITE: _l("Hurried on"),
    Step.REPLY: _l("Answer to an expedite order"),
    Step.RECALL: _l("Decision taken back"),
    Step.JUDGE: _l("Judged"),
    Step.MERGE: _l("Joined to another case"),
    Step.UNMERGE: _l("Parted from another case"),
    Step.SPLIT: _l("Split into parts"),
    Step.ASSIGN: _l("Given to a person of the unit"),
    Step.ANSWER: _l("Words to the reporter"),
    Step.UNSAY: _l("Words to the reporter taken back"),
    Step.NOTE: _l("Note"),
    Step.ASK_HELP: _l("A second unit asked in"),
    Step.HELP: _l("The second unit has done its part"),
    Step.ASK_PAUSE: _l("A pause asked for"),
    Step.PAUSE: _l("Paused"),
    Step.RESUME: _l("Goes on after the pause"),
    Step.ASK_EXTENSION: _l("More days asked for"),
    Step.EXTEND: _l("More days approved"),
    Step.REFUSE: _l("Not approved"),
    Step.HAND_UP: _l("Handed to the level above"),
    Step.CONSULT: _l("Put before a meeting"),
    Step.SETTLE: _l("Decided by a meeting"),
    Step.REDATE: _l("Date computed anew: the calendar is known"),
}
# The same steps written down on the case that speaks for others.
OF_MAIN: dict[Step, Any] = {
    Step.MERGE: _l("A report was joined to it"),
    Step.UNMERGE: _l("A report was parted from it"),
}
MEETINGS: dict[MeetingKind, Any] = {
    MeetingKind.CONSULTATION: _l("Consultation on difficult cases"),
    MeetingKind.JOINT: _l("Joint meeting of units"),
}
# What is done to many cases at once.
BULK: dict[BulkKind, Any] = {
    BulkKind.ASSIGN: _l("Give cases to a person"),
    BulkKind.DISPATCH: _l("Dispatch cases"),
    BulkKind.JUDGE: _l("Judge cases"),
    BulkKind.ANSWER: _l("Write to reporters"),
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
    Step.NOTE: _l("Write a note"),
    Step.ANSWER: _l("Write to the reporter"),
    Step.ASSIGN: _l("Give to a person"),
    Step.ASK_HELP: _l("Ask a second unit in"),
    Step.HELP: _l("Our part is done"),
    Step.JUDGE: _l("Judge: valid or not"),
    Step.RECALL: _l("Take the decision back"),
    Step.ASK_PAUSE: _l("Ask for a pause"),
    Step.ASK_EXTENSION: _l("Ask for more days"),
    Step.PAUSE: _l("Approve the pause"),
    Step.EXTEND: _l("Approve more days"),
    Step.REFUSE: _l("Do not approve"),
    Step.RESUME: _l("Go on: the pause is over"),
    Step.HAND_UP: _l("Hand to the level above"),
    Step.EXPEDITE: _l("Hurry it on"),
    Step.REPLY: _l("Answer an expedite order"),
    Step.MERGE: _l("Join to another case"),
    Step.UNMERGE: _l("Part from the other case"),
    Step.SPLIT: _l("Split into parts"),
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
    Step.NOTE: "pencil",
    Step.ANSWER: "message-square",
    Step.ASSIGN: "user",
    Step.ASK_HELP: "users",
    Step.HELP: "hand-helping",
    Step.JUDGE: "clipboard-check",
    Step.RECALL: "undo-2",
    Step.ASK_PAUSE: "pause",
    Step.ASK_EXTENSION: "calendar",
    Step.PAUSE: "pause",
    Step.EXTEND: "calendar",
    Step.REFUSE: "ban",
    Step.RESUME: "play",
    Step.HAND_UP: "layers",
    Step.EXPEDITE: "megaphone",
    Step.REPLY: "message-square",
    Step.MERGE: "merge",
    Step.UNMERGE: "split",
    Step.SPLIT: "split",
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
    Step.NOTE: _l("Noted."),
    Step.ANSWER: _l("The reporter can read it now."),
    Step.ASSIGN: _l("Given. They are told."),
    Step.ASK_HELP: _l("The second unit is told. %(unit)s keeps the case."),
    Step.HELP: _l("%(unit)s is told that your part is done."),
    Step.JUDGE: _l("Judged. It counts in the figures."),
    Step.RECALL: _l("Taken back. It waits to be dispatched."),
    Step.ASK_PAUSE: _l("Asked. You are told what is decided; until then: %(due)s."),
    Step.ASK_EXTENSION: _l("Asked. You are told what is decided; until then: %(due)s."),
    Step.PAUSE: _l("Approved. The clock stands still; the unit and the reporter are told."),
    Step.EXTEND: _l("Approved. It is due on %(due)s now; the unit and the reporter are told."),
    Step.REFUSE: _l("Not approved. The unit is told; it stays due on %(due)s."),
    Step.RESUME: _l("The clock runs on. It is due on %(due)s now."),
    Step.HAND_UP: _l("Handed up to %(unit)s, to be resolved by %(due)s."),
    Step.EXPEDITE: _l("Hurried on. %(unit)s is told; the reporter can see it."),
    Step.REPLY: _l("Answered. They are told."),
    Step.MERGE: _l("Joined. Its reporter is told and hears of every step of the other case."),
    Step.UNMERGE: _l("Parted. It waits to be dispatched by itself, and its reporter is told."),
    Step.SPLIT: _l("Split. Each part is with its unit; the reporter is told."),
}


def foreseen(due: date) -> str:
    """Return a date that a step would lead to, marked where its holidays are not known yet."""
    return dated(due, is_provisional=work_calendar().is_provisional(due))


def dated(on: date, is_provisional: bool) -> str:
    """Return a date that runs, marked while the holidays of its year are not known."""
    return str(_("%(day)s (provisional)", day=day(on))) if is_provisional else day(on)


def what_happened(event: CaseEvent) -> str:
    """Return what a step was; one that came or went as another's is told from that one's side."""
    is_of_main = event.step in OF_MAIN and is_case_number(event.note) and not event.words
    return str(OF_MAIN[event.step] if is_of_main else STEPS[event.step])


def reasons(
    not_mine: Iterable[tuple[Step, str]], not_now: Iterable[NotNow]
) -> dict[str, list[str]]:
    """Return why steps are not open, each reason with the steps that it keeps closed."""
    found: dict[str, list[str]] = {}
    told = [*not_mine, *((each.step, _why_not_now(each)) for each in not_now)]
    for step, why in told:
        if step in VERBS:
            found.setdefault(str(_(why)), []).append(str(VERBS[step]))
    return found


def _why_not_now(each: NotNow) -> str:
    statuses = str(_(" or ")).join(str(STATUSES[status]) for status in each.statuses)
    return each.why or str(_("Only while it is: %(statuses)s", statuses=statuses))
